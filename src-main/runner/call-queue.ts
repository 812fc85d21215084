import type { CallFailure } from '#shared/calls/call-failure.ts';

import type { Call, CallEvents, CallOutcome } from './call.ts';

export type QueuedCall = {
  readonly call: Call;
  readonly events: CallEvents;
  readonly signal: AbortSignal;
  /** Of two that wait in different queues, the one with the lower number came first. */
  readonly order: number;
  readonly settle: (outcome: CallOutcome) => void;
  /** A bug of ours, which the caller hears of. */
  readonly breakOff: (error: unknown) => void;
};

/** Calls that wait, first come, first served. One that is cancelled leaves by itself. */
export class CallQueue {
  readonly #calls: QueuedCall[] = [];

  get length(): number {
    return this.#calls.length;
  }

  /** Resolves with what becomes of the call. */
  async wait({ call, events, signal, order }: Omit<QueuedCall, 'settle' | 'breakOff'>): Promise<CallOutcome> {
    return await new Promise((resolve, reject) => {
      const leave = (): void => {
        const index = this.#calls.indexOf(queued);
        if (index === -1) return; // It runs; its session hears the signal itself.
        this.#calls.splice(index, 1);
        queued.settle(failedBeforeStart({ kind: 'cancelled' }));
      };
      const queued: QueuedCall = {
        call,
        events,
        signal,
        order,
        settle(outcome) {
          signal.removeEventListener('abort', leave);
          resolve(outcome);
        },
        breakOff(error) {
          signal.removeEventListener('abort', leave);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      signal.addEventListener('abort', leave);
      this.#calls.push(queued);
    });
  }

  first(): QueuedCall | undefined {
    return this.#calls[0];
  }

  take(): QueuedCall | undefined {
    return this.#calls.shift();
  }

  fail(failureOf: (call: Call) => CallFailure): void {
    for (const { call, settle } of this.#calls.splice(0)) settle(failedBeforeStart(failureOf(call)));
  }
}

export function failedBeforeStart(failure: CallFailure): CallOutcome {
  return { kind: 'failed', failure, tookMs: 0 };
}
