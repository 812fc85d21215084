/*
 * A session: one living worker process that carries out one call at a time.
 *
 *   open ──ready──▶ idle ──run──▶ calling ──done/failed──▶ idle
 *                    │               │ cancel, or a limit: of time, output, memory, processes
 *                    │               ▼
 *                    │            stopping ── interrupted, answers in time ──▶ idle
 *                    │               │ SIGKILL (at once where the language cannot be interrupted, or what it uses grows)
 *                    ▼               ▼
 *                   ended ◀──────────┘   whatever ends the process ends a waiting call with `session-died`
 *
 * Nothing that a function prints is lost, and none of it is counted to another call (decisions.md 16). What goes through the
 * language's own streams comes in `log` frames before the answer, on the same channel. What goes past them, to fd 1 and 2,
 * was written before the answer too, so the kernel reports those descriptors readable no later than the channel: when the
 * answer is read, they are in the same round of the event loop or have been read before. The call therefore ends one
 * `setImmediate` later, after the round: an end marker with a nonce on every call could tell no more, and would cost writes.
 * Where so much was printed that fd 1 or 2 must wait its turn (read-in-turns.ts), it ends when they have been read.
 */
import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { LogLevel } from '#shared/calls/log-level.ts';

import { refusalOf } from './argument-refusal.ts';
import { findArtifactRefusal } from './artifact-door.ts';
import type { Call, CallEvents, CallOutcome, LogStream } from './call.ts';
import { decodeAnswer } from './decode-answer.ts';
import { handlesIn } from './kept-values.ts';
import { createOutputMeter } from './output-meter.ts';
import { dropTold, passOn } from './running-call.ts';
import type { RunningCall } from './running-call.ts';
import type { HidePasswords } from './hide-passwords.ts';
import type { Leftovers } from './leftovers.ts';
import type { UsageWatch } from './usage-watch.ts';
import { causeOfDeath, deathOf } from './worker-death.ts';
import type { SessionTableFiles } from './table-files.ts';
import type { WorkerAnswer, WorkerLanguage } from './worker-language.ts';
import type { WorkerExit, WorkerProcess } from './worker-process.ts';

/** How long an interrupted function may take to clean up. Source: research, the soft cancel's target. */
const interruptWaitMs = 300;
/** A process that the kernel cannot end (a broken network disk) does not hold the caller for longer. */
const killWaitMs = 2000;
/** Starting a process takes longer; a call that was quicker is not asked whether it has left one. */
const processStartMsMin = 0.2;
/** Each edit of a draft is a source of its own and stays in the worker's memory; beyond this many a fresh session is due. */
const sentSourcesMax = 500;

export type SessionDeps = {
  readonly worker: WorkerProcess;
  readonly workerLanguage: WorkerLanguage;
  readonly files: SessionTableFiles;
  readonly usage: UsageWatch;
  readonly leftovers: Leftovers;
  /** Where the worker copies the files to that a function gives to its run. */
  readonly scratchFolder: string;
  readonly hidePasswords: HidePasswords;
  /** A clock that never goes back, in milliseconds. */
  readonly monotonicMs: () => number;
};

export type Session = {
  readonly processId: number | undefined;
  /** What the runtime says of itself. */
  readonly version: string;
  /** False once the process has ended or is being ended, or when it has served its time. */
  readonly isUsable: () => boolean;
  /** Whether a source is there already, so that its call need not bring it. */
  readonly hasLoaded: (checksum: string) => boolean;
  /** Whether a value that a function asked to keep is here. */
  readonly keeps: (handleId: string) => boolean;
  readonly keepsAny: () => boolean;
  /** Lets go of those of these values that are here, after the call that runs. */
  readonly free: (handleIds: readonly string[]) => void;
  /** Has it do, while there is time, what it has left until its first call, and what a call needs that is foreseen. */
  readonly wake: (foreseen?: Call) => void;
  /** Only when no other call runs. Never rejects for facts. */
  readonly run: (call: Call, events: CallEvents, signal: AbortSignal) => Promise<CallOutcome>;
  readonly onEnd: (listener: () => void) => void;
  readonly close: () => void;
};

