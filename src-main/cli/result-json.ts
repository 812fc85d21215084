import { once } from 'node:events';

import type { ApiClient } from '#shared/features.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { LogPiece } from '#shared/functions/outcome.ts';
import { joinParts } from '#shared/functions/shown-rules.ts';
import type { Json } from '#shared/values/value-json.ts';

import { troubleOf } from './call-core.ts';
import type { Trouble } from './call-core.ts';
import { readPlain, readTable, rowsOf } from './read-result.ts';
import type { Cell, ReadTable } from './read-result.ts';

/**
 * `run --json`: one object on standard output. The value has tables as lists of rows; a result of a million rows is longer
 * than a string can be, so the text is written piece by piece.
 */
export async function printRunJson(client: ApiClient, run: RunRecord, log: readonly LogPiece[]): Promise<void> {
  const tables: ReadTable[] = [];
  const parts: { title: string; json: Json }[] = [];
  for (const [shownIndex, shown] of (run.outcome?.shown ?? []).entries()) {
    if (shown.kind === 'plot') continue;
    if (shown.kind === 'table') {
      parts.push({ title: shown.title, json: placeOf(tables.length) });
      tables.push(await readTable(client, run.id, { shown, shownIndex, rowsMax: Infinity }));
    } else {
      parts.push({ title: shown.title, json: await readPlain(client, run.id, shown, shownIndex) });
    }
  }
  const failure = run.outcome?.failure ?? null;
  await write(`{"state":${JSON.stringify(run.state)},"value":`);
  await writeValue(joinParts(parts), tables);
  await write(',"tables":[');
  for (const [index, table] of tables.entries()) await writeTable(table, index);
  await write('],"log":');
  await writeList(log.map((piece) => JSON.stringify(piece)));
  const error = failure === null ? null : troubleOf(failure);
  await write(`,"tookMs":${JSON.stringify(run.tookMs)},"error":${JSON.stringify(error)}}\n`);
}

/** The same object for a run that never began. */
export async function printTroubleJson(trouble: Trouble): Promise<void> {
  await write(
    `${JSON.stringify({ state: 'failed', value: null, tables: [], log: [], tookMs: null, error: trouble })}\n`,
  );
}

// A text that no function returns stands where a table's rows go.
const placeStart = '\u{10fffd}table ';

function placeOf(tableIndex: number): string {
  return `${placeStart}${String(tableIndex)}`;
}

async function writeValue(value: Json, tables: readonly ReadTable[]): Promise<void> {
  const pieces = JSON.stringify(value).split(new RegExp(`"${placeStart}(\\d+)"`, 'u'));
  for (const [index, piece] of pieces.entries()) {
    const table = index % 2 === 1 ? tables[Number(piece)] : undefined;
    if (table === undefined) await write(piece);
    else await writeList(rowTexts(table));
  }
}

async function writeTable(table: ReadTable, index: number): Promise<void> {
  const { title, rowCount, columns } = table;
  await write(`${index === 0 ? '' : ','}{"name":${JSON.stringify(title)},"rowCount":${String(rowCount)},"columns":[`);
  for (const [columnIndex, { name, type, values }] of columns.entries()) {
    await write(
      `${columnIndex === 0 ? '' : ','}{"name":${JSON.stringify(name)},"type":${JSON.stringify(type)},"values":`,
    );
    await writeList(cellTexts(values));
    await write('}');
  }
  await write('],"rows":');
  await writeList(rowTexts(table));
  await write('}');
}

function* cellTexts(values: readonly Cell[]): Generator<string, void, void> {
  for (const cell of values) yield JSON.stringify(cell);
}

function* rowTexts(table: ReadTable): Generator<string, void, void> {
  for (const row of rowsOf(table)) yield JSON.stringify(row);
}

const pieceChars = 64 * 1024;

async function writeList(items: Iterable<string>): Promise<void> {
  let piece = '[';
  let separator = '';
  for (const item of items) {
    piece += separator + item;
    separator = ',';
    if (piece.length < pieceChars) continue;
    await write(piece);
    piece = '';
  }
  await write(`${piece}]`);
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
