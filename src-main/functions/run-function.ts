/*
 * One run, from the request to the record that tells how it ended.
 *
 * The record is written before anybody is told of the run (run-records.ts says when), and when it has ended. Nobody is called
 * back: whoever wants to see the run watches its record, and its log while it prints.
 */
import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Language } from '#shared/calls/language.ts';
import { settingsToLimits } from '#shared/functions/call-settings.ts';
import { fitArguments } from '#shared/functions/fit-arguments.ts';
import type { FittedArgument } from '#shared/functions/fit-arguments.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import { storedJson } from '#shared/functions/stored-json.ts';
import type { Value } from '#shared/values/value.ts';

import type { Log } from '../rpc/connection.ts';
import type { Call } from '../runner/call.ts';
import type { Runner } from '../runner/runner.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import type { Store } from '../store/store.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { TableCache } from './table-cache.ts';
import type { ResultCollector } from './collect-results.ts';
import { finishRun } from './finish-run.ts';
import { limitsHere } from './limits-here.ts';
import { fileFailure } from './read-csv.ts';
import type { RunNumbers } from './run-numbers.ts';
import type { RunDraft, RunRecords } from './run-records.ts';
import type { RunRequest } from './run-request.ts';
import { loadedWithHelpers } from './source-names.ts';
import type { SourceNaming } from './source-names.ts';

export type RunDeps = {
  readonly store: Store;
  readonly blobs: BlobFolder;
  readonly runner: Pick<Runner, 'run' | 'keeps' | 'free'>;
  /** The interpreter that runs a language now, such as "R 4.2.2 (/usr/bin/R)". */
  readonly interpreterOf: (language: Language) => string | null;
  readonly active: ActiveRuns;
  readonly tableCache: TableCache;
  readonly collector: ResultCollector;
  readonly numbers: RunNumbers;
  readonly records: RunRecords;
  readonly sources: SourceNaming;
  readonly clock: Clock;
  readonly log: Log;
};

/** A run that nobody is waiting for any more is likelier than this many that somebody wants. */
const activeRunsMax = 1000;

/** Accepts the run and starts it. Answered when its record is on disk; the record tells the rest. */
export async function runFunction(
  deps: RunDeps,
  request: RunRequest,
): Promise<Result<{ readonly runId: string }, RunFailure>> {
  if (deps.active.count() >= activeRunsMax) return fail({ kind: 'queue-full', waiting: deps.active.count() });
  return await deps.active.accept(async () => await acceptRun(deps, request));
}

async function acceptRun(deps: RunDeps, request: RunRequest): Promise<Result<{ readonly runId: string }, RunFailure>> {
  const fitted = fitArguments(request);
  if (!fitted.ok) return fitted;
  // Each thing that is waited for takes a turn of the loop, so what most runs need not wait for is asked first.
  const args = plainArguments(fitted.value) ?? (await readTables(deps, fitted.value, request.workingFolder));
  if (!args.ok) return args;
  const folder = isFolder(request.workingFolder) ? ok(undefined) : await makeFolder(request.workingFolder);
  if (!folder.ok) return folder;
  const { checksum, ...named } = deps.sources.name(request);
  const loaded = named.loaded ?? (await loadedWithHelpers(checksum, request));
  const draft: RunDraft = {
    workspaceId: request.workspaceId,
    functionId: request.functionId,
    functionName: request.functionName,
    language: request.language,
    versionId: request.versionId,
    checksum,
    arguments: Object.fromEntries(Object.entries(request.given).map(([name, json]) => [name, storedJson(json)])),
    runBy: request.runBy,
    origin: request.origin,
    runNumber: deps.numbers.next(request.functionId),
  };
  const call: Call = {
    language: request.language,
    checksum: loaded,
    source: request.source,
    fileName: request.fileName,
    entry: request.entry,
    args: args.value,
    workingFolder: request.workingFolder,
    ...settingsToLimits(request.settings, limitsHere()),
  };
  const record = deps.records.open(draft);
  deps.active.start(record.runId, (active) => finishRun(deps, { draft, record, call }, active));
  try {
    await record.written;
  } catch (error) {
    deps.active.cancel(record.runId); // Nobody could ever see what it gives.
    throw error;
  }
  return ok({ runId: record.runId });
}

/** A path as a person gives it: against the folder, `~/` against their home. */
export function resolvePath(folder: string, given: string): string {
  return path.resolve(folder, given.startsWith('~/') ? path.join(homedir(), given.slice(2)) : given);
}

type PlacedArguments = Result<readonly (readonly [string, Value])[], RunFailure>;

/** Undefined where one of them is a file. */
function plainArguments(fitted: readonly FittedArgument[]): PlacedArguments | undefined {
  const args: [string, Value][] = [];
  for (const argument of fitted) {
    if (!('value' in argument)) return undefined;
    args.push([argument.parameter, argument.value]);
  }
  return ok(args);
}

async function readTables(
  { tableCache }: Pick<RunDeps, 'tableCache'>,
  fitted: readonly FittedArgument[],
  folder: string,
): Promise<PlacedArguments> {
  const args: [string, Value][] = [];
  for (const argument of fitted) {
    if ('value' in argument) {
      args.push([argument.parameter, argument.value]);
      continue;
    }
    const table = await tableCache.read(resolvePath(folder, argument.path));
    if (!table.ok) return table;
    args.push([argument.parameter, table.value]);
  }
  return ok(args);
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