/** Of a worker that has said it is ready; open-session.ts waits for it. */
export class WorkerSession implements Session {
  readonly version: string;
  readonly #deps: SessionDeps;
  readonly #loaded = new Set<string>();
  /** Those that were sent, of which some could not be loaded or failed; the worker may have them all the same. */
  readonly #sent = new Set<string>();
  readonly #kept = new Set<string>();
  #toFree: string[] = [];
  #running: RunningCall | undefined;
  /** A call has left a process running, which the next one could hear or see. */
  #isLittered = false;
  #isEnded = false;
  #onEnd: () => void = () => undefined;

  constructor(deps: SessionDeps, version: string) {
    const { worker } = deps;
    this.#deps = deps;
    this.version = version;
    worker.channel.onFrame((body) => {
      const current = this.#running;
      if (current === undefined) return; // Printed by a thread after its call.
      const answer = decodeAnswer(deps, body);
      if (answer === undefined) this.close();
      else this.#accept(current, answer);
    });
    worker.onOutput((stream, text) => {
      if (this.#running !== undefined) this.#log(this.#running, stream, text, stream === 'out' ? 'print' : 'message');
    });
    worker.channel.onClose(() => {
      // Without its channel the worker is of no use. Its exit, which ends the call, follows.
      this.close();
    });
    worker.onExit((exit) => {
      this.close();
      const current = this.#running;
      if (current !== undefined) this.#fail(current, current.stopping ?? this.#deathOf(exit));
    });
  }

  get processId(): number | undefined {
    return this.#deps.worker.processId;
  }

  isUsable(): boolean {
    return !this.#isEnded && this.#deps.worker.isAlive() && !this.#isLittered && this.#sent.size < sentSourcesMax;
  }

  hasLoaded(checksum: string): boolean {
    return this.#loaded.has(checksum);
  }

  keeps(handleId: string): boolean {
    return this.#kept.has(handleId);
  }

  keepsAny(): boolean {
    return this.#kept.size > 0;
  }

  free(handleIds: readonly string[]): void {
    for (const id of handleIds) if (this.#kept.delete(id)) this.#toFree.push(id);
    if (this.#running === undefined) this.#sendFree();
  }

  wake(foreseen?: Call): void {
    const { worker, workerLanguage, files } = this.#deps;
    if (this.#isEnded || this.#running !== undefined) return;
    const body = workerLanguage.codec.encodeWake?.(foreseen && { ...foreseen, kind: 'call' }, files);
    if (body !== undefined) worker.channel.write(body);
  }

  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  close(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#deps.worker.kill();
    this.#onEnd();
  }

  async run(call: Call, events: CallEvents, signal: AbortSignal): Promise<CallOutcome> {
    return await new Promise((resolve) => {
      const cancel = (): void => {
        this.#stop(current, { kind: 'cancelled' });
      };
      const timer = setTimeout(() => {
        this.#stop(current, { kind: 'time-limit-reached', limitMs: call.limits.timeMs });
      }, call.limits.timeMs);
      const current: RunningCall = {
        call,
        events,
        meter: createOutputMeter(call.limits.outputBytes),
        startedMs: this.#deps.monotonicMs(),
        settle(outcome) {
          letGo();
          resolve(outcome);
        },
        stopping: undefined,
        hasAnswer: false,
      };
      const stopWatching = this.#watch(current);
      const letGo = (): void => {
        clearTimeout(timer);
        stopWatching();
        signal.removeEventListener('abort', cancel);
      };
      this.#running = current;
      signal.addEventListener('abort', cancel);
      try {
        this.#send(current);
      } catch (error) {
        this.#running = undefined;
        this.close();
        letGo();
        throw error;
      }
      if (signal.aborted) cancel();
    });
  }

  #watch(current: RunningCall): () => void {
    const { worker, usage } = this.#deps;
    if (worker.processId === undefined) return () => undefined;
    return usage.watch(worker.processId, current.call.limits, (failure) => {
      this.#stop(current, failure, { isUrgent: true });
    });
  }

  #sendFree(): void {
    if (this.#toFree.length === 0 || this.#isEnded) return;
    const { worker, workerLanguage } = this.#deps;
    const body = workerLanguage.codec.encodeFree(this.#toFree.splice(0));
    if (body.length > 0) worker.channel.write(body);
  }

  #send(current: RunningCall): void {
    const { call } = current;
    const { worker, workerLanguage, files } = this.#deps;
    if (this.#isEnded) {
      this.#fail(current, this.#deathOf({ exitCode: null, signal: null, startError: null }));
      return;
    }
    try {
      const source = this.#loaded.has(call.checksum) ? null : call.source;
      const body = workerLanguage.codec.encode({ ...call, kind: 'call', source }, files);
      worker.channel.write(body);
      current.events.onStart(); // While the worker is at it already.
      this.#sent.add(call.checksum);
    } catch (error) {
      this.#fail(current, refusalOf(error, call));
    }
  }

  #accept(current: RunningCall, answer: WorkerAnswer): void {
    if (current.hasAnswer) return; // A thread of the function's goes on printing.
    switch (answer.kind) {
      case 'log':
        this.#log(current, answer.stream, answer.text, answer.level);
        return;
      case 'plot':
      case 'progress':
      case 'note':
      case 'artifact': {
        const refusal = answer.kind === 'artifact' ? findArtifactRefusal(answer, this.#deps.scratchFolder) : undefined;
        if (refusal !== undefined) this.#log(current, 'err', `${refusal}\n`, 'warning');
        else if (current.stopping === undefined) passOn(current.events, answer);
        else dropTold(answer);
        return;
      }
      case 'done':
      case 'failed':
        current.hasAnswer = true;
        // See the top: what reached fd 1 and 2 before the answer still belongs to the call.
        this.#deps.worker.afterOutput(() => {
          const release = this.#deps.files.endLoan();
          if (current.stopping !== undefined) {
            release?.();
            this.#fail(current, current.stopping);
          } else if (answer.kind === 'failed') this.#fail(current, this.#explained(answer.failure), answer.tookMs);
          else this.#finish(current, release === undefined ? answer : { ...answer, release });
        });
        return;
      case 'ready':
        this.close();
    }
  }

  #log(current: RunningCall, stream: LogStream, text: string, level: LogLevel): void {
    if (current.stopping !== undefined) return;
    const kept = current.meter.take(text);
    if (kept !== '') current.events.onLog(stream, kept, level);
    if (current.meter.isFull())
      this.#stop(current, { kind: 'output-limit-reached', limitBytes: current.call.limits.outputBytes });
  }

