import { formatMegabytes } from '#shared/base/format-megabytes.ts';
import type { ApiClient } from '#shared/features.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { Shown } from '#shared/functions/outcome.ts';
import { displayCell } from '#shared/values/display-text.ts';
import type { Json } from '#shared/values/json.ts';

import { alignColumns } from './print-columns.ts';
import { openResultFolder, readPages, readPlain } from './read-result.ts';
import type { Cell, ShownTable, TablePage } from './read-result.ts';

const rowsShown = 20;
const cellCharsMax = 40;

/** What a run gave, for a person at a terminal: the first rows of tables, values as JSON, where pictures are. */
export async function resultText(client: ApiClient, run: RunRecord): Promise<string> {
  const blobs = await openResultFolder(client);
  const texts: string[] = [];
  for (const [shownIndex, shown] of (run.outcome?.shown ?? []).entries()) {
    const heading = shown.title === '' ? '' : `${shown.title}:\n`;
    if (shown.kind === 'table') {
      const place = { runId: run.id, shown, shownIndex };
      const pages: TablePage[] = [];
      for await (const page of readPages(client, place, rowsShown)) pages.push(page);
      texts.push(heading + tableText(shown, pages));
    } else if (shown.kind === 'plot' || shown.kind === 'figure') {
      texts.push(`${pictureName(shown)}: ${blobs.path(shown.blob)}\n`);
    } else if (shown.kind === 'artifact') {
      texts.push(`${shown.title} (${formatMegabytes(shown.sizeBytes)}): ${blobs.path(shown.blob)}\n`);
    } else if (shown.kind === 'note') {
      texts.push(`${shown.text}\n`);
    } else {
      texts.push(`${heading}${plainText(await readPlain(client, run.id, shown, shownIndex))}\n`);
    }
  }
  return texts.join('\n');
}

function tableText(shown: ShownTable, pages: readonly TablePage[]): string {
  const { rowCount, columns } = shown;
  const rows = pages.flatMap((page) =>
    (page[0] ?? []).map((_, row) => page.map((cells, index) => cellText(cells[row] ?? null, columns[index]))),
  );
  const isRight = columns.map(({ type }) => type === 'float' || type === 'integer' || type === 'decimal');
  const rest = rowCount - rows.length;
  const headings = columns.map((column, index) => clipped(headingOf(shown, column, index)));
  return `${alignColumns(headings, rows, isRight)}${rest > 0 ? `… and ${String(rest)} more rows\n` : ''}`;
}

/** A matrix's columns have numbers where they have no names; of moments the zone is said once. */
function headingOf(
  { isMatrix, indexCount }: ShownTable,
  { name, zone }: ShownTable['columns'][number],
  index: number,
): string {
  const shown = isMatrix && name === '' && index >= indexCount ? String(index - indexCount + 1) : name;
  return zone === undefined ? shown : `${shown} (${zone})`;
}

function pictureName(shown: Extract<Shown, { kind: 'plot' | 'figure' }>): string {
  const what = shown.kind === 'plot' ? shown.media : 'Vega-Lite';
  return `${shown.title === '' ? 'Figure' : shown.title} (${what})`;
}

function cellText(cell: Cell, column: ShownTable['columns'][number] | undefined): string {
  if (cell === null) return 'NA';
  if (typeof cell === 'string') return clipped(column === undefined ? cell : displayCell(cell, column));
  // Seven digits, as R prints them; the whole number is in --json.
  return clipped(
    typeof cell === 'number' && !Number.isInteger(cell) ? String(Number(cell.toPrecision(7))) : String(cell),
  );
}

function clipped(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > cellCharsMax ? `${line.slice(0, cellCharsMax - 1)}…` : line;
}

function plainText(json: Json): string {
  return typeof json === 'string' ? json : JSON.stringify(json, null, 2);
}
