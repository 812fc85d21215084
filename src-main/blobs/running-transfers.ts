/* The transfers that are under way: each can be given up by itself, and all of them end with the signal. */
import { fail } from '#shared/base/result.ts';

import type { TransferDeps, Transferred } from './transfer.ts';

export type TransferKind = 'send' | 'fetch';

type Running = { readonly kind: TransferKind; readonly end: AbortController; bytesDone: number };

export type RunningTransfers = {
  readonly count: () => number;
  readonly get: (sha256: string) => { readonly kind: TransferKind; readonly bytesDone: number } | undefined;
  readonly start: (
    sha256: string,
    kind: TransferKind,
    carryOut: (transfer: TransferDeps) => Promise<Transferred>,
  ) => void;
  readonly giveUp: (sha256: string) => void;
  /** Resolves when none is under way. */
  readonly allEnded: () => Promise<void>;
};

type RunningDeps = Pick<TransferDeps, 'server' | 'blobs'> & {
  /** Of all of them. */
  readonly signal: AbortSignal;
  /** Resolves, before a chunk, with whether there may be another; `signal` is that of the one transfer. */
  readonly mayGoOn: (signal: AbortSignal) => Promise<boolean>;
  readonly onChange: () => void;
  readonly onFault: (error: unknown) => void;
  /** Called when it is under way no more. */
  readonly onEnd: (
    sha256: string,
    ended: { readonly kind: TransferKind; readonly done: Transferred; readonly isGivenUp: boolean },
  ) => void;
};

export function createRunningTransfers(deps: RunningDeps): RunningTransfers {
  const running = new Map<string, Running>();
  const waiting = new Set<() => void>();

  function ended(sha256: string, { kind, end }: Running, done: Transferred): void {
    running.delete(sha256);
    deps.onEnd(sha256, { kind, done, isGivenUp: end.signal.aborted });
    if (running.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  }

  return {
    count: () => running.size,
    get: (sha256) => running.get(sha256),
    start: (sha256, kind, carryOut) => {
      const own: Running = { kind, end: new AbortController(), bytesDone: 0 };
      running.set(sha256, own);
      deps.onChange();
      const signal = AbortSignal.any([deps.signal, own.end.signal]);
      const transfer: TransferDeps = {
        server: deps.server,
        blobs: deps.blobs,
        signal,
        mayGoOn: async () => await deps.mayGoOn(signal),
        onProgress: (bytesDone) => {
          own.bytesDone = bytesDone;
          deps.onChange();
        },
      };
      void carryOut(transfer)
        .catch((error: unknown): Transferred => {
          deps.onFault(error);
          return fail({ kind: 'own-fault' });
        })
        .then((done) => ended(sha256, own, done));
    },
    giveUp: (sha256) => running.get(sha256)?.end.abort(),
    allEnded: async () => {
      if (running.size > 0) await new Promise<void>((resolve) => void waiting.add(resolve));
    },
  };
}
