import { contextAt, listNounRows, sortNounRows } from '../foraging/noun-rows.ts';
import type { ForagedText, NounRow } from '../foraging/noun-rows.ts';
import { knownNouns } from '../foraging/noun-states.ts';
import { mentionsIn, readNouns } from '../foraging/read-nouns.ts';
import type { ProjectModel } from '../project-model.ts';
import type { SourceTextRecord } from '../question-entities.ts';
import { svgTable } from './svg-table.ts';
import type { SvgTableCell } from './svg-table.ts';
import { svgColors } from './svg-theme.ts';
import type { SvgContext } from './svg-views.ts';

/** More than this a picture does not show so that it can be read; a text has a few hundred nouns. */
const nounsMax = 1000;

/** Noun foraging: what was found in the texts, how often and where, and what became of it. */
export function drawNouns({ project, model }: SvgContext): string {
  const texts = [...model.tables.sourceText.values()].toSorted((left, right) => (left.rank < right.rank ? -1 : 1));
  const byTextId = readTexts(model, texts);
  const ids = texts.map(({ id }) => id);
  const rows = sortNounRows(listNounRows(ids, byTextId, knownNouns(model)), 'count');
  const shown = rows.slice(0, nounsMax).map((row) => nounCells(row, model, byTextId));
  const more = rows.length - shown.length;
  return svgTable({
    title: `${project.name}: nouns of ${texts.length === 1 ? '1 text' : `${String(texts.length)} texts`}`,
    emptyText: texts.length === 0 ? 'There are no texts yet.' : 'No noun was found in the texts.',
    columns: [
      { heading: 'Noun', width: 180 },
      { heading: 'Found', width: 70 },
      { heading: 'What became of it', width: 220 },
      { heading: 'In', width: 180 },
      { heading: 'First found', width: 420 },
    ],
    rows: more > 0 ? [...shown, [{ text: `and ${more.toLocaleString('en')} more nouns` }]] : shown,
  });
}

function readTexts(model: ProjectModel, texts: readonly SourceTextRecord[]): ReadonlyMap<string, ForagedText> {
  const known = [...knownNouns(model).keys()];
  return new Map(
    texts.map(({ id, body }) => {
      const reading = readNouns(body);
      let step = reading.next();
      while (step.done !== true) step = reading.next();
      return [id, { body, mentions: mentionsIn(step.value, known) }];
    }),
  );
}

function nounCells(
  row: NounRow,
  { tables }: ProjectModel,
  byTextId: ReadonlyMap<string, ForagedText>,
): readonly SvgTableCell[] {
  const text = byTextId.get(row.first.textId);
  const index = text?.mentions.starts.indexOf(row.first.start) ?? -1;
  const end = text?.mentions.ends[index] ?? row.first.start;
  const { before, found, after } = contextAt(text?.body ?? '', row.first.start, end);
  const names = [...row.countByTextId.keys()].map((id) => tables.sourceText.get(id)?.name ?? '');
  return [
    { text: row.name, isBold: true },
    { text: row.count.toLocaleString('en') },
    whatBecame(row),
    { text: names.join('\n'), color: svgColors.textSoft },
    { text: `${before}${found}${after}`, color: svgColors.textSoft },
  ];
}

function whatBecame({ state, object }: NounRow): SvgTableCell {
  if (state === 'accepted') return { text: 'Object', fill: svgColors.okSoft, color: svgColors.ok };
  if (state === 'synonym') return { text: `Synonym of ${object?.name ?? ''}`, color: svgColors.ok };
  if (state === 'candidate') return { text: 'Not decided yet', color: svgColors.warn };
  const reason = (object?.rejection ?? 'other').replaceAll('_', ' ');
  const note = object?.rejectionNote ?? '';
  return { text: `Rejected: ${reason}${note === '' ? '' : `\n${note}`}`, color: svgColors.textSoft };
}
