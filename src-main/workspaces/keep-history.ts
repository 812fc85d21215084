/*
 * Keeps the history of each workspace as long as its settings say: a while after the start, then once a day, and whenever the
 * setting has changed, what is older is deleted. One such round at a time; what is in the middle of one when the program ends
 * is found again by the next.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Clock, Instant } from '#shared/base/instant.ts';
import type { OldHistory } from '#shared/workspaces/workspace-api.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';
import { historyEnd } from '#shared/workspaces/workspace-rules.ts';

import type { Log } from '../rpc/connection.ts';
import type { Commit, Store, StoreReader } from '../store/store.ts';
import type { Touched } from '../store/touched-records.ts';
import type { HistoryEnds } from '../store/find-old-changes.ts';
import type { Pieces } from '../store/prune-changes.ts';

/** The runs of the workspaces, which are a part of their history that writes no changes. */
export type RunHistory = {
  readonly countOldRuns: (ends: HistoryEnds) => Pieces;
  readonly pruneRuns: (ends: HistoryEnds) => Pieces;
  /** Deletes the results and attached files that no record names any more. */
  readonly collect: () => Promise<unknown>;
};

export type HistoryDeps = {
  readonly store: Store;
  readonly runs: RunHistory;
  readonly clock: Clock;
  readonly log: Log;
  /** Those of the program, unless a test is in a hurry. */
  readonly times?: HistoryTimes;
};

export type HistoryTimes = { readonly firstAfterMs: number; readonly lookEveryMs: number };

export type History = {
  /** What a workspace would lose if it kept its history for so many days. */
  readonly countOld: (workspaceId: string, historyDays: number, signal: AbortSignal) => Promise<OldHistory>;
  /** Deletes what is too old now; answers when it is done. */
  readonly prune: () => Promise<void>;
  /** Ends a round after the piece it is at. */
  readonly close: () => Promise<void>;
};

// Not while the languages start and the first windows fill. The look is by the clock, since timers stand still while a
// machine sleeps.
const usualTimes: HistoryTimes = { firstAfterMs: 2 * 60 * 1000, lookEveryMs: 60 * 60 * 1000 };
const pruneEveryMs = 24 * 60 * 60 * 1000;

export function openHistory(deps: HistoryDeps): History {
  const { store, runs, clock, times = usualTimes } = deps;
  const closing = new AbortController();
  let round = new AbortController();
  let lastRound: Promise<void> = Promise.resolve();
  let lastMs: Instant = clock.nowMs();

  /** A round that is under way is left off: another setting may be why this one was asked for. */
  function prune(): Promise<void> {
    round.abort();
    round = new AbortController();
    lastMs = clock.nowMs();
    const signal = AbortSignal.any([closing.signal, round.signal]);
    lastRound = lastRound.then(async () => await pruneOnce(deps, signal));
    return lastRound;
  }

  // pruneOnce tells the log what went wrong, and never rejects.
  const first = setTimeout(() => void prune(), times.firstAfterMs).unref();
  const daily = setInterval(() => {
    if (clock.nowMs() - lastMs >= pruneEveryMs) void prune();
  }, times.lookEveryMs).unref();
  const stop = store.onCommit((commit) => {
    if (hasNewSetting(commit)) void prune();
  });

  return {
    async countOld(workspaceId, historyDays, given) {
      const signal = AbortSignal.any([closing.signal, given]);
      const ends = new Map([[workspaceId, historyEnd(clock.nowMs(), historyDays)]]);
      const changes = await carryOut(store.countOldChanges(ends), signal);
      return { changes, runs: await carryOut(runs.countOldRuns(ends), signal) };
    },
    prune,
    async close() {
      clearTimeout(first);
      clearInterval(daily);
      stop();
      closing.abort();
      await lastRound;
    },
  };
}

async function pruneOnce({ store, runs, clock, log }: HistoryDeps, signal: AbortSignal): Promise<void> {
  try {
    if (signal.aborted) return;
    const ends = listEnds(store, clock.nowMs());
    const changes = ends.size === 0 ? 0 : await carryOut(store.pruneChanges(ends), signal);
    const runCount = ends.size === 0 ? 0 : await carryOut(runs.pruneRuns(ends), signal);
    // Also without any: files that were attached and removed are named by nobody one day, though nothing is run.
    if (!signal.aborted) await runs.collect();
    if (changes + runCount > 0) {
      log(`History older than its workspace keeps was deleted: ${String(changes)} changes, ${String(runCount)} runs.`);
    }
  } catch (error) {
    // A full disk, or a tool that holds the file. The next round takes what this one left.
    log(`Old history could not be deleted: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Deleted workspaces too: until they are brought back, their history ages like any other. */
function listEnds(store: StoreReader, nowMs: Instant): HistoryEnds {
  const ends = new Map<string, Instant>();
  for (const { id, settings } of store.list(workspaceEntity, { includeDeleted: true })) {
    if (settings.historyDays !== null) ends.set(id, historyEnd(nowMs, settings.historyDays));
  }
  return ends;
}

/** Takes piece after piece, and lets everything else go first in between. Answers their sum. */
async function carryOut(pieces: Pieces, signal: AbortSignal): Promise<number> {
  let sum = 0;
  await nextTurn();
  if (signal.aborted) return sum;
  for (const count of pieces) {
    sum += count;
    await nextTurn();
    if (signal.aborted) break;
  }
  return sum;
}

function hasNewSetting({ touched }: Commit): boolean {
  return touched.some(
    ({ entity, before, after }) => entity === workspaceEntity.name && daysOf(before) !== daysOf(after),
  );
}

function daysOf(workspace: Touched['after']): number | null {
  // A record that is touched under the name of an entity is one of its type.
  return (workspace as WorkspaceRecord | undefined)?.settings.historyDays ?? null;
}
