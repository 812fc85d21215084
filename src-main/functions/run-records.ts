/*
 * When the record of a run is written.
 *
 *   accepted ─┬─(ended within a frame or two)──────────────────────────────────────▶ how it ended, noted
 *             └─(two frames later)──▶ waiting, or running ──(it lasts)──▶ running ──▶ how it ended
 *
 * Whoever asked for a run is answered when its record is written for the first time, so a crash takes nothing that was
 * acknowledged. Most runs have ended before a window would show them as waiting, which it does a frame after the last change;
 * a write for their beginning would double what it costs to keep them. What is written once is noted (`Store.note`), which is the
 * cheapest way; runs that last are written together, since a transaction costs as much as a record in it.
 */
import { createId, poolRandom } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock, Instant } from '#shared/base/instant.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { DraftOf, PatchOf } from '#shared/schema/entity.ts';

import type { Log } from '../rpc/connection.ts';
import type { Store, StoreWriter } from '../store/store.ts';
import { StoreRefusal } from '../store/store-failure.ts';

/**
 * A frame: runs are looked at this often, and written at the second look. What has ended by then was never seen to wait, and is
 * written once.
 */
const firstLookMs = 16;

/** A run that was written as waiting is shown as running when it has not ended by then. */
const runningShownMs = 30;

/** How long a run that has ended waits for others to end, where others are under way; and how many are written together. */
const endWaitMs = 4;
const endsTogetherMax = 100;

/** While the disk is full there is time to make room: two minutes of it, then the run is interrupted at the next start. */
const patchRetriesMax = 60;
const patchRetryMs = 2000;

export type RunDraft = Omit<DraftOf<typeof runEntity>, 'id' | 'state' | 'logBytes'>;

/** The record of a run that has not ended. */
export type OpenRunRecord = {
  readonly runId: string;
  /** Resolves when the record is written for the first time, rejects with why it could not be. */
  readonly written: Promise<void>;
  readonly begin: (startedAt: Instant) => void;
  /** Returns, or resolves, when it is written; a record that was refused at first stays away. */
  readonly end: (patch: EndPatch) => Promise<void> | void;
};

type EndPatch = Pick<DraftOf<typeof runEntity>, 'state' | 'logBytes'> &
  Pick<PatchOf<typeof runEntity>, 'startedAt' | 'endedAt' | 'tookMs' | 'interpreter' | 'outcome' | 'logBlob'>;

export type RunRecords = {
  /**
   * Called before the run begins. After a write that was refused the next record is written at once, and what the store throws
   * is thrown here: on a disk that takes nothing, nothing is run.
   */
  readonly open: (draft: RunDraft) => OpenRunRecord;
};

export type RunRecordsDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly isClosing: () => boolean;
};

type Run = {
  readonly id: string;
  readonly draft: RunDraft;
  readonly createdAt: Instant;
  startedAt: Instant | null;
  /** How it ended, which is to be written. */
  ending: EndPatch | undefined;
  isWritten: boolean;
  isSeen: boolean;
  shownTimer: NodeJS.Timeout | undefined;
  readonly settle: { readonly resolve: () => void; readonly reject: (refusal: unknown) => void };
};

