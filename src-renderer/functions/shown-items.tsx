import { ChartLine, Download, FileText, Image, StickyNote, Table2, Braces } from 'lucide-react';
import { Suspense, useCallback, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';

import type { Shown } from '#shared/functions/outcome.ts';
import type { TableFormat } from '#shared/functions/table-format.ts';
import { valueToPlainJson } from '#shared/values/plain-json.ts';
import { jsonToValue } from '#shared/values/value-json.ts';

import { IconButton } from '../ui/icon-button.tsx';
import { Loading } from '../ui/loading.tsx';
import { describeProblem } from '../workspaces/tell-failure.ts';
import { formatCount } from './format-cell.ts';
import { readShownArtifact, readShownPlot, readShownTable, readShownText } from './read-shown.ts';
import { saveFile } from '../ui/save-file.ts';
import { ResultArtifact } from './result-artifact.tsx';
import { ResultFigure } from './result-figure.tsx';
import { ResultPlot } from './result-plot.tsx';
import { ResultTable } from './result-table.tsx';
import { LargeValue, ResultValue } from './result-value.tsx';
import { SaveTableMenu } from './save-table-menu.tsx';

/** A run, or a result that somebody has shared: its id, and what files that are saved of it are called. */
export type ShownSource = { readonly id: string; readonly fileName: string };

type ShownItemsProps = {
  readonly source: ShownSource;
  readonly shown: readonly Shown[];
  /** Parts whose bytes are still to come are left out; absent where all are here. */
  readonly isHere?: (shown: Shown) => boolean;
  readonly onProblem: (sentence: string) => void;
};

type Item = { readonly shown: Shown; readonly index: number };

/** Tables and values on the left, pictures on the right, each side with its own choice when it has several. */
export function ShownItems({ source, shown, isHere = () => true, onProblem }: ShownItemsProps) {
  // Each keeps its place: by that the core finds it.
  const items = shown.map((item, index) => ({ shown: item, index })).filter((item) => isHere(item.shown));
  const data = items.filter((item) => !isPicture(item.shown));
  const pictures = items.filter((item) => isPicture(item.shown));
  if (data.length === 0 || pictures.length === 0)
    return <ShownPane source={source} items={items} onProblem={onProblem} />;
  return (
    <Group orientation="horizontal" className="result-split">
      <Panel id="data" minSize="20%" defaultSize="55%">
        <ShownPane source={source} items={data} onProblem={onProblem} />
      </Panel>
      <Separator className="result-separator" aria-label="Width of the table and the picture" />
      <Panel id="pictures" minSize="20%">
        <ShownPane source={source} items={pictures} onProblem={onProblem} />
      </Panel>
    </Group>
  );
}

function sentenceOf(error: unknown): string {
  const { title, detail, remedy } = describeProblem(error);
  return [`${title}.`, detail, remedy].filter((part) => part !== '').join(' ');
}

export const shownKindNames: { readonly [kind in Shown['kind']]: string } = {
  table: 'Table',
  plot: 'Plot',
  figure: 'Figure',
  value: 'Value',
  'large-value': 'Value',
  artifact: 'File',
  note: 'Note',
};

/** A part of a map has the name of its entry; a result that is one thing has none of its own. */
function titleOf(shown: Shown): string {
  return shown.title === '' ? shownKindNames[shown.kind] : shown.title;
}

function isPicture(shown: Shown): boolean {
  return shown.kind === 'plot' || shown.kind === 'figure';
}

type ShownPaneProps = {
  readonly source: ShownSource;
  readonly items: readonly Item[];
  readonly onProblem: (sentence: string) => void;
};

function ShownPane({ source, items, onProblem }: ShownPaneProps) {
  const [chosen, setChosen] = useState(0);
  const onFailure = useCallback((error: unknown) => onProblem(sentenceOf(error)), [onProblem]);
  const item = items[chosen] ?? items[0];
  if (item === undefined) return null;
  return (
    <div className="shown">
      <div className="shown-bar">
        {/* A list of its own: what else is in the bar is no tab. */}
        <div
          className="shown-tabs"
          role={items.length > 1 ? 'tablist' : undefined}
          aria-label={items.length > 1 ? 'Parts of the result' : undefined}
        >
          {items.map(({ shown, index }, position) =>
            items.length > 1 ? (
              <button
                key={index}
                type="button"
                role="tab"
                aria-selected={position === chosen}
                className="shown-tab"
                onClick={() => setChosen(position)}
              >
                <ShownIcon kind={shown.kind} /> {titleOf(shown)}
              </button>
            ) : (
              <span key={index} className="shown-title">
                <ShownIcon kind={shown.kind} /> {titleOf(shown)}
              </span>
            ),
          )}
        </div>
        {item.shown.kind === 'table' ? (
          <span className="shown-size num">
            {formatCount(item.shown.rowCount)} × {formatCount(item.shown.columns.length - item.shown.indexCount)}
          </span>
        ) : null}
        <span className="result-spring" />
        {/* A file has a button of its own, beside its name. */}
        {item.shown.kind === 'table' ? (
          <SaveTableMenu onSave={(format) => void saveTable(source, item, format).catch(onFailure)} />
        ) : item.shown.kind === 'artifact' ? null : (
          <IconButton
            isSmall
            label={saveLabels[item.shown.kind]}
            icon={Download}
            onClick={() => void saveItem(source, item).catch(onFailure)}
          />
        )}
      </div>
      <div className="shown-body">
        <Suspense fallback={<Loading label="Loading the table" />}>
          <ShownItem key={item.index} source={source} item={item} onFailure={onFailure} />
        </Suspense>
      </div>
    </div>
  );
}

const saveLabels: { readonly [kind in Exclude<Shown['kind'], 'table'>]: string } = {
  plot: 'Save the picture',
  figure: 'Save the specification',
  value: 'Save as JSON',
  'large-value': 'Save as JSON',
  artifact: 'Save the file',
  note: 'Save as text',
};

function ShownIcon({ kind }: { readonly kind: Shown['kind'] }) {
  switch (kind) {
    case 'table':
      return <Table2 size={14} aria-hidden />;
    case 'plot':
      return <Image size={14} aria-hidden />;
    case 'figure':
      return <ChartLine size={14} aria-hidden />;
    case 'value':
    case 'large-value':
      return <Braces size={14} aria-hidden />;
    case 'artifact':
      return <FileText size={14} aria-hidden />;
    case 'note':
      return <StickyNote size={14} aria-hidden />;
  }
}

function ShownItem({
  source,
  item,
  onFailure,
}: {
  readonly source: ShownSource;
  readonly item: Item;
  readonly onFailure: (error: unknown) => void;
}) {
  const { shown, index } = item;
  const place = { runId: source.id, shownIndex: index, title: titleOf(shown), onFailure };
  switch (shown.kind) {
    case 'table':
      return <ResultTable {...place} shown={shown} />;
    case 'plot':
      return <ResultPlot {...place} />;
    case 'figure':
      return <ResultFigure {...place} />;
    case 'value':
      return <ResultValue title={titleOf(shown)} json={shown.json} />;
    case 'large-value':
      return <LargeValue {...place} sizeBytes={shown.sizeBytes} />;
    case 'artifact':
      return <ResultArtifact {...place} sizeBytes={shown.sizeBytes} />;
    case 'note':
      return (
        <p className="result-prose" tabIndex={0} aria-label={titleOf(shown)}>
          {shown.text}
        </p>
      );
  }
}

function fileNameOf({ fileName }: ShownSource, shown: Shown): string {
  return `${fileName} ${titleOf(shown)}`.replaceAll(/[^\p{L}\p{N} ._-]/gu, '_');
}

async function saveTable(source: ShownSource, { shown, index }: Item, format: TableFormat): Promise<void> {
  saveFile(await readShownTable(source.id, index, format), `${fileNameOf(source, shown)}.${format}`);
}

async function saveItem(source: ShownSource, { shown, index }: Item): Promise<void> {
  const name = fileNameOf(source, shown);
  switch (shown.kind) {
    case 'plot':
      saveFile(await readShownPlot(source.id, index), `${name}.${shown.media === 'image/png' ? 'png' : 'svg'}`);
      return;
    case 'table': // In the format that is chosen.
      return;
    case 'artifact':
      saveFile(await readShownArtifact(source.id, index), shown.title);
      return;
    case 'note':
      saveFile(new Blob([shown.text], { type: 'text/plain;charset=utf-8' }), `${name}.txt`);
      return;
    case 'figure':
    case 'large-value':
      saveFile(new Blob([await readShownText(source.id, index)], { type: 'application/json' }), `${name}.json`);
      return;
    case 'value':
      saveFile(
        new Blob([JSON.stringify(valueToPlainJson(jsonToValue(shown.json)), null, 2)], {
          type: 'application/json',
        }),
        `${name}.json`,
      );
  }
}
