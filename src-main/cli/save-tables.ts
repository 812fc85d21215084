import { open, rm } from 'node:fs/promises';
import path from 'node:path';

import type { ApiClient } from '#shared/features.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { TableFormat } from '#shared/functions/table-format.ts';

import { callCore } from './call-core.ts';
import type { Trouble } from './call-core.ts';
import type { ShownTable } from './read-result.ts';

/** A table of the result, by its place there, and the file that it goes to; without a place it is the only table. */
export type TableSave = { readonly table: string | null; readonly file: string; readonly format: TableFormat };

/** Writes tables of a run into files. Stops at the first that cannot be written; those before it are there. */
export async function saveTables(
  client: ApiClient,
  run: RunRecord,
  saves: readonly TableSave[],
): Promise<Result<undefined, Trouble>> {
  for (const save of saves) {
    const found = findTable(run, save);
    if (!found.ok) return found;
    const pieces = await callCore(
      client.runs.readTableFile({ runId: run.id, shownIndex: found.value, format: save.format }),
    );
    if (!pieces.ok) return pieces;
    const written = await writePieces(path.resolve(save.file), pieces.value);
    if (!written.ok) return written;
  }
  return ok(undefined);
}

function findTable(run: RunRecord, { table, file }: TableSave): Result<number, Trouble> {
  const tables = (run.outcome?.shown ?? []).flatMap((shown, index): { shown: ShownTable; index: number }[] =>
    shown.kind === 'table' ? [{ shown, index }] : [],
  );
  const [only] = tables;
  const found = table === null && tables.length === 1 ? only : tables.find(({ shown }) => shown.title === table);
  if (found !== undefined) return ok(found.index);
  const names = tables.map(({ shown }) => (shown.title === '' ? '(the result itself)' : shown.title)).join(', ');
  const known = tables.length === 0 ? 'The result has no table.' : `Its tables are: ${names}.`;
  const missing =
    table === null && tables.length > 1
      ? `It is not clear which table ${file} is for: write --save TABLE=${file}.`
      : `There is no table ${table ?? ''} to save as ${file}.`;
  return fail({ kind: 'table-not-found', file, message: `${missing} ${known}` });
}

async function writePieces(
  file: string,
  pieces: AsyncIterable<{ base64: string }>,
): Promise<Result<undefined, Trouble>> {
  try {
    const handle = await open(file, 'w');
    try {
      for await (const { base64 } of pieces) await handle.writeFile(Buffer.from(base64, 'base64'));
    } catch (error) {
      await rm(file, { force: true }); // Half a file looks like a whole one.
      throw error;
    } finally {
      await handle.close();
    }
    return ok(undefined);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail({ kind: 'file-not-written', file, message: `${file} cannot be written: ${reason}.` });
  }
}
