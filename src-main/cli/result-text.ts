import type { ApiClient } from '#shared/features.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { Shown } from '#shared/functions/outcome.ts';
import type { Json } from '#shared/values/value-json.ts';

import { openBlobFolder } from '../store/blob-folder.ts';
import { dataFolderAt } from '../store/data-folder.ts';
import { alignColumns } from './print-columns.ts';
import { readPlain, readTable } from './read-result.ts';
import type { Cell, ReadTable } from './read-result.ts';

const rowsShown = 20;
const cellCharsMax = 40;

/** What a run gave, for a person at a terminal: the first rows of tables, values as JSON, where pictures are. */
export async function resultText(client: ApiClient, run: RunRecord): Promise<string> {
  const { dataFolder } = await client.app.info();
  const blobs = openBlobFolder(dataFolderAt(dataFolder).blobFolder);
  const texts: string[] = [];
  for (const [shownIndex, shown] of (run.outcome?.shown ?? []).entries()) {
    const heading = shown.title === '' ? '' : `${shown.title}:\n`;
    if (shown.kind === 'table') {
      texts.push(heading + tableText(await readTable(client, run.id, { shown, shownIndex, rowsMax: rowsShown })));
    } else if (shown.kind === 'plot' || shown.kind === 'figure') {
      texts.push(`${pictureName(shown)}: ${blobs.path(shown.blob)}\n`);
    } else {
      texts.push(`${heading}${plainText(await readPlain(client, run.id, shown, shownIndex))}\n`);
    }
  }
  return texts.join('\n');
}

export function tableText({ rowCount, columns }: ReadTable): string {
  const shown = columns[0]?.values.length ?? 0;
  const rows = Array.from({ length: shown }, (_, row) => columns.map(({ values }) => cellText(values[row] ?? null)));
  const isRight = columns.map(({ type }) => type === 'float' || type === 'integer');
  const rest = rowCount - shown;
  const headings = columns.map(({ name }) => clipped(name));
  return `${alignColumns(headings, rows, isRight)}${rest > 0 ? `… and ${String(rest)} more rows\n` : ''}`;
}

function pictureName(shown: Extract<Shown, { kind: 'plot' | 'figure' }>): string {
  const what = shown.kind === 'plot' ? shown.media : 'Vega-Lite';
  return `${shown.title === '' ? 'Figure' : shown.title} (${what})`;
}

function cellText(cell: Cell): string {
  if (cell === null) return 'NA';
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
