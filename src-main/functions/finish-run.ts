import type { Instant } from '#shared/base/instant.ts';
import type { CallFailure } from '#shared/calls/call-failure.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord, RunState } from '#shared/functions/function-entities.ts';
import type { Outcome } from '#shared/functions/outcome.ts';
import type { PatchOf } from '#shared/schema/entity.ts';

import type { Call, CallEvents, CallOutcome, CapturedPlot } from '../runner/call.ts';
import { StoreRefusal } from '../store/store-failure.ts';
import type { ActiveRun } from './active-runs.ts';
import { isCollectionDue } from './collect-results.ts';
import { createExtras } from './keep-extras.ts';
import { keepLog, keepOutcome } from './keep-outcome.ts';
import type { RunDeps } from './run-function.ts';
import { progressOfText } from './text-progress.ts';
import { createWarningTally } from './warning-tally.ts';

/** A run is shown as running when it has not ended by then; a write for each short run would double its cost. */
const runningShownMs = 30;

/** Plots that one run keeps; a loop that draws for ever must not fill the memory. */
const plotsMax = 100;

/** Carries out the call and writes how it ended. Never rejects: whatever happens is in the record. */
export async function finishRun(deps: RunDeps, run: RunRecord, call: Call, active: ActiveRun): Promise<void> {
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
  let shownTimer: NodeJS.Timeout | undefined;
  const outcome = await callSafely(deps, call, active, {
    onStart() {
      startedAt ??= deps.clock.nowMs();
      const patch = { state: 'running', startedAt } as const;
      shownTimer ??= setTimeout(() => patchRun(deps, run, patch), runningShownMs);
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
  clearTimeout(shownTimer);
  active.log.end();
  const kept = await keepOutcome(deps.blobs, outcome, { plots, extras });
  if (outcome.kind === 'done') outcome.release?.(); // It is in files now.
  const log = await keepLog(active.log);
  const ended: Outcome = {
    shown: kept.shown,
    warnings: warnings.list(),
    failure: failureToTell(deps, kept.failure ?? log.failure),
    ...(log.pieces.length === 0 ? {} : { log: log.pieces }),
    ...(kept.handles.length === 0 ? {} : { handles: [...kept.handles] }),
  };
  await patchUntilKept(deps, run, {
    state: stateOf(ended.failure),
    startedAt,
    endedAt: deps.clock.nowMs(),
    tookMs: outcome.tookMs,
    interpreter: deps.interpreterOf(call.language),
    outcome: ended,
    logBlob: log.blob,
    logBytes: log.sizeBytes,
  });
  // Of a run that was deleted meanwhile nobody else will.
  if (kept.handles.length > 0 && deps.store.find(runEntity, run.id) === undefined)
    deps.runner.free(kept.handles.map(({ id }) => id));
  if (isCollectionDue(run)) void collectInBackground(deps, run);
}

async function collectInBackground(deps: RunDeps, { functionId }: RunRecord): Promise<void> {
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

/** While the disk is full there is time to make room: two minutes of it, then the run is interrupted at the next start. */
const patchRetriesMax = 60;
const patchRetryMs = 2000;

async function patchUntilKept(deps: RunDeps, run: RunRecord, patch: PatchOf<typeof runEntity>): Promise<void> {
  for (let attempt = 0; attempt < patchRetriesMax && !deps.active.isClosing(); attempt += 1) {
    if (patchRun(deps, run, patch)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, patchRetryMs).unref();
    });
  }
  patchRun(deps, run, patch);
}

/** False when the disk did not take it. A run that was deleted meanwhile needs nothing more. */
function patchRun(deps: RunDeps, run: RunRecord, patch: PatchOf<typeof runEntity>): boolean {
  try {
    deps.store.write({ actorId: run.runBy, durability: 'soon' }, (tx) => tx.patch(runEntity, run.id, patch));
    return true;
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error;
    deps.log(`The run ${run.id} could not be written: ${error.message}.`);
    return error.failure.kind === 'record-missing';
  }
}
