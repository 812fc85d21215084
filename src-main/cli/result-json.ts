import type { ApiClient } from '#shared/features.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { LogPiece } from '#shared/functions/outcome.ts';
import { joinParts } from '#shared/functions/shown-rules.ts';
import type { Json } from '#shared/values/json.ts';

import { troubleOf } from './call-core.ts';
import type { Trouble } from './call-core.ts';
import { writeOutput } from './output.ts';
import { openResultFolder, readPlain } from './read-result.ts';
import type { TablePlace } from './read-result.ts';
import { writeColumns, writeRows } from './table-json.ts';

/**
 * `run --json`: one object on standard output. The value has tables as lists of rows; a result of a million rows is longer
 * than a string can be, so it is read and written page by page.
 */
export async function printRunJson(client: ApiClient, run: RunRecord, log: readonly LogPiece[]): Promise<void> {
  const tables: TablePlace[] = [];
  const parts: { title: string; json: Json }[] = [];
  for (const [shownIndex, shown] of (run.outcome?.shown ?? []).entries()) {
    if (shown.kind === 'plot' || shown.kind === 'note' || shown.kind === 'artifact') continue;
    if (shown.kind === 'table') {
      parts.push({ title: shown.title, json: placeOf(tables.length) });
      tables.push({ runId: run.id, shown, shownIndex });
    } else {
      parts.push({ title: shown.title, json: await readPlain(client, run.id, shown, shownIndex) });
    }
  }
  const failure = run.outcome?.failure ?? null;
  await writeOutput(`{"state":${JSON.stringify(run.state)},"value":`);
  await writeValue(client, joinParts(parts), tables);
  await writeOutput(',"tables":[');
  for (const [index, table] of tables.entries()) await writeTable(client, table, index);
  await writeOutput('],"log":[');
  for (const [index, piece] of log.entries()) await writeOutput(`${index === 0 ? '' : ','}${JSON.stringify(piece)}`);
  await writeOutput(`],"notes":${JSON.stringify(notesOf(run))},"files":${JSON.stringify(await filesOf(client, run))}`);
  const warnings = JSON.stringify(run.outcome?.warnings ?? []);
  const error = failure === null ? null : troubleOf(failure);
  await writeOutput(
    `,"warnings":${warnings},"tookMs":${JSON.stringify(run.tookMs)},"error":${JSON.stringify(error)}}\n`,
  );
}

function notesOf({ outcome }: RunRecord): readonly string[] {
  return (outcome?.shown ?? []).flatMap((shown) => (shown.kind === 'note' ? [shown.text] : []));
}

type ResultFile = { readonly name: string; readonly sizeBytes: number; readonly path: string };

/** Where the files are that the function gave to its run. */
async function filesOf(client: ApiClient, { outcome }: RunRecord): Promise<readonly ResultFile[]> {
  const artifacts = (outcome?.shown ?? []).filter((shown) => shown.kind === 'artifact');
  if (artifacts.length === 0) return [];
  const blobs = await openResultFolder(client);
  return artifacts.map(({ title, sizeBytes, blob }) => ({ name: title, sizeBytes, path: blobs.path(blob) }));
}

/** The same object for a run that never began. */
export async function printTroubleJson(trouble: Trouble): Promise<void> {
  await writeOutput(
    `${JSON.stringify({ state: 'failed', value: null, tables: [], log: [], notes: [], files: [], warnings: [], tookMs: null, error: trouble })}\n`,
  );
}

// A text that no function returns stands where a table's rows go.
const placeStart = '\u{10fffd}table ';

function placeOf(tableIndex: number): string {
  return `${placeStart}${String(tableIndex)}`;
}

async function writeValue(client: ApiClient, value: Json, tables: readonly TablePlace[]): Promise<void> {
  const pieces = JSON.stringify(value).split(new RegExp(`"${placeStart}(\\d+)"`, 'u'));
  for (const [index, piece] of pieces.entries()) {
    const table = index % 2 === 1 ? tables[Number(piece)] : undefined;
    if (table === undefined) await writeOutput(piece);
    else await writeRows(client, table);
  }
}

async function writeTable(client: ApiClient, table: TablePlace, index: number): Promise<void> {
  const { title, rowCount } = table.shown;
  await writeOutput(
    `${index === 0 ? '' : ','}{"name":${JSON.stringify(title)},"rowCount":${String(rowCount)},"columns":`,
  );
  await writeColumns(client, table);
  await writeOutput(',"rows":');
  await writeRows(client, table);
  await writeOutput('}');
}
