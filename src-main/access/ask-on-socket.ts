import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import { failureOfAnswer } from './server-link.ts';

/** A socket can be dead without a word of it. One that was silent for so long is not asked again. */
const silentMsMax = 5_000;

export type SocketDeps = {
  readonly address: () => string;
  /** What can be asked on the open socket. */
  readonly socket: () => ServerApiClient | undefined;
  readonly silentMs?: number;
};

/**
 * Asks on the socket that is open anyway: half the time of a request of its own, and none of its peaks. Undefined where there is no
 * socket, or it was lost or silent meanwhile; what was asked may have been carried out all the same.
 */
export function createAskOnSocket({ address, socket, silentMs = silentMsMax }: SocketDeps) {
  const silent = new WeakSet<ServerApiClient>();
  return async <T>(
    question: (server: ServerApiClient) => Promise<T>,
  ): Promise<Result<T, ServerFailure> | undefined> => {
    const asked = socket();
    if (asked === undefined || silent.has(asked)) return undefined;
    try {
      // Without a signal: oRPC would tell the server of it on a socket that may be closed by then, and throw where nobody catches.
      const answer = await withinMs(question(asked), silentMs);
      if (answer !== undefined) return ok(answer.value);
      silent.add(asked);
      return undefined;
    } catch (error) {
      const failure = failureOfAnswer(error, address());
      return failure === undefined ? undefined : fail(failure);
    }
  };
}

/** Undefined when it was not there in time. */
async function withinMs<T>(answer: Promise<T>, ms: number): Promise<{ readonly value: T } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([answer.then((value) => ({ value })), late]);
  } finally {
    clearTimeout(timer);
  }
}
