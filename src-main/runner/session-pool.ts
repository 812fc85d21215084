/*
 * The sessions of one language, and the queues before them.
 *
 *            ┌─ shared ─▶ warm sessions: one, and more while the calls under way last
 *   call ────┼─ fork ───▶ sessions that fork for each call: as above. Where that cannot be, the spare, which ends with the call
 *            └─ fresh ──▶ a session that is started for the call and ends with it
 *
 * A call goes to a session that has loaded its source, otherwise to any that is idle. Calls of each kind begin in the order
 * in which they came. When all sessions are busy and their calls last, so that a short call would wait for a long one, the
 * spare helps out, or a session is started; what has helped out goes when it has been idle for a while. When a call costs
 * its session the life, the spare takes over at once.
 *
 * A kept value (HandleValue) is in the session that made it, so its calls wait for that one. A runtime that cannot be started
 * fails the calls that wait with its reason, and is tried again later (session-stock.ts). Nothing here knows the other
 * languages, so their trouble cannot reach this one.
 */
import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate, RuntimeCondition } from '#shared/calls/runtime-state.ts';

import type { Call, CallEvents, CallOutcome } from './call.ts';
import { CallQueue, failedBeforeStart } from './call-queue.ts';
import type { QueuedCall } from './call-queue.ts';
import { handleArgumentsOf, handleElsewhere, handlesGone, refuseHandles, withoutHandles } from './kept-values.ts';
import { SessionHelp } from './session-help.ts';
import { SessionStock } from './session-stock.ts';
import type { Member, StockDeps } from './session-stock.ts';
import { SessionUpkeep } from './session-upkeep.ts';

export type PoolDeps = Omit<StockDeps, 'onChange'> & {
  readonly language: Language;
  /** Whether sessions of mode `fork` can be started. */
  readonly canFork: boolean;
  /** Of each kind, at one time. */
  readonly sessionsMax: number;
  readonly onChange: () => void;
};

export type SessionPool = {
  readonly run: (call: Call, events: CallEvents, signal: AbortSignal) => Promise<CallOutcome>;
  /** Lets go of kept values; those of sessions that have ended are gone already. */
  readonly free: (handleIds: readonly string[]) => void;
  /** Whether a session that lives has a kept value. */
  readonly keeps: (handleId: string) => boolean;
  readonly condition: () => RuntimeCondition;
  /** From now on sessions are of this runtime; a call that runs is left to end. Null when the language is missing. */
  readonly use: (runtime: RuntimeCandidate | null, lookedIn: readonly string[]) => void;
  /** Starts a session when there is none. Resolves when it is ready or has failed. */
  readonly prewarm: () => Promise<void>;
  /** As `restart`, but a call that runs is left to end. */
  readonly renew: () => void;
  /** Ends the sessions, and with them the calls that run; the next call gets a fresh one. */
  readonly restart: () => void;
  readonly close: () => void;
};

/** Enough for a workflow that fans out; beyond it something calls in a circle. */
const waitingCallsMax = 10_000;
export function createSessionPool(deps: PoolDeps): SessionPool {
  return new Pool(deps);
}

class Pool implements SessionPool {
  readonly #deps: PoolDeps;
  readonly #stock: SessionStock;
  readonly #queues = { shared: new CallQueue(), fork: new CallQueue(), fresh: new CallQueue() };
  readonly #help: SessionHelp;
  readonly #upkeep: SessionUpkeep;
  #callCount = 0;
  #isClosed = false;