  #stop(current: RunningCall, failure: CallFailure, { isUrgent = false } = {}): void {
    if (this.#running !== current || current.stopping !== undefined) return;
    current.stopping = failure;
    const { worker, workerLanguage } = this.#deps;
    if (current.hasAnswer) return; // It ended in this moment, and is already on its way out.
    const isPatient = workerLanguage.isInterruptible && !isUrgent;
    if (isPatient) worker.interrupt();
    setTimeout(
      () => {
        if (this.#running !== current || current.hasAnswer) return;
        this.close();
        setTimeout(() => {
          this.#fail(current, failure);
        }, killWaitMs).unref();
      },
      isPatient ? interruptWaitMs : 0,
    );
  }

  #fail(current: RunningCall, failure: CallFailure, tookMs = this.#deps.monotonicMs() - current.startedMs): void {
    this.#finish(current, { kind: 'failed', failure, tookMs });
  }

  #finish(current: RunningCall, outcome: CallOutcome): void {
    if (this.#running !== current) return;
    this.#running = undefined;
    if (outcome.tookMs >= processStartMsMin && current.call.isolation === 'shared')
      this.#isLittered ||= this.#deps.leftovers.isAny();
    if (outcome.kind === 'done') {
      this.#loaded.add(current.call.checksum);
      for (const { id } of handlesIn(outcome.value)) this.#kept.add(id);
    } else if (!this.#isEnded) this.#deps.files.tidy();
    this.#sendFree();
    current.settle(outcome);
  }

  #deathOf(exit: WorkerExit): CallFailure {
    return deathOf(exit, this.#deps.worker, () => this.#deps.usage.hasRunOutOfMemory(this.processId));
  }

  /** The death of a fork, of which its session tells, may have been for want of memory too; only we can know. */
  #explained(failure: CallFailure): CallFailure {
    if (failure.kind !== 'session-died') return failure;
    const { usage, worker } = this.#deps;
    return {
      ...failure,
      cause: causeOfDeath(failure, () => usage.hasRunOutOfMemory(this.processId)),
      lastOutput: failure.lastOutput === '' ? worker.lastOutput().trim() : failure.lastOutput,
    };
  }
}
