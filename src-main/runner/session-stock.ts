/*
 * The sessions that there are of one runtime: those that serve, a spare behind them, and how new ones are started. A runtime
 * that cannot be started is left alone for a while, longer each time. Which call goes where is the pool's business.
 */
import type { Call } from './call.ts';
import { CallQueue } from './call-queue.ts';
import { lightened } from './lighten-call.ts';
import { handlesGone } from './kept-values.ts';
import type { SessionOpening } from './open-session.ts';
import type { Session } from './session.ts';
import type { SessionMode } from './worker-language.ts';

export type StockDeps = {
  readonly openSession: (runtimePath: string, mode: SessionMode) => Promise<SessionOpening>;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  /** A session is ready, has ended or could not be started. */
  readonly onChange: () => void;
};

/** What a session is for. `once`: a single call, isolated because its session ends with it. */
export type Purpose = 'shared' | 'fork' | 'once';

export type Member = {
  readonly session: Session;
  readonly purpose: Purpose;
  /** Calls that need a value which this session keeps. */
  readonly queue: CallQueue;
  running: { readonly entry: string; readonly sinceMs: number; readonly startedMs: number } | undefined;
  hasServed: boolean;
  /** It is closed after the call that runs. */
  isLeaving: boolean;
  idleSinceMs: number;
};

export type Breakage = { readonly reason: string; readonly retryAtMs: number };

/** Each is a source more in the memory of a spare. */
const foreseenMax = 20;
const retryDelayMsMin = 1000;
const retryDelayMsMax = 60_000;

export class SessionStock {
  readonly #deps: StockDeps;
  /** Oldest first: the young ones are idle when there is little to do. */
  readonly #members = new Set<Member>();
  #spare: Session | undefined;
  #starting: { [purpose in Purpose | 'spare']: number } = { shared: 0, fork: 0, once: 0, spare: 0 };
  #runtimePath: string | undefined;
  #breakage: Breakage | undefined;
  #failedStarts = 0;
  #lastFailureMs = -Infinity;
  /** Which calls each spare was got ready for. */
  readonly #woken = new WeakMap<Session, Set<string>>();
  #foreseen: Call | undefined;
  readonly #startedMs = new WeakMap<Session, number>();
  /** Rises whenever the sessions are dropped, so that one that was being started then is not taken. */
  #generation = 0;

  constructor(deps: StockDeps) {
    this.#deps = deps;
  }

  get all(): ReadonlySet<Member> {
    return this.#members;
  }

