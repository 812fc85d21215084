/*
 * The sessions of one language: one that works, for some languages a spare, and a queue before them.
 *
 * Calls run one after the other in the warm session, so that what a source has loaded is there for the next call. When a
 * call costs the session its life, the spare takes over at once, or a fresh session is started. A runtime that cannot be
 * started fails the calls that wait with its reason, is left alone for a while (longer each time), and is tried again.
 * Nothing here knows the other languages, so their trouble cannot reach this one.
 */
import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate, RuntimeCondition } from '#shared/calls/runtime-state.ts';

import type { Call, CallEvents, CallOutcome } from './call.ts';
import type { Session, SessionOpening } from './session.ts';

export type PoolDeps = {
  readonly language: Language;
  /** Whether a session is kept in reserve: for a language whose start a person would notice. */
  readonly keepsSpare: boolean;
  readonly openSession: (runtimePath: string) => Promise<SessionOpening>;
  readonly nowMs: () => number;
  readonly onChange: () => void;
};

export type SessionPool = {
  readonly run: (call: Call, events: CallEvents, signal: AbortSignal) => Promise<CallOutcome>;
  readonly condition: () => RuntimeCondition;
  /** From now on sessions are of this runtime; a call that runs is left to end. Null when the language is missing. */
  readonly use: (runtime: RuntimeCandidate | null, lookedIn: readonly string[]) => void;
  /** Starts a session when there is none. Resolves when it is ready or has failed. */
  readonly prewarm: () => Promise<void>;
  /** Ends the session, and with it a call that runs; the next call gets a fresh one. */
  readonly restart: () => void;
  readonly close: () => void;
};

/** Enough for a workflow that fans out; beyond it something calls in a circle. */
const waitingCallsMax = 10_000;
/** A spare is started only when nobody has called for this long: on a small machine it would slow the call. */
const spareDelayMs = 300;
const retryDelayMsMin = 1000;
const retryDelayMsMax = 60_000;

type WaitingCall = {
  readonly call: Call;
  readonly events: CallEvents;
  readonly signal: AbortSignal;
  readonly settle: (outcome: CallOutcome) => void;
};

