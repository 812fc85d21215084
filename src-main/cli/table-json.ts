import type { ApiClient } from '#shared/features.ts';

import { writeOutput } from './output.ts';
import { readPages } from './read-result.ts';
import type { TablePlace } from './read-result.ts';

/**
 * A table's columns as JSON, for which its pages are read several times rather than kept: as many columns at once as their
 * cells have room in memory.
 */
export async function writeColumns(client: ApiClient, place: TablePlace): Promise<void> {
  const { columns, rowCount } = place.shown;
  const groupSize = Math.max(1, Math.floor(cellsKeptMax / Math.max(1, rowCount)));
  await writeOutput('[');
  for (let first = 0; first < columns.length; first += groupSize) {
    const texts = await readColumnTexts(client, place, { first, count: groupSize });
    for (const [index, pieces] of texts.entries()) {
      const { name, type } = columns[first + index] ?? { name: '', type: '' };
      const separator = first + index === 0 ? '' : ',';
      await writeOutput(`${separator}{"name":${JSON.stringify(name)},"type":${JSON.stringify(type)},"values":[`);
      for (const piece of pieces) await writeOutput(piece);
      await writeOutput(']}');
    }
  }
  await writeOutput(']');
}

/** A table's rows as a JSON list of objects, or of lists where it was a matrix. */
export async function writeRows(client: ApiClient, place: TablePlace): Promise<void> {
  const { columns, rowCount, isMatrix, indexCount } = place.shown;
  const first = isMatrix ? indexCount : 0; // The names of a matrix's rows are not in it.
  const [open, close] = isMatrix ? ['[', ']'] : ['{', '}'];
  const keys = columns.slice(first).map(({ name }) => (isMatrix ? '' : `${JSON.stringify(name)}:`));
  if (columns.length === 0) {
    await writeOutput(`[${Array.from({ length: rowCount }, () => open + close).join(',')}]`);
    return;
  }
  let separator = '[';
  for await (const page of readPages(client, place)) {
    let piece = '';
    for (let row = 0; row < (page[0]?.length ?? 0); row += 1) {
      const cells = keys.map((key, index) => key + JSON.stringify(page[first + index]?.[row] ?? null));
      piece += `${separator}${open}${cells.join(',')}${close}`;
      separator = ',';
    }
    await writeOutput(piece);
  }
  await writeOutput(separator === '[' ? '[]' : ']');
}

/** Their texts take some tens of megabytes. */
const cellsKeptMax = 2_000_000;

type Group = { readonly first: number; readonly count: number };

/** Of each column its cells as JSON, a text per page. */
async function readColumnTexts(client: ApiClient, place: TablePlace, { first, count }: Group): Promise<string[][]> {
  const texts: string[][] = place.shown.columns.slice(first, first + count).map(() => []);
  for await (const page of readPages(client, place)) {
    for (const [index, pieces] of texts.entries()) {
      const cells = JSON.stringify(page[first + index] ?? []).slice(1, -1);
      pieces.push(pieces.length === 0 ? cells : `,${cells}`);
    }
  }
  return texts;
}
