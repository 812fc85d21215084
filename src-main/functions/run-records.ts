/*
 * When the record of a run is written.
 *
 *   accepted ─┬─(ended within a frame)──────────────────────────────────────────────▶ how it ended
 *             └─(a frame later)──▶ waiting, or running ──(it lasts)──▶ running ─────▶ how it ended
 *
 * Whoever asked for a run is answered when its record is written for the first time, so a crash takes nothing that was
 * acknowledged. Most runs have ended before a window would show them as waiting, which it does a frame after the last change;
 * a write for their beginning would double what it costs to keep them. Those that begin together are written together.
 */
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock, Instant } from '#shared/base/instant.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { DraftOf, PatchOf } from '#shared/schema/entity.ts';

import type { Log } from '../rpc/connection.ts';
import type { Store } from '../store/store.ts';
import { StoreRefusal } from '../store/store-failure.ts';

/** A frame: what has ended by then was never seen to wait. */
const firstWriteMs = 16;

/** A run that was written as waiting is shown as running when it has not ended by then. */
const runningShownMs = 30;

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
  /** Resolves when it is written; a record that was refused at first stays away. */
  readonly end: (patch: EndPatch) => Promise<void>;
};

type EndPatch = PatchOf<typeof runEntity> & Pick<DraftOf<typeof runEntity>, 'state' | 'logBytes'>;

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
  stage: 'unwritten' | 'written' | 'refused';
  shownTimer: NodeJS.Timeout | undefined;
  readonly settle: { readonly resolve: () => void; readonly reject: (refusal: unknown) => void };
};

export function createRunRecords(deps: RunRecordsDeps): RunRecords {
  const { store, clock, random } = deps;
  const unwritten = new Set<Run>();
  let timer: NodeJS.Timeout | undefined;
  let wasRefused = false;

  /** The first write of runs: of all of them or, when it throws, of none. */
  function writeFirst(runs: readonly Run[], actorId: string, ending?: EndPatch): void {
    for (const run of runs) unwritten.delete(run);
    wasRefused = true; // Unless what follows gets by.
    store.write({ actorId, durability: 'soon' }, (tx) => {
      for (const { id, draft, createdAt, startedAt } of runs) {
        const state = startedAt === null ? 'waiting' : 'running';
        tx.create(runEntity, { id, ...draft, state, startedAt, logBytes: 0, ...ending }, { createdAt });
      }
    });
    wasRefused = false;
    for (const run of runs) {
      run.stage = 'written';
      run.settle.resolve();
    }
  }

  /** The same for one; who waits for its write is told of a refusal. */
  function tryFirst(run: Run, ending?: EndPatch): void {
    try {
      writeFirst([run], run.draft.runBy, ending);
    } catch (error) {
      run.stage = 'refused';
      run.settle.reject(error);
    }
  }

  function writeUnwritten(): void {
    timer = undefined;
    const runs = [...unwritten];
    const [first] = runs;
    if (first === undefined) return;
    try {
      writeFirst(runs, first.draft.runBy);
    } catch {
      for (const run of runs) tryFirst(run); // It may be the fault of one of them.
    }
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
        stage: 'unwritten',
        shownTimer: undefined,
        settle,
      };
      if (wasRefused) writeFirst([run], draft.runBy);
      else {
        unwritten.add(run);
        timer ??= setTimeout(writeUnwritten, firstWriteMs);
      }
      return {
        runId: run.id,
        written,
        begin(startedAt) {
          if (run.startedAt !== null) return;
          run.startedAt = startedAt;
          if (run.stage === 'written')
            run.shownTimer = setTimeout(() => patchRun(deps, run, { state: 'running', startedAt }), runningShownMs);
        },
        async end(patch) {
          clearTimeout(run.shownTimer);
          if (run.stage === 'unwritten') tryFirst(run, patch);
          else if (run.stage === 'written') await patchUntilKept(deps, run, patch);
        },
      };
    },
  };
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