export function createRunRecords(deps: RunRecordsDeps): RunRecords {
  const { store, clock } = deps;
  const random = poolRandom(deps.random);
  const unwritten = new Set<Run>();
  const ending = new Map<Run, () => void>();
  let openCount = 0;
  let firstTimer: NodeJS.Timeout | undefined;
  let endTimer: NodeJS.Timeout | undefined;
  let wasRefused = false;

  /** Writes what there is to write of these runs: of all of them or, when it throws, of none. */
  function writeTogether(runs: readonly [Run, ...Run[]]): void {
    const isFirst = runs.some(({ isWritten }) => !isWritten);
    if (isFirst) wasRefused = true; // Unless what follows gets by.
    store.write({ actorId: runs[0].draft.runBy, durability: 'soon' }, (tx) => {
      for (const run of runs) writeIn(tx, run);
    });
    if (isFirst) wasRefused = false;
    for (const run of runs) {
      run.isWritten = true;
      run.settle.resolve();
    }
  }

  /** A refusal is told to whoever waits for the write. */
  function noteEnded(run: Run, patch: EndPatch): void {
    wasRefused = true; // Unless what follows gets by.
    try {
      store.note(runEntity, endedRecord(run, patch, clock.nowMs()));
    } catch (error) {
      run.settle.reject(error);
      return;
    }
    wasRefused = false;
    run.isWritten = true;
    run.settle.resolve();
  }

  function writeUnwritten(): void {
    const [first, ...others] = [...unwritten].filter((run) => run.isSeen && unwritten.delete(run));
    for (const run of unwritten) run.isSeen = true;
    firstTimer = unwritten.size === 0 ? undefined : setTimeout(writeUnwritten, firstLookMs);
    if (first === undefined) return;
    try {
      writeTogether([first, ...others]);
    } catch {
      for (const run of [first, ...others]) tryFirst(run); // It may be the fault of one of them.
    }
  }

  /** A refusal is told to whoever waits for the write. */
  function tryFirst(run: Run): void {
    try {
      writeTogether([run]);
    } catch (error) {
      run.settle.reject(error);
    }
  }

  function writeEnds(): void {
    clearTimeout(endTimer);
    endTimer = undefined;
    const done = [...ending.values()];
    const [first, ...others] = ending.keys();
    ending.clear();
    if (first === undefined) return;
    try {
      writeTogether([first, ...others]);
      for (const resolve of done) resolve();
    } catch {
      for (const [index, run] of [first, ...others].entries()) void writeEnd(run).then(done[index]); // It never rejects.
    }
  }

  /** A run that was shown is written as soon as the disk takes it; one that nobody knows of is refused. */
  async function writeEnd(run: Run): Promise<void> {
    if (!run.isWritten) tryFirst(run);
    else if (run.ending !== undefined) await patchUntilKept(deps, run, run.ending);
  }

  function end(run: Run, patch: EndPatch): Promise<void> | void {
    clearTimeout(run.shownTimer);
    openCount -= 1;
    const isRefused = !run.isWritten && !unwritten.delete(run);
    if (isRefused) return;
    run.ending = patch;
    if (!run.isWritten) return noteEnded(run, patch);
    return new Promise<void>((resolve) => {
      ending.set(run, resolve);
      if (openCount === 0 || ending.size >= endsTogetherMax) writeEnds();
      else endTimer ??= setTimeout(writeEnds, endWaitMs);
    });
  }

  return {
    open(draft) {
      const createdAt = clock.nowMs();
      const { promise: written, ...settle } = Promise.withResolvers<void>();
      const run: Run = {
        id: createId(createdAt, random),
        draft,
        createdAt,
        startedAt: null,
        ending: undefined,
        isWritten: false,
        isSeen: false,
        shownTimer: undefined,
        settle,
      };
      if (wasRefused) writeTogether([run]);
      else {
        unwritten.add(run);
        firstTimer ??= setTimeout(writeUnwritten, firstLookMs);
      }
      openCount += 1;
      return {
        runId: run.id,
        written,
        begin(startedAt) {
          if (run.startedAt !== null) return;
          run.startedAt = startedAt;
          if (run.isWritten)
            run.shownTimer = setTimeout(() => patchRun(deps, run, { state: 'running', startedAt }), runningShownMs);
        },
        end: (patch) => end(run, patch),
      };
    },
  };
}

/** Field by field: the engine copies one object at the head of a literal in no time, and others property by property. */
function endedRecord({ id, draft, createdAt, startedAt }: Run, patch: EndPatch, updatedAt: Instant): RunRecord {
  return {
    ...draft,
    id,
    workspaceId: draft.workspaceId ?? null,
    functionId: draft.functionId ?? null,
    versionId: draft.versionId ?? null,
    createdAt,
    updatedAt,
    deletedAt: null,
    state: patch.state,
    startedAt: patch.startedAt ?? startedAt,
    endedAt: patch.endedAt ?? null,
    tookMs: patch.tookMs ?? null,
    interpreter: patch.interpreter ?? null,
    outcome: patch.outcome ?? null,
    logBlob: patch.logBlob ?? null,
    logBytes: patch.logBytes,
  };
}

function writeIn(tx: StoreWriter, { id, draft, createdAt, startedAt, ending, isWritten }: Run): void {
  if (!isWritten) {
    const state = startedAt === null ? 'waiting' : 'running';
    tx.create(runEntity, { id, ...draft, state, startedAt, logBytes: 0, ...ending }, { createdAt });
  } else if (ending !== undefined) {
    tx.patch(runEntity, id, ending); // Of one that was deleted meanwhile the store refuses it; each is then written by itself.
  }
}

async function patchUntilKept(deps: RunRecordsDeps, run: Run, patch: EndPatch): Promise<void> {
  for (let attempt = 0; attempt < patchRetriesMax && !deps.isClosing(); attempt += 1) {
    if (patchRun(deps, run, patch)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, patchRetryMs).unref();
    });
  }
  patchRun(deps, run, patch);
}

/** False when the disk did not take it. A run that was deleted meanwhile needs nothing more. */
function patchRun({ store, log }: RunRecordsDeps, { id, draft }: Run, patch: PatchOf<typeof runEntity>): boolean {
  try {
    store.write({ actorId: draft.runBy, durability: 'soon' }, (tx) => tx.patch(runEntity, id, patch));
    return true;
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error;
    log(`The run ${id} could not be written: ${error.message}.`);
    return error.failure.kind === 'record-missing';
  }
}
