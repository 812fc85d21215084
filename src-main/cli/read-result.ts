import type { ApiClient } from '#shared/features.ts';
import type { Shown } from '#shared/functions/outcome.ts';
import { valueToPlainJson } from '#shared/values/plain-json.ts';
import { jsonToValue } from '#shared/values/value-json.ts';
import type { Json } from '#shared/values/json.ts';

import { openBlobFolder } from '../store/blob-folder.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import { accountFolderAt, dataFolderAt } from '../store/data-folder.ts';

/** Where the core keeps what runs gave: it is on this computer, so files are named rather than copied. */
export async function openResultFolder(client: ApiClient): Promise<BlobFolder> {
  const { dataFolder, accountId } = await client.app.info();
  return openBlobFolder(accountFolderAt(dataFolderAt(dataFolder), accountId).blobFolder);
}

export type Cell = string | number | boolean | null;

export type ShownTable = Extract<Shown, { kind: 'table' }>;

/** A shown table of a run. */
export type TablePlace = { readonly runId: string; readonly shown: ShownTable; readonly shownIndex: number };

/** Rows one after the other: a list of cells for each of the table's columns. */
export type TablePage = readonly (readonly Cell[])[];

/** The most that the core hands out at once. */
const pageRowsMax = 5000;

/** Of a table with many columns a page has fewer rows, so that no page is larger than this. */
const pageCellsMax = 20_000;

/** The first rows of a table, page by page; no more than a page is in memory. */
export async function* readPages(
  client: ApiClient,
  { runId, shown, shownIndex }: TablePlace,
  rowsMax = Infinity,
): AsyncGenerator<TablePage, void, void> {
  const wanted = Math.min(shown.rowCount, rowsMax);
  const pageRows = Math.max(1, Math.min(pageRowsMax, Math.floor(pageCellsMax / Math.max(1, shown.columns.length))));
  for (let rowFirst = 0; rowFirst < wanted; rowFirst += pageRows) {
    const rowCount = Math.min(pageRows, wanted - rowFirst);
    const { columns } = await client.runs.readTable({ runId, shownIndex, rowFirst, rowCount });
    yield columns.map((cells, index) => (shown.columns[index]?.type === 'float' ? cells.map(floatName) : cells));
  }
}

/** A shown value or figure as a person would write it in JSON. */
export async function readPlain(client: ApiClient, runId: string, shown: Shown, shownIndex: number): Promise<Json> {
  if (shown.kind === 'value') return valueToPlainJson(jsonToValue(shown.json));
  const { text } = await client.runs.readShown({ runId, shownIndex });
  const json = JSON.parse(text) as Json; // JSON.parse gives nothing else.
  return shown.kind === 'figure' ? json : valueToPlainJson(jsonToValue(json));
}

// The names that valueToPlainJson gives them.
const floatNames = new Map<Cell, Cell>([
  ['Inf', 'Infinity'],
  ['-Inf', '-Infinity'],
]);

function floatName(cell: Cell): Cell {
  return floatNames.get(cell) ?? cell;
}