  constructor(deps: PoolDeps) {
    this.#deps = deps;
    this.#stock = new SessionStock({
      ...deps,
      onChange: () => {
        deps.onChange();
        this.#pump();
      },
    });
    this.#help = new SessionHelp({
      ...deps,
      stock: this.#stock,
      onTimeToGrow: () => {
        this.#pump();
      },
    });
    this.#upkeep = new SessionUpkeep({ ...deps, stock: this.#stock, help: this.#help });
  }

  async run(call: Call, events: CallEvents, signal: AbortSignal): Promise<CallOutcome> {
    this.#upkeep.noteCall();
    this.#callCount += 1;
    if (this.#isClosed || signal.aborted) return failedBeforeStart({ kind: 'cancelled' });
    const waiting = this.#waitingCount();
    if (waiting >= waitingCallsMax) return failedBeforeStart({ kind: 'queue-full', waiting });
    const queue = this.#queueFor(call);
    if (!(queue instanceof CallQueue)) return failedBeforeStart(queue);
    const outcome = queue.wait({ call, events, signal, order: this.#callCount });
    // Behind one that waits already, there is nothing to do for this one either; of those that are alone, each needs its session.
    if (queue.length === 1 || call.isolation !== 'shared') this.#pump();
    return await outcome;
  }

  free(handleIds: readonly string[]): void {
    for (const member of this.#stock.members()) {
      member.session.free(handleIds);
      this.#retireWorn(member);
    }
  }

  keeps(handleId: string): boolean {
    return this.#stock.members().some(({ session }) => session.keeps(handleId));
  }

  condition(): RuntimeCondition {
    const { runtime, lookedIn } = this.#help;
    if (runtime === undefined) return { kind: 'looking' };
    if (runtime === null) return { kind: 'missing', lookedIn: [...lookedIn] };
    const members = this.#stock.members();
    const running = members.flatMap(({ running: call }) => (call === undefined ? [] : [call]));
    const [longest] = running.toSorted((left, right) => left.startedMs - right.startedMs);
    if (longest !== undefined) {
      const { entry, sinceMs } = longest;
      return { kind: 'busy', entry, sinceMs, waitingCount: this.#waitingCount() };
    }
    if (members.length > 0) return { kind: 'ready' };
    if (this.#stock.isStarting()) return { kind: 'starting' };
    const breakage = this.#stock.lastBreakage();
    return breakage === undefined ? { kind: 'found' } : { kind: 'broken', ...breakage };
  }

  use(found: RuntimeCandidate | null, lookedIn: readonly string[]): void {
    if (this.#help.use(found, lookedIn)) this.#drop({ endsCalls: false });
  }

  async prewarm(): Promise<void> {
    this.#upkeep.want();
    if (this.#stock.members('shared').length > 0 || this.#help.findObstacle() !== undefined) return;
    const started = this.#stock.start('shared');
    this.#deps.onChange();
    await started;
  }

  renew(): void {
    this.#drop({ endsCalls: false });
  }

  restart(): void {
    this.#drop({ endsCalls: true });
  }

  close(): void {
    this.#isClosed = true;
    this.#upkeep.close();
    this.#help.close();
    this.#failWaiting({ kind: 'cancelled' });
    this.#stock.drop(undefined, { endsCalls: true });
  }

  #drop(options: { readonly endsCalls: boolean }): void {
    this.#stock.drop(this.#help.runtime?.path, options);
    this.#deps.onChange();
    this.#pump();
  }

  /** Where the call has to wait, or why it need not. */
  #queueFor(call: Call): CallQueue | CallFailure {
    const handles = handleArgumentsOf(call);
    if (handles.length === 0) return this.#queues[call.isolation];
    const refusal = refuseHandles(call, handles);
    if (refusal !== undefined) return refusal;
    const members = this.#stock.members('shared');
    const keepers = handles.map(({ handle }) => members.find(({ session }) => session.keeps(handle.id)));
    const [keeper] = keepers;
    if (keeper === undefined || keepers.includes(undefined))
      return handlesGone(call, (id) => members.some(({ session }) => session.keeps(id)));
    const stray = handles.find((_, index) => keepers[index] !== keeper);
    return stray === undefined ? keeper.queue : handleElsewhere(stray);
  }

  #pump(): void {
    const { runtime, lookedIn } = this.#help;
    if (this.#isClosed || runtime === undefined) return;
    if (runtime === null) {
      this.#failWaiting({ kind: 'runtime-missing', language: this.#deps.language, lookedIn: [...lookedIn] });
      return;
    }
    this.#serveKeepers((own, other) => own.order < other.order);
    this.#serveMany('shared');
    this.#serveKeepers(() => true);
    if (this.#deps.canFork) this.#serveMany('fork');
    this.#serveOnce();
    this.#upkeep.tendLater();
  }

  /** Calls that need a kept value; a call that takes any session goes before them where it came before. */
  #serveKeepers(isBefore: (own: QueuedCall, other: QueuedCall) => boolean): void {
    const other = this.#queues.shared.first();
    for (const member of this.#stock.all) {
      const own = member.running === undefined ? member.queue.first() : undefined;
      if (own !== undefined && (other === undefined || isBefore(own, other))) this.#begin(member, member.queue);
    }
  }

  /** Calls whose sessions go on to the next. */
  #serveMany(purpose: 'shared' | 'fork'): void {
    const queue = this.#queues[purpose];
    for (let next = queue.first(); next !== undefined; next = queue.first()) {
      const { checksum } = next.call;
      const member =
        this.#stock.findIdle(purpose, (session) => session.hasLoaded(checksum)) ?? this.#help.find(purpose);
      if (member === undefined) {
        const failure = this.#help.findWhyNone(purpose);
        if (failure !== undefined) queue.fail(() => failure);
        return;
      }
      this.#begin(member, queue);
    }
  }

  /** Calls whose sessions end with them. */
  #serveOnce(): void {
    const { fork, fresh } = this.#queues;
    const ahead = this.#deps.canFork ? [] : [fork];
    for (const queue of ahead) this.#beginOnce(queue, () => this.#help.takeSpareOnce());
    this.#beginOnce(fresh, () => undefined);
    const waitingAhead = ahead.reduce((sum, { length }) => sum + length, 0);
    if (waitingAhead + fresh.length > 0) {
      const comingCount = Math.min(this.#stock.countStarting('spare'), waitingAhead);
      this.#startOnce(waitingAhead - comingCount + fresh.length, [...ahead, fresh]);
    } else
      for (const member of this.#stock.all)
        if (member.purpose === 'once' && member.running === undefined) this.#stock.putBack(member);
  }

  #beginOnce(queue: CallQueue, findOther: () => Member | undefined): void {
    while (queue.length > 0) {
      const member = this.#stock.findIdle('once', () => true) ?? findOther();
      if (member === undefined) return;
      this.#begin(member, queue);
    }
  }

  #startOnce(waiting: number, queues: readonly CallQueue[]): void {
    const obstacle = this.#help.findObstacle();
    if (obstacle === undefined) this.#help.startForEach(waiting);
    else if (this.#stock.countStarting('once') === 0) for (const queue of queues) queue.fail(() => obstacle);
  }

  #begin(member: Member, queue: CallQueue): void {
    const next = queue.take();
    if (next !== undefined) void this.#runIn(member, next); // It settles the call with whatever happens.
  }

  async #runIn(member: Member, next: QueuedCall): Promise<void> {
    const startedMs = this.#deps.monotonicMs();
    member.running = { entry: next.call.entry, sinceMs: this.#deps.nowMs(), startedMs };
    member.hasServed = true;
    this.#upkeep.noteActivity(startedMs);
    this.#deps.onChange();
    try {
      const outcome = await member.session.run(next.call, next.events, next.signal);
      if (outcome.kind === 'done') this.#stock.foreseeLike(next.call);
      next.settle(member.purpose === 'once' ? withoutHandles(outcome) : outcome);
    } catch (error) {
      next.breakOff(error);
    } finally {
      member.running = undefined;
      this.#stock.noteServed();
      member.idleSinceMs = this.#deps.monotonicMs();
      this.#upkeep.noteActivity(member.idleSinceMs);
      if (member.purpose === 'once' || member.isLeaving) this.#stock.retire(member);
      else this.#retireWorn(member);
      this.#deps.onChange();
      this.#pump();
      this.#upkeep.retireLater();
    }
  }

  /** A session that takes no more sources stays only for what it keeps, and while there are not too many of them. */
  #retireWorn(member: Member): void {
    const { session, running } = member;
    if (running !== undefined || session.isUsable()) return;
    if (session.keepsAny()) this.#stock.retireKeepersBeyond(this.#deps.sessionsMax);
    else this.#stock.retire(member);
  }

  #failWaiting(failure: CallFailure): void {
    for (const queue of Object.values(this.#queues)) queue.fail(() => failure);
  }

  #waitingCount(): number {
    const { shared, fork, fresh } = this.#queues;
    let waiting = shared.length + fork.length + fresh.length;
    for (const { queue } of this.#stock.all) waiting += queue.length;
    return waiting;
  }
}
