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
  return new Pool(deps);
}

class Pool implements SessionPool {
  readonly #deps: PoolDeps;
  readonly #waiting: WaitingCall[] = [];
  readonly #served = new WeakSet<Session>();
  /** Undefined while looking, null when there is none. */
  #runtime: RuntimeCandidate | null | undefined;
  #lookedIn: readonly string[] = [];
  #session: Session | undefined;
  #spare: Session | undefined;
  #starting: Promise<void> | undefined;
  #running: { readonly session: Session; readonly entry: string; readonly sinceMs: number } | undefined;
  #broken: { readonly reason: string; readonly retryAtMs: number } | undefined;
  #failedStarts = 0;
  /** Once somebody has called, or asked for it, a session is kept ready; a spare behind it only once somebody has called. */
  #isWanted = false;
  #hasServed = false;
  #calm: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Rises with each change of runtime, so that a session started for the one before is not taken. */
  #generation = 0;

  constructor(deps: PoolDeps) {
    this.#deps = deps;
  }

  async run(call: Call, events: CallEvents, signal: AbortSignal): Promise<CallOutcome> {
    this.#isWanted = true;
    this.#hasServed = true;
    if (this.#isClosed || signal.aborted) return failedBeforeStart({ kind: 'cancelled' });
    if (this.#waiting.length >= waitingCallsMax)
      return failedBeforeStart({ kind: 'queue-full', waiting: this.#waiting.length });
    return await new Promise((resolve) => {
      const leave = (): void => {
        const index = this.#waiting.indexOf(queued);
        if (index === -1) return; // It runs; its session hears the signal itself.
        this.#waiting.splice(index, 1);
        queued.settle(failedBeforeStart({ kind: 'cancelled' }));
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
      this.#waiting.push(queued);
      this.#pump();
    });
  }

  condition(): RuntimeCondition {
    if (this.#runtime === undefined) return { kind: 'looking' };
    if (this.#runtime === null) return { kind: 'missing', lookedIn: [...this.#lookedIn] };
    if (this.#running !== undefined) {
      const { entry, sinceMs } = this.#running;
      return { kind: 'busy', entry, sinceMs, waitingCount: this.#waiting.length };
    }
    if (this.#session !== undefined) return { kind: 'ready' };
    if (this.#starting !== undefined) return { kind: 'starting' };
    return this.#broken === undefined ? { kind: 'found' } : { kind: 'broken', ...this.#broken };
  }

  use(found: RuntimeCandidate | null, lookedIn: readonly string[]): void {
    this.#lookedIn = lookedIn;
    const before = this.#runtime;
    if (before !== undefined && found?.path === before?.path && found?.version === before?.version) return;
    this.#runtime = found;
    this.#dropIdleSessions();
    this.#deps.onChange();
    this.#pump();
  }

  async prewarm(): Promise<void> {
    this.#isWanted = true;
    if (this.#session === undefined && this.#findObstacle() === undefined) await this.#start();
  }

  restart(): void {
    const current = this.#running?.session;
    this.#dropIdleSessions();
    current?.close();
    this.#deps.onChange();
    this.#pump();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#calm);
    const current = this.#running?.session;
    this.#dropIdleSessions();
    current?.close();
    this.#failWaiting({ kind: 'cancelled' });
  }

  #pump(): void {
    if (this.#running !== undefined || this.#isClosed || this.#runtime === undefined) return;
    const next = this.#waiting[0];
    if (next === undefined) {
      this.#waitForCalm(spareDelayMs);
      return;
    }
    const obstacle = this.#findObstacle();
    if (obstacle !== undefined) {
      this.#failWaiting(obstacle);
      return;
    }
    const usable = this.#takeSession();
    if (usable === undefined) {
      void this.#start(); // It reports through `broken`, and pumps.
      return;
    }
    this.#waiting.shift();
    void this.#runIn(usable, next); // It settles the call with whatever happens.
  }

  async #runIn(usable: Session, next: WaitingCall): Promise<void> {
    this.#running = { session: usable, entry: next.call.entry, sinceMs: this.#deps.nowMs() };
    this.#served.add(usable);
    this.#deps.onChange();
    try {
      next.settle(await usable.run(next.call, next.events, next.signal));
    } finally {
      this.#running = undefined;
      if (usable !== this.#session) usable.close(); // The runtime was changed meanwhile.
      this.#deps.onChange();
      this.#pump();
    }
  }

  /** Why no call can run now, as the failure of those that wait. */
  #findObstacle(): CallFailure | undefined {
    if (this.#runtime === null) {
      return { kind: 'runtime-missing', language: this.#deps.language, lookedIn: [...this.#lookedIn] };
    }
    if (this.#broken === undefined || this.#deps.nowMs() >= this.#broken.retryAtMs) return undefined;
    return this.#brokenBecause(this.#broken.reason);
  }

  #takeSession(): Session | undefined {
    if (this.#session?.isUsable() === true) return this.#session;
    const worn = this.#session;
    this.#session = this.#spare?.isUsable() === true ? this.#spare : undefined;
    this.#spare = undefined;
    worn?.close();
    return this.#session;
  }

  /** Starts the session, or the spare when there is a session. One at a time. */
  async #start(): Promise<void> {
    const chosen = this.#runtime;
    if (chosen === null || chosen === undefined || this.#isClosed) return;
    this.#starting ??= this.#startOne(chosen).finally(() => {
      this.#starting = undefined;
      this.#deps.onChange();
      this.#pump();
    });
    this.#deps.onChange();
    await this.#starting;
  }

  async #startOne(chosen: RuntimeCandidate): Promise<void> {
    const generation = this.#generation;
    const opening = await this.#deps.openSession(chosen.path);
    if (this.#isClosed || generation !== this.#generation) {
      if (opening.ok) opening.session.close();
      return;
    }
    if (!opening.ok) {
      this.#noteFailedStart(opening.reason);
      return;
    }
    const opened = opening.session;
    if (this.#session === undefined) this.#session = opened;
    else this.#spare = opened;
    this.#broken = undefined;
    opened.onEnd(() => {
      this.#noteEnd(opened);
    });
  }

  #noteEnd(ended: Session): void {
    const wasKept = this.#session === ended || this.#spare === ended;
    if (this.#session === ended) this.#session = undefined;
    if (this.#spare === ended) this.#spare = undefined;
    if (this.#served.has(ended)) this.#failedStarts = 0;
    // One that ends by itself before its first call would be replaced for ever.
    else if (wasKept) this.#noteFailedStart('Its session ended by itself.');
    this.#deps.onChange();
    this.#pump();
  }

  #noteFailedStart(reason: string): void {
    this.#failedStarts += 1;
    const delayMs = Math.min(retryDelayMsMin * 2 ** (this.#failedStarts - 1), retryDelayMsMax);
    this.#broken = { reason, retryAtMs: this.#deps.nowMs() + delayMs };
    this.#waitForCalm(delayMs);
  }

  /** Later, when nobody is waiting: a session for the next call, and a spare behind it. */
  #waitForCalm(delayMs: number): void {
    if (this.#isClosed || !this.#isWanted || this.#calm !== undefined) return;
    if (this.#session !== undefined && !this.#needsSpare()) return;
    this.#calm = setTimeout(() => {
      this.#calm = undefined;
      if (this.#running !== undefined || this.#waiting.length > 0 || this.#findObstacle() !== undefined) return;
      if (this.#takeSession() === undefined || this.#needsSpare()) void this.#start(); // As in #pump.
    }, delayMs);
    this.#calm.unref();
  }

  #needsSpare(): boolean {
    return this.#deps.keepsSpare && this.#hasServed && this.#spare === undefined;
  }

  #dropIdleSessions(): void {
    this.#generation += 1;
    const dropped = [this.#session, this.#spare].filter((one) => one !== undefined && one !== this.#running?.session);
    this.#session = undefined;
    this.#spare = undefined;
    this.#broken = undefined;
    this.#failedStarts = 0;
    for (const one of dropped) one?.close();
  }

  #failWaiting(failure: CallFailure): void {
    for (const call of this.#waiting.splice(0)) call.settle(failedBeforeStart(failure));
  }

  #brokenBecause(reason: string): CallFailure {
    return { kind: 'runtime-broken', language: this.#deps.language, path: this.#runtime?.path ?? '', reason };
  }
}

function failedBeforeStart(failure: CallFailure): CallOutcome {
  return { kind: 'failed', failure, tookMs: 0 };
}
