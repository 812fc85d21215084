/* From what a person asked for to the call that a session carries out: arguments fitted, tables read, the folder there. */
import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { settingsToLimits } from '#shared/functions/call-settings.ts';
import { fitArguments } from '#shared/functions/fit-arguments.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import type { Value } from '#shared/values/value.ts';

import type { Call } from '../runner/call.ts';
import { limitsHere } from './limits-here.ts';
import { fileFailure } from './read-csv.ts';
import type { RunRequest } from './run-request.ts';
import { loadedWithHelpers } from './source-names.ts';
import type { SourceNaming } from './source-names.ts';
import type { TableCache } from './table-cache.ts';

export type PrepareDeps = { readonly tableCache: TableCache; readonly sources: SourceNaming };

export type PreparedCall = {
  readonly call: Call;
  /** Of the source, as its record has it; the call's own says what it was loaded with, too. */
  readonly checksum: string;
};

/** Each thing that is waited for takes a turn of the loop, so what most runs need not wait for is asked first. */
export async function prepareCall(deps: PrepareDeps, request: RunRequest): Promise<Result<PreparedCall, RunFailure>> {
  const { language, workingFolder } = request;
  const fitted = fitArguments(request);
  if (!fitted.ok) return fitted;
  const args: [string, Value][] = [];
  for (const argument of fitted.value) {
    if ('value' in argument) {
      args.push([argument.parameter, argument.value]);
      continue;
    }
    const table = await deps.tableCache.read(resolvePath(workingFolder, argument.path));
    if (!table.ok) return table;
    args.push([argument.parameter, table.value]);
  }
  const folder = isFolder(workingFolder) ? ok(undefined) : await makeFolder(workingFolder);
  if (!folder.ok) return folder;
  const { checksum, loaded } = deps.sources.name(request);
  const { isolation, limits } = settingsToLimits(request.settings, limitsHere());
  const call: Call = {
    language,
    checksum: loaded ?? (await loadedWithHelpers(checksum, request)),
    source: request.source,
    fileName: request.fileName,
    entry: request.entry,
    args,
    workingFolder,
    isolation,
    limits,
  };
  return ok({ call, checksum });
}

/** A path as a person gives it: against the folder, `~/` against their home. */
export function resolvePath(folder: string, given: string): string {
  return path.resolve(folder, given.startsWith('~/') ? path.join(homedir(), given.slice(2)) : given);
}

/** To be told so by a thread takes longer than many a call. What the system says otherwise it says again when it is made. */
function isFolder(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

async function makeFolder(folder: string): Promise<Result<undefined, RunFailure>> {
  try {
    await mkdir(folder, { recursive: true });
    return ok(undefined);
  } catch (error) {
    return fail(fileFailure(folder, error));
  }
}