  members(purpose?: Purpose): readonly Member[] {
    return [...this.#members].filter((member) => purpose === undefined || member.purpose === purpose);
  }

  /** An idle session that takes any call; one that the caller prefers, if there is one. */
  findIdle(purpose: Purpose, isPreferred: (session: Session) => boolean): Member | undefined {
    let found: Member | undefined;
    for (const member of this.#members) {
      if (member.purpose !== purpose || member.running !== undefined || !member.session.isUsable()) continue;
      if (isPreferred(member.session)) return member;
      found ??= member;
    }
    return found;
  }

  countStarting(purpose: Purpose | 'spare'): number {
    return this.#starting[purpose];
  }

  isStarting(): boolean {
    return Object.values(this.#starting).some((count) => count > 0);
  }

  hasSpare(): boolean {
    return this.#spare?.isUsable() === true;
  }

  /**
   * A spare that waits is told once to get ready for its first call, since that is the next that somebody will wait for; and
   * again when another function has been called since, of which the next call may be.
   */
  wakeSpare(): void {
    if (this.#spare === undefined) return;
    const foreseen = this.#foreseen;
    const known = this.#woken.get(this.#spare) ?? new Set();
    const key = foreseen === undefined ? '' : `${foreseen.checksum} ${foreseen.entry}`;
    if (known.has(key) || known.size >= foreseenMax) return;
    this.#woken.set(this.#spare, known.add(key));
    this.#spare.wake(foreseen);
  }

  /** The spare, which is now for that purpose. */
  takeSpare(purpose: Purpose): Member | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare?.isUsable() === true ? this.#add(spare, purpose) : undefined;
  }

  /** Why no session can be started now. */
  findBreakage(): Breakage | undefined {
    const breakage = this.#breakage;
    return breakage === undefined || this.#deps.nowMs() >= breakage.retryAtMs ? undefined : breakage;
  }

  /** The last start's trouble, also when the next start is due. */
  lastBreakage(): Breakage | undefined {
    return this.#breakage;
  }

  /** Resolves when the session is there or could not be started. */
  async start(purpose: Purpose | 'spare'): Promise<void> {
    const path = this.#runtimePath;
    if (path === undefined) return;
    const generation = this.#generation;
    const startedMs = this.#deps.monotonicMs();
    this.#starting[purpose] += 1;
    const opening = await this.#deps.openSession(path, purpose === 'fork' ? 'fork' : 'shared');
    if (generation !== this.#generation) {
      if (opening.ok) opening.session.close();
      return;
    }
    this.#starting[purpose] -= 1;
    if (opening.ok) {
      this.#startedMs.set(opening.session, startedMs);
      this.#take(opening.session, purpose);
    } else this.#noteFailedStart(opening.reason, { mayBeAccident: opening.wasKilled, startedMs });
    this.#deps.onChange();
  }

  /** A session has carried out a call, so its runtime is in order. */
  noteServed(): void {
    this.#failedStarts = 0;
  }

  /** A call has ended well: the next one is most often like it. */
  foreseeLike(call: Call): void {
    this.#foreseen =
      call.checksum === this.#foreseen?.checksum && call.entry === this.#foreseen.entry
        ? this.#foreseen
        : lightened(call);
  }

  /** Closes a session that is not needed any more. */
  retire(member: Member): void {
    this.#remove(member);
    member.session.close();
  }

  /**
   * Of the sessions that are there only for what they keep, those that have been idle for longest go when there are more than
   * so many: each call that leaves a process running and keeps a value makes one. Who asks for a value of theirs is told that
   * it is gone.
   */
  retireKeepersBeyond(countMax: number): void {
    const keepers = this.members()
      .filter(({ session, running, queue }) => running === undefined && queue.length === 0 && !session.isUsable())
      .toSorted((left, right) => left.idleSinceMs - right.idleSinceMs);
    for (const member of keepers.slice(0, Math.max(0, keepers.length - countMax))) this.retire(member);
  }

  /** A session that was started for a call which is not there any more waits for another one. */
  putBack(member: Member): void {
    if (this.#spare !== undefined) {
      this.retire(member);
      return;
    }
    this.#members.delete(member);
    this.#spare = member.session;
  }

  /** From now on sessions are of this runtime. Those that are idle end now, the others after their call, or now too. */
  drop(runtimePath: string | undefined, { endsCalls }: { readonly endsCalls: boolean }): void {
    this.#runtimePath = runtimePath;
    this.#generation += 1;
    this.#starting = { shared: 0, fork: 0, once: 0, spare: 0 };
    this.#breakage = undefined;
    this.#failedStarts = 0;
    const spare = this.#spare;
    this.#spare = undefined;
    spare?.close();
    for (const member of this.#members) {
      member.isLeaving = true;
      if (endsCalls || member.running === undefined) this.retire(member);
    }
  }

  #take(session: Session, purpose: Purpose | 'spare'): void {
    this.#breakage = undefined;
    session.onEnd(() => {
      this.#noteEnd(session);
    });
    if (purpose !== 'spare') this.#add(session, purpose);
    else if (this.#spare === undefined) this.#spare = session;
    else session.close();
  }

  #add(session: Session, purpose: Purpose): Member {
    const member: Member = {
      session,
      purpose,
      queue: new CallQueue(),
      running: undefined,
      hasServed: false,
      isLeaving: false,
      idleSinceMs: this.#deps.monotonicMs(),
    };
    this.#members.add(member);
    return member;
  }

  #remove(member: Member): void {
    this.#members.delete(member);
    member.queue.fail((call) => handlesGone(call, () => false));
  }

  #noteEnd(session: Session): void {
    const member = this.members().find((one) => one.session === session);
    const wasKept = member !== undefined || this.#spare === session;
    if (this.#spare === session) this.#spare = undefined;
    if (member !== undefined) this.#remove(member);
    // One that ends by itself before its first call would be replaced for ever.
    if (wasKept && member?.hasServed !== true) {
      const startedMs = this.#startedMs.get(session) ?? 0;
      this.#noteFailedStart('Its session ended by itself.', { mayBeAccident: true, startedMs });
    }
    this.#deps.onChange();
  }

  /** What may have been an accident is no reason to wait, the first time; what it has hit besides does not count again. */
  #noteFailedStart(
    reason: string,
    { mayBeAccident, startedMs }: { readonly mayBeAccident: boolean; readonly startedMs: number },
  ): void {
    if (mayBeAccident && startedMs <= this.#lastFailureMs) return;
    this.#lastFailureMs = this.#deps.monotonicMs();
    this.#failedStarts += 1;
    const isAccident = mayBeAccident && this.#failedStarts === 1;
    const delayMs = isAccident ? 0 : Math.min(retryDelayMsMin * 2 ** (this.#failedStarts - 1), retryDelayMsMax);
    this.#breakage = { reason, retryAtMs: this.#deps.nowMs() + delayMs };
  }
}
