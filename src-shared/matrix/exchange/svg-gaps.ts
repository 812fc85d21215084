import { checkGaps, countGaps, gapAt } from '../gaps/gap-checks.ts';
import { gapSentence } from '../gaps/gap-texts.ts';
import { gapChecks, gapCodes } from '../gaps/gap.ts';
import type { Gap } from '../gaps/gap.ts';
import type { ProjectModel } from '../project-model.ts';
import { svgTable } from './svg-table.ts';
import { svgColors } from './svg-theme.ts';
import type { SvgContext } from './svg-views.ts';

/** Of one check; of a check that finds thousands the first ones are enough to see what kind they are. */
const shownMax = 100;

/** The gaps of each check that finds any. `more` is how many of them are not among `gaps`. */
export function listGaps(model: ProjectModel) {
  const report = checkGaps(model);
  return gapCodes.flatMap((code) => {
    const count = countGaps(report, code);
    const gaps = Array.from({ length: Math.min(count, shownMax) }, (_, index) => gapAt(report, code, index));
    const told = gaps.filter((gap): gap is Gap => gap !== undefined).map((gap) => gapSentence(model, gap));
    return count === 0 ? [] : [{ code, ...gapChecks[code], sentences: told, more: count - told.length }];
  });
}

/** Everything that the model leaves open, as a list. */
export function drawGaps({ project, model }: SvgContext): string {
  return svgTable({
    title: `${project.name}: gaps`,
    emptyText: 'There are no gaps.',
    columns: [
      { heading: 'Check', width: 60 },
      { heading: 'What', width: 220 },
      { heading: 'Where', width: 620 },
    ],
    rows: listGaps(model).flatMap(({ code, title, sentences, more }) => [
      ...sentences.map((sentence) => [
        { text: code, color: svgColors.warn, isBold: true },
        { text: title, color: svgColors.textSoft },
        { text: sentence },
      ]),
      ...(more > 0 ? [[{ text: '' }, { text: '' }, { text: `And ${more.toLocaleString('en')} more of these.` }]] : []),
    ]),
  });
}
