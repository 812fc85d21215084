import { ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import { liveCharsMax } from '#shared/rpc/wire.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import { pageOfRecords, pageOfRows } from './record-page.ts';
import type { PushInput, SyncServer } from './sync-server.ts';

/** Asks the server of the account, within a time and with every answer parsed; what went wrong is told, never thrown. */
export type AskServer = <T>(
  question: (server: ServerApiClient, signal: AbortSignal) => Promise<T>,
) => Promise<Result<T, ServerFailure>>;

/** The same on a socket that is open; undefined where nothing was answered on one. */
export type AskOnSocket = <T>(
  question: (server: ServerApiClient) => Promise<T>,
) => Promise<Result<T, ServerFailure> | undefined>;

export type ServerWays = { readonly ask: AskServer; readonly askOnSocket: AskOnSocket };

/** An edit as a person makes it. */
const liveChangesMax = 20;

/**
 * Edits as they are made go on the socket, there and back, and what was left lying over HTTP. A question that got no answer on the
 * socket is asked again over HTTP, which nobody notices: nothing of synchronisation is taken back by being asked twice.
 */
export function createSyncServer({ ask, askOnSocket }: ServerWays): SyncServer {
  let isBehind = true;
  /** A server that is older than this program may not have the call that gives rows. */
  let givesRows = true;
  return {
    greet: async (input) => await ask(async ({ sync }, signal) => await sync.greet(input, { signal })),
    push: async (input) =>
      (isLive(input) ? await askOnSocket(async ({ sync }) => await sync.push(input)) : undefined) ??
      (await ask(async ({ sync }, signal) => await sync.push(input, { signal }))),
    pull: async (input) => {
      const answer =
        (isBehind ? undefined : await askOnSocket(async ({ sync }) => await sync.pull(input))) ??
        (await ask(async ({ sync }, signal) => await sync.pull(input, { signal })));
      isBehind = !answer.ok || answer.value.kind !== 'changes' || !answer.value.isEnd;
      return answer;
    },
    snapshot: async (input) => {
      if (givesRows) {
        const answer = await ask(async ({ sync }, signal) => await sync.rows(input, { signal }));
        if (answer.ok) return ok(pageOfRows(input.entity, answer.value));
        if (answer.failure.kind !== 'server-not-triptych') return answer;
      }
      const answer = await ask(async ({ sync }, signal) => await sync.snapshot(input, { signal }));
      if (!answer.ok) return answer;
      givesRows = false;
      return ok(pageOfRecords(answer.value));
    },
  };
}

function isLive({ changes }: PushInput): boolean {
  return changes.length <= liveChangesMax && JSON.stringify(changes).length <= liveCharsMax;
}
