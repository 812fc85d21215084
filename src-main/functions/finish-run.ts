import type { Instant } from '#shared/base/instant.ts';
import type { CallFailure } from '#shared/calls/call-failure.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunState } from '#shared/functions/function-entities.ts';
import type { Outcome } from '#shared/functions/outcome.ts';

import type { Call, CallEvents, CallOutcome, CapturedPlot } from '../runner/call.ts';
import type { ActiveRun } from './active-runs.ts';
import { hasResultsToGo, isCollectionDue } from './collect-results.ts';
import { createExtras } from './keep-extras.ts';
import { keepLog, keepOutcome, keepScalar, keepShortLog } from './keep-outcome.ts';
import type { RunDeps } from './run-function.ts';
import type { OpenRunRecord, RunDraft } from './run-records.ts';
import { progressOfText } from './text-progress.ts';
import { createWarningTally } from './warning-tally.ts';

/** Plots that one run keeps; a loop that draws for ever must not fill the memory. */
const plotsMax = 100;

export type AcceptedRun = { readonly draft: RunDraft; readonly record: OpenRunRecord; readonly call: Call };

/** Carries out the call and writes how it ended. Never rejects: whatever happens is in the record. */
export async function finishRun(deps: RunDeps, { draft, record, call }: AcceptedRun, active: ActiveRun): Promise<void> {
  const plots: CapturedPlot[] = [];
  let plotCount = 0;
  const warnings = createWarningTally();
  // A function that says how far it is needs nobody to read it from what it prints.
  let hasToldProgress = false;
  const onLog: CallEvents['onLog'] = (stream, text, level) => {
    active.log.add(stream, text, level);
    if (level === 'warning') warnings.add(text);
    const bar = hasToldProgress ? undefined : progressOfText(text);
    if (bar !== undefined) active.progress.update(bar);
  };
  const extras = createExtras(deps.blobs, (sentence) => onLog('err', sentence, 'warning'));
  let startedAt: Instant | null = null;
  const outcome = await callSafely(deps, call, active, {
    onStart() {
      startedAt ??= deps.clock.nowMs();
      record.begin(startedAt);
    },
    onLog,
    onProgress(progress) {
      hasToldProgress = true;
      active.progress.update(progress);
    },
    onNote: extras.addNote,
    onArtifact: extras.addArtifact,
    onPlot(plot) {
      plotCount += 1;
      if (plotCount <= plotsMax) plots.push(plot);
      else if (plotCount === plotsMax + 1)
        onLog('err', `Only the first ${String(plotsMax)} plots of a run are kept.\n`, 'warning');
    },
  });
  active.log.end();
  const kept = keepScalar(outcome, { plots, extras }) ?? (await keepOutcome(deps.blobs, outcome, { plots, extras }));
  if (outcome.kind === 'done') outcome.release?.(); // It is in files now.
  const log = keepShortLog(active.log) ?? (await keepLog(active.log));
  const ended: Outcome = {
    shown: kept.shown,
    warnings: warnings.list(),
    failure: failureToTell(deps, kept.failure ?? log.failure),
  };
  if (log.pieces.length > 0) ended.log = log.pieces;
  if (kept.handles.length > 0) ended.handles = [...kept.handles];
  const written = record.end({
    state: stateOf(ended.failure),
    startedAt,
    endedAt: deps.clock.nowMs(),
    tookMs: outcome.tookMs,
    interpreter: deps.interpreterOf(call.language),
    outcome: ended,
    logBlob: log.blob,
    logBytes: log.sizeBytes,
  });
  if (written !== undefined) await written;
  // Of a run that was deleted meanwhile nobody else will.
  if (kept.handles.length > 0 && deps.store.find(runEntity, record.runId) === undefined)
    deps.runner.free(kept.handles.map(({ id }) => id));
  if (log.blob !== null || hasResultsToGo(ended)) deps.collector.noteResults(draft.functionId ?? null);
  if (isCollectionDue(draft)) void collectInBackground(deps, draft);
}

async function collectInBackground(deps: RunDeps, { functionId = null }: RunDraft): Promise<void> {
  try {
    await deps.collector.collectAfter(functionId);
  } catch (error) {
    deps.log(`Old results could not be deleted: ${String(error)}.`); // The next collection tries again.
  }
}

async function callSafely(deps: RunDeps, call: Call, active: ActiveRun, events: CallEvents): Promise<CallOutcome> {
  try {
    return await deps.runner.run(call, events, active.signal);
  } catch (error) {
    // A bug of ours; the person's run must end all the same.
    deps.log(
      `The run ${active.runId} broke. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    const failure = {
      kind: 'session-died',
      exitCode: null,
      signal: null,
      cause: 'crashed',
      lastOutput: String(error),
    } as const;
    return { kind: 'failed', failure, tookMs: 0 };
  }
}

/** A call that is cancelled because the program ends was not cancelled by anybody. */
function failureToTell({ active }: RunDeps, failure: CallFailure | null): CallFailure | null {
  return failure?.kind === 'cancelled' && active.isClosing() ? { kind: 'interrupted' } : failure;
}

function stateOf(failure: CallFailure | null): RunState {
  if (failure === null) return 'done';
  if (failure.kind === 'cancelled') return 'cancelled';
  return failure.kind === 'time-limit-reached' ? 'timed_out' : 'failed';
}
