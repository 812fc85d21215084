/*
 * When the sessions that there are do not do: who else takes a call, and which sessions are started for it, or why none can be.
 */
import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate } from '#shared/calls/runtime-state.ts';

import type { Member, Purpose, SessionStock } from './session-stock.ts';

export type HelpDeps = {
  readonly language: Language;
  readonly stock: SessionStock;
  /** Of each kind, at one time. */
  readonly sessionsMax: number;
  readonly monotonicMs: () => number;
  /** Something is being started. */
  readonly onChange: () => void;
  /** A call has become a long one, so that those behind it may have help. */
  readonly onTimeToGrow: () => void;
};

/** Sessions that serve one call after the other; a spare is for whichever comes first. */
type LastingPurpose = Exclude<Purpose, 'once'>;

/** A call that has run for this long is a long one: longer than most, and shorter than starting a session takes. */
const longCallMs = 5;

export class SessionHelp {
  readonly #deps: HelpDeps;
  readonly #growing: { [purpose in LastingPurpose]?: NodeJS.Timeout | undefined } = {};
  #runtime: RuntimeCandidate | null | undefined;
  #lookedIn: readonly string[] = [];

  constructor(deps: HelpDeps) {
    this.#deps = deps;
  }

  /** Undefined while looking, null when there is none. */
  get runtime(): RuntimeCandidate | null | undefined {
    return this.#runtime;
  }

  get lookedIn(): readonly string[] {
    return this.#lookedIn;
  }

  /** False when it is the one that was used before. */
  use(found: RuntimeCandidate | null, lookedIn: readonly string[]): boolean {
    this.#lookedIn = lookedIn;
    const before = this.#runtime;
    if (before !== undefined && found?.path === before?.path && found?.version === before?.version) return false;
    this.#runtime = found;
    return true;
  }

  /** Why no session can be started now, as the failure of the calls that wait for one. */
  findObstacle(): CallFailure | undefined {
    const { language, stock } = this.#deps;
    if (this.#runtime === null) return { kind: 'runtime-missing', language, lookedIn: [...this.#lookedIn] };
    const breakage = stock.findBreakage();
    if (breakage === undefined) return undefined;
    return { kind: 'runtime-broken', language, path: this.#runtime?.path ?? '', reason: breakage.reason };
  }

  /** Who takes a call when none of its sessions is idle: the spare, if it is time for it. Otherwise help may be on its way. */
  find(purpose: LastingPurpose): Member | undefined {
    const { stock, sessionsMax } = this.#deps;
    const members = this.#membersThatStay(purpose);
    if (members.length > 0) {
      // Those that are there only for what they keep count too: they take as much memory as the others.
      if (stock.members(purpose).length >= sessionsMax || !this.#isTimeToGrow(purpose, members)) return undefined;
    }
    // A fork is of a session that was started for it; until there is one, the spare does as well, once.
    const spare = stock.takeSpare(purpose === 'fork' ? 'once' : purpose);
    if (spare === undefined || purpose === 'fork') this.startOne(purpose);
    return spare;
  }

  /** Why calls of a kind would wait in vain: they have no session, and none is coming. */
  findWhyNone(purpose: LastingPurpose): CallFailure | undefined {
    return this.#membersThatStay(purpose).length > 0 || this.#isComing(purpose) ? undefined : this.findObstacle();
  }

  startOne(purpose: LastingPurpose): void {
    if (this.#isComing(purpose) || this.findObstacle() !== undefined) return;
    this.#start(purpose);
  }

  startSpare(): void {
    const { stock } = this.#deps;
    if (stock.hasSpare() || stock.countStarting('spare') > 0 || this.findObstacle() !== undefined) return;
    this.#start('spare');
  }

  /** Sessions that end with their calls, as many as wait and may be there at one time. */
  startForEach(waitingCount: number): void {
    const { stock, sessionsMax } = this.#deps;
    const room = sessionsMax - stock.members('once').length;
    while (stock.countStarting('once') < Math.min(waitingCount, room)) this.#start('once');
  }

  takeSpareOnce(): Member | undefined {
    const { stock, sessionsMax } = this.#deps;
    const spare = stock.members('once').length < sessionsMax ? stock.takeSpare('once') : undefined;
    if (spare !== undefined) this.startSpare(); // The next call will want one as soon.
    return spare;
  }

  close(): void {
    for (const timer of Object.values(this.#growing)) clearTimeout(timer);
  }

  #start(purpose: Purpose | 'spare'): void {
    void this.#deps.stock.start(purpose); // It reports by the stock's onChange, upon which the pool looks who waits.
    this.#deps.onChange();
  }

  #membersThatStay(purpose: LastingPurpose): readonly Member[] {
    return this.#deps.stock.members(purpose).filter(({ session, isLeaving }) => session.isUsable() && !isLeaving);
  }

  /** A spare that is being started is taken as soon as it is there: two starts at once would only be slower. */
  #isComing(purpose: LastingPurpose): boolean {
    const { stock } = this.#deps;
    return stock.countStarting(purpose) > 0 || (purpose === 'shared' && stock.countStarting('spare') > 0);
  }

  #isTimeToGrow(purpose: LastingPurpose, members: readonly Member[]): boolean {
    const latestMs = Math.max(...members.map(({ running }) => running?.startedMs ?? 0));
    const waitMs = longCallMs - (this.#deps.monotonicMs() - latestMs);
    if (waitMs <= 0) return true;
    this.#growing[purpose] ??= setTimeout(() => {
      this.#growing[purpose] = undefined;
      this.#deps.onTimeToGrow();
    }, waitMs).unref();
    return false;
  }
}
