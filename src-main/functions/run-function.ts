/*
 * One run, from the request to the record that tells how it ended.
 *
 * The record is written before anybody is told of the run (run-records.ts says when), and when it has ended. Nobody is called
 * back: whoever wants to see the run watches its record, and its log while it prints.
 */
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import { storedArguments } from '#shared/functions/stored-json.ts';

import type { Log } from '../rpc/connection.ts';
import type { Runner } from '../runner/runner.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import type { Store } from '../store/store.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { ResultCollector } from './collect-results.ts';
import { finishRun } from './finish-run.ts';
import { prepareCall } from './prepare-call.ts';
import type { PrepareDeps } from './prepare-call.ts';
import type { RunNumbers } from './run-numbers.ts';
import type { RunDraft, RunRecords } from './run-records.ts';
import type { RunRequest } from './run-request.ts';

export type RunDeps = PrepareDeps & {
  readonly store: Store;
  readonly blobs: BlobFolder;
  readonly runner: Pick<Runner, 'run' | 'keeps' | 'free'>;
  /** The interpreter that runs a language now, such as "R 4.2.2 (/usr/bin/R)". */
  readonly interpreterOf: (language: Language) => string | null;
  readonly active: ActiveRuns;
  readonly collector: ResultCollector;
  readonly numbers: RunNumbers;
  readonly records: RunRecords;
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
  return await deps.active.accept(acceptRun(deps, request));
}

async function acceptRun(deps: RunDeps, request: RunRequest): Promise<Result<{ readonly runId: string }, RunFailure>> {
  const prepared = await prepareCall(deps, request);
  if (!prepared.ok) return prepared;
  const { call, checksum } = prepared.value;
  const draft: RunDraft = {
    workspaceId: request.workspaceId,
    functionId: request.functionId,
    functionName: request.functionName,
    language: request.language,
    versionId: request.versionId,
    checksum,
    arguments: storedArguments(request.given),
    runBy: request.runBy,
    origin: request.origin,
    runNumber: deps.numbers.next(request.functionId),
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
