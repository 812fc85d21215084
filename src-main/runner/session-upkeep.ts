/*
 * What is done for the sessions of a language when nobody calls: one is kept ready, with a spare behind it, and those that
 * have helped out and are not needed any more go.
 */
import type { SessionHelp } from './session-help.ts';
import type { Member, SessionStock } from './session-stock.ts';

export type UpkeepDeps = {
  readonly stock: SessionStock;
  readonly help: SessionHelp;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
};

/** A spare is started only when no call has begun or ended for this long: on a small machine it would slow the call. */
const calmMsMin = 300;
/** A session that has helped out goes when it has been idle for this long. */
const idleMsMax = 60_000;

export class SessionUpkeep {
  readonly #deps: UpkeepDeps;
  /** Once somebody has called, or asked for it, a session is kept ready; a spare behind it only once somebody has called. */
  #isWanted = false;
  #wasCalled = false;
  #lastCallMs = 0;
  #tending: NodeJS.Timeout | undefined;
  #retiring: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(deps: UpkeepDeps) {
    this.#deps = deps;
  }

  /** From now on a session is kept ready. */
  want(): void {
    this.#isWanted = true;
  }

  noteCall(): void {
    this.#isWanted = true;
    this.#wasCalled = true;
  }

  /** A call has begun or ended. */
  noteActivity(nowMs: number): void {
    this.#lastCallMs = nowMs;
  }

  /** Later, when there is nothing to do: a session for the next call, and a spare behind it. */
  tendLater(delayMs = calmMsMin): void {
    if (this.#isClosed || !this.#isWanted || this.#tending !== undefined) return;
    this.#tending = setTimeout(() => {
      this.#tending = undefined;
      this.#tend();
    }, delayMs).unref();
  }

  /** Called while a session is idle: those behind the first of their kind go when they have been for long. */
  retireLater(): void {
    if (this.#isClosed || this.#retiring !== undefined) return;
    if (this.#listHelpers().length === 0) return;
    this.#retiring = setTimeout(() => {
      this.#retiring = undefined;
      const now = this.#deps.monotonicMs();
      for (const member of this.#listHelpers())
        if (member.running === undefined && now - member.idleSinceMs >= idleMsMax) this.#deps.stock.retire(member);
      this.retireLater();
    }, idleMsMax).unref();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#tending);
    clearTimeout(this.#retiring);
  }

  #tend(): void {
    const { stock, help, nowMs, monotonicMs } = this.#deps;
    const calmMs = monotonicMs() - this.#lastCallMs;
    if (calmMs < calmMsMin) {
      this.tendLater(calmMsMin - calmMs);
      return;
    }
    const breakage = stock.findBreakage();
    if (breakage !== undefined) this.tendLater(breakage.retryAtMs - nowMs());
    else if (stock.members('shared').length === 0) help.startOne('shared');
    else if (stock.hasSpare()) stock.wakeSpare();
    else if (this.#wasCalled) help.startSpare();
  }

  #listHelpers(): readonly Member[] {
    return (['shared', 'fork'] as const).flatMap((purpose) =>
      this.#deps.stock
        .members(purpose)
        .slice(1)
        .filter(({ session }) => !session.keepsAny()),
    );
  }
}