export function createSessionPool(deps: PoolDeps): SessionPool {
  const waiting: WaitingCall[] = [];
  /** Undefined while looking, null when there is none. */
  let runtime: RuntimeCandidate | null | undefined;
  let lookedIn: readonly string[] = [];
  let session: Session | undefined;
  let spare: Session | undefined;
  let starting: Promise<void> | undefined;
  let running: { readonly session: Session; readonly entry: string; readonly sinceMs: number } | undefined;
  let broken: { readonly reason: string; readonly retryAtMs: number } | undefined;
  let failedStarts = 0;
  /** Once somebody has called, or asked for it, a session is kept ready. */
  let isWanted = false;
  let calm: NodeJS.Timeout | undefined;
  let isClosed = false;
  /** Rises with each change of runtime, so that a session started for the one before is not taken. */
  let generation = 0;

  function pump(): void {
    if (running !== undefined || isClosed || runtime === undefined) return;
    const next = waiting[0];
    if (next === undefined) {
      waitForCalm(spareDelayMs);
      return;
    }
    const obstacle = findObstacle();
    if (obstacle !== undefined) {
      for (const call of waiting.splice(0)) call.settle({ kind: 'failed', failure: obstacle, tookMs: 0 });
      return;
    }
    const usable = takeSession();
    if (usable === undefined) {
      void start(); // It reports through `broken`, and pumps.
      return;
    }
    waiting.shift();
    void runIn(usable, next); // It settles the call with whatever happens.
  }

  function findObstacle(): CallFailure | undefined {
    if (runtime === null) return { kind: 'runtime-missing', language: deps.language, lookedIn: [...lookedIn] };
    if (broken === undefined || deps.nowMs() >= broken.retryAtMs) return undefined;
    return { kind: 'runtime-broken', language: deps.language, path: runtime?.path ?? '', reason: broken.reason };
  }

  function takeSession(): Session | undefined {
    if (session?.isUsable() === true) return session;
    session?.close();
    session = spare?.isUsable() === true ? spare : undefined;
    spare = undefined;
    return session;
  }

  async function runIn(usable: Session, next: WaitingCall): Promise<void> {
    running = { session: usable, entry: next.call.entry, sinceMs: deps.nowMs() };
    served.add(usable);
    deps.onChange();
    try {
      next.settle(await usable.run(next.call, next.events, next.signal));
    } finally {
      running = undefined;
      if (usable !== session) usable.close(); // The runtime was changed meanwhile.
      deps.onChange();
      pump();
    }
  }

  /** Starts the session, or the spare when there is a session. One at a time. */
  async function start(): Promise<void> {
    const chosen = runtime;
    if (chosen === null || chosen === undefined || isClosed) return;
    starting ??= startOne(chosen).finally(() => {
      starting = undefined;
      deps.onChange();
      pump();
    });
    deps.onChange();
    await starting;
  }

  async function startOne(chosen: RuntimeCandidate): Promise<void> {
    const startGeneration = generation;
    const opening = await deps.openSession(chosen.path);
    if (isClosed || startGeneration !== generation) {
      if (opening.ok) opening.session.close();
      return;
    }
    if (!opening.ok) {
      noteFailedStart(opening.reason);
      return;
    }
    const opened = opening.session;
    if (session === undefined) session = opened;
    else spare = opened;
    broken = undefined;
    opened.onEnd(() => {
      noteEnd(opened);
    });
  }

  const served = new WeakSet<Session>();

  function noteEnd(ended: Session): void {
    const wasKept = session === ended || spare === ended;
    if (session === ended) session = undefined;
    if (spare === ended) spare = undefined;
    if (served.has(ended)) failedStarts = 0;
    // One that ends by itself before its first call would be replaced for ever.
    else if (wasKept) noteFailedStart('Its session ended by itself.');
    deps.onChange();
    pump();
  }

  function noteFailedStart(reason: string): void {
    failedStarts += 1;
    const delayMs = Math.min(retryDelayMsMin * 2 ** (failedStarts - 1), retryDelayMsMax);
    broken = { reason, retryAtMs: deps.nowMs() + delayMs };
    waitForCalm(delayMs);
  }

  /** Later, when nobody is waiting: a session for the next call, and a spare behind it. */
  function waitForCalm(delayMs: number): void {
    if (isClosed || !isWanted || calm !== undefined) return;
    if (session !== undefined && (spare !== undefined || !deps.keepsSpare)) return;
    calm = setTimeout(() => {
      calm = undefined;
      if (running !== undefined || waiting.length > 0 || findObstacle() !== undefined) return;
      if (takeSession() === undefined || (deps.keepsSpare && spare === undefined)) void start(); // As in pump.
    }, delayMs);
    calm.unref();
  }

  function dropIdleSessions(): void {
    generation += 1;
    const dropped = [session, spare].filter((one) => one !== undefined && one !== running?.session);
    session = undefined;
    spare = undefined;
    broken = undefined;
    failedStarts = 0;
    for (const one of dropped) one?.close();
  }

  function condition(): RuntimeCondition {
    if (runtime === undefined) return { kind: 'looking' };
    if (runtime === null) return { kind: 'missing', lookedIn: [...lookedIn] };
    if (running !== undefined) {
      return { kind: 'busy', entry: running.entry, sinceMs: running.sinceMs, waitingCount: waiting.length };
    }
    if (session !== undefined) return { kind: 'ready' };
    if (starting !== undefined) return { kind: 'starting' };
    return broken === undefined ? { kind: 'found' } : { kind: 'broken', ...broken };
  }

  async function run(call: Call, events: CallEvents, signal: AbortSignal): Promise<CallOutcome> {
    isWanted = true;
    if (isClosed || signal.aborted) return { kind: 'failed', failure: { kind: 'cancelled' }, tookMs: 0 };
    if (waiting.length >= waitingCallsMax) {
      const reason = `${String(waitingCallsMax)} calls are waiting already. Call again when some have ended.`;
      return {
        kind: 'failed',
        failure: { kind: 'runtime-broken', language: deps.language, path: runtime?.path ?? '', reason },
        tookMs: 0,
      };
    }
    return await new Promise((resolve) => {
      const leave = (): void => {
        const index = waiting.indexOf(queued);
        if (index === -1) return; // It runs; its session hears the signal itself.
        waiting.splice(index, 1);
        queued.settle({ kind: 'failed', failure: { kind: 'cancelled' }, tookMs: 0 });
      };
      const queued: WaitingCall = {
        call,
        events,
        signal,
        settle(outcome) {
          signal.removeEventListener('abort', leave);
          resolve(outcome);
        },
      };
      signal.addEventListener('abort', leave);
      waiting.push(queued);
      pump();
    });
  }

  return {
    run,
    condition,
    use(found, folders) {
      lookedIn = folders;
      if (found?.path === runtime?.path && found?.version === runtime?.version && runtime !== undefined) return;
      runtime = found;
      dropIdleSessions();
      deps.onChange();
      pump();
    },
    async prewarm() {
      isWanted = true;
      if (session === undefined && findObstacle() === undefined) await start();
    },
    restart() {
      const current = running?.session;
      dropIdleSessions();
      current?.close();
      deps.onChange();
      pump();
    },
    close() {
      isClosed = true;
      clearTimeout(calm);
      const current = running?.session;
      dropIdleSessions();
      current?.close();
      for (const call of waiting.splice(0)) call.settle({ kind: 'failed', failure: { kind: 'cancelled' }, tookMs: 0 });
    },
  };
}
