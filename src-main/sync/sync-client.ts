/*
 * Keeps an account in step with its server: one loop, one question at a time, and nobody in the app waits for it.
 *
 *     greet ─→ ┌ push    what waits here, a batch
 *              │ pull    what others did, a page             in turns, for as long as there is something
 *              │ load    what is reached and not here, a page
 *              └ purge   what is here and not reached any more, a piece
 *
 * It wakes when something is edited here, when the server tells that there is something, and when it can be reached again.
 * One question at a time is what makes it right: a record that comes back with a refusal or a page of a snapshot is never older
 * than what has been pulled (only the next page may be asked for early: load-part.ts). Whatever fails is tried again, ever more slowly, from the greeting on.
 */
import type { RandomBytes } from '#shared/base/id.ts';
import { fail } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { News } from '#shared/sync/sync-protocol.ts';

import type { Log } from '../rpc/connection.ts';
import { diskFailureOf, StoreRefusal } from '../store/store-failure.ts';
import type { Store } from '../store/store.ts';
import { createBackOff } from './back-off.ts';
import { giveWay } from '../rpc/give-way.ts';
import type { SyncFailure } from './sync-server.ts';
import { activityOf, failureSentence } from './failure-sentence.ts';
import type { SyncSteps } from './sync-steps.ts';

export type Activity = 'in-step' | 'working' | 'away' | 'paused' | 'stuck' | 'read-only' | 'suspended';

export type SyncClientDeps = {
  readonly store: Store;
  readonly steps: SyncSteps;
  readonly random: RandomBytes;
  readonly log: Log;
  /** Whether the server can be asked just now. */
  readonly isConnected: () => boolean;
};

export type SyncClient = {
  readonly activity: () => { readonly activity: Activity; readonly problem: string | null };
  readonly subscribe: (onChange: () => void) => () => void;
  /** The server may have something new; or it has, and has told what. */
  readonly announce: (news?: News) => void;
  /** The connection has come or gone. */
  readonly reconsider: () => void;
  readonly setPaused: (isPaused: boolean) => void;
  /** Tries now instead of when it is due. */
  readonly syncNow: () => void;
  /** Resolves when nothing is asked any more, with what lets it go on: for what is written here and is not to be sent by halves. */
  readonly hold: () => Promise<() => void>;
  /** What is told of it is another now, by somebody else's doing. */
  readonly changed: () => void;
  /** Resolves when the question that is being asked has ended. */
  readonly close: () => Promise<void>;
};

/** An announcement can be lost on its way; so often it is asked without one. */
const askAnywayMs = 60_000;

/** Of several servers behind one address, the one for which something waits may be replaced while another keeps the connection. */
const greetAnewMs = 20_000;

export function createSyncClient({ store, steps, random, log, isConnected }: SyncClientDeps): SyncClient {
  const listeners = new Set<() => void>();
  const backOff = createBackOff({ random, ring: () => wake() });
  const timers = [
    setInterval(() => announce(), askAnywayMs).unref(),
    setInterval(() => {
      if (steps.whatWaits() !== undefined) lookAgain();
    }, greetAnewMs).unref(),
  ];
  let state: { readonly activity: Activity; readonly problem: string | null } = { activity: 'away', problem: null };
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let holds = 0;
  const end = new AbortController();

  function change(activity: Activity, problem: string | null = null): void {
    state = { activity, problem };
    for (const listener of listeners) listener();
  }

  function wake(): void {
    isAskedAgain = true;
    if (end.signal.aborted || backOff.isWaiting()) return;
    running ??= runWhileAsked();
  }

  async function runWhileAsked(): Promise<void> {
    // An edit wakes this, and must not wait until what is to be sent has been read and packed.
    await giveWay();
    try {
      while (isAskedAgain && !end.signal.aborted && !backOff.isWaiting()) {
        isAskedAgain = false;
        // oxlint-disable-next-line no-await-in-loop -- What was asked for meanwhile comes after.
        await run();
      }
    } finally {
      // At once: whoever wakes this a step later would be heard by nobody.
      running = undefined;
    }
  }

  async function run(): Promise<void> {
    for (let step = steps.next(); mayRun(); step = steps.next()) {
      if (step === undefined) return settle();
      if (state.activity !== 'working') change('working');
      // oxlint-disable-next-line no-await-in-loop -- One question at a time.
      const done = await carryOut(step);
      if (end.signal.aborted) return;
      if (!done.ok && !steps.goesOnWithout(step, done.failure)) return meet(done.failure);
      // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
      await giveWay();
    }
  }

  function settle(): void {
    const failure = steps.whyLeftOut();
    if (failure !== undefined) return meet(failure);
    backOff.reset();
    const waits = steps.whatWaits();
    change(waits?.activity ?? 'in-step', waits?.problem);
  }

  function mayRun(): boolean {
    if (end.signal.aborted || holds > 0) return false;
    if (store.sync.isPaused()) change('paused');
    else if (!isConnected()) change('away');
    else return true;
    return false;
  }

  async function carryOut(
    step: () => Promise<Result<undefined, SyncFailure>>,
  ): Promise<Result<undefined, SyncFailure>> {
    try {
      return await step();
    } catch (error) {
      const kind = error instanceof StoreRefusal ? error.failure.kind : diskFailureOf(error);
      if (kind === 'disk-full' || kind === 'disk-read-only')
        return fail({ kind: 'sync-stuck', problem: 'The disk of this device takes nothing more.' });
      // Whatever a server says, the work on this device goes on.
      log(
        `Synchronisation has met a fault of its own: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return fail({ kind: 'sync-stuck', problem: 'It has met a fault of its own, which is in the log.' });
    }
  }

  function meet(failure: SyncFailure): void {
    steps.restart();
    change(activityOf(failure), failureSentence(failure));
    backOff.wait(failure.kind === 'too-many-requests' ? failure.retryAfterSeconds * 1000 : undefined);
  }

  function announce(news?: News): void {
    steps.announce(news);
    wake();
  }

  function tryNow(): void {
    backOff.reset();
    lookAgain();
  }

  /** Where something waits for another server, it is asked first whether that is still so. */
  function lookAgain(): void {
    if (steps.whatWaits() !== undefined) steps.greetAnew();
    announce();
  }

  const stopListening = store.onCommit(() => {
    // While it works, it looks for what waits after each step anyway; and once more when it has come to its end.
    if (running !== undefined) isAskedAgain = true;
    else if (store.sync.countWaiting(1) > 0) wake();
  });
  return {
    activity: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    announce,
    reconsider: () => {
      if (isConnected()) return tryNow();
      // While it is away it may be updated, or set back.
      steps.greetAnew();
      if (!store.sync.isPaused()) change('away', state.problem);
    },
    setPaused: (isPaused) => {
      store.sync.transact((tx) => tx.setPaused(isPaused));
      if (isPaused) change('paused');
      else tryNow();
    },
    syncNow: tryNow,
    hold: async () => {
      holds += 1;
      await running;
      return () => {
        holds -= 1;
        wake();
      };
    },
    changed: () => {
      for (const listener of listeners) listener();
    },
    close: async () => {
      end.abort();
      stopListening();
      for (const timer of timers) clearInterval(timer);
      backOff.reset();
      await running;
      await steps.close();
    },
  };
}
