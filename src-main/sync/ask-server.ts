import type { Result } from '#shared/base/result.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import type { SyncServer } from './sync-server.ts';

/** Asks the server of the account, within a time and with every answer parsed; what went wrong is told, never thrown. */
export type AskServer = <T>(
  question: (server: ServerApiClient, signal: AbortSignal) => Promise<T>,
) => Promise<Result<T, ServerFailure>>;

export function createSyncServer(ask: AskServer): SyncServer {
  return {
    greet: async (input) => await ask(async ({ sync }, signal) => await sync.greet(input, { signal })),
    push: async (input) => await ask(async ({ sync }, signal) => await sync.push(input, { signal })),
    pull: async (input) => await ask(async ({ sync }, signal) => await sync.pull(input, { signal })),
    snapshot: async (input) => await ask(async ({ sync }, signal) => await sync.snapshot(input, { signal })),
  };
}
