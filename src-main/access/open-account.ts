/*
 * The account that is open. Another one is opened first and takes the place of the one before only when it is whole: so where its
 * file is damaged, of a newer program, or the disk is full, nothing has happened to the one that is open. Then every connection
 * to the one before is closed, its runs end as they do at the end of the program, and its file is closed; whoever was connected
 * comes again and meets the other account. The data folder's lock is held throughout, by who made the desk.
 */
import { assert } from '#shared/base/assert.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

import type { Connection, Log } from '../rpc/connection.ts';
import type { StoreFailure } from '../store/store-failure.ts';

/** Everything that works on one account's file. */
export type AccountApp = {
  readonly serve: (connection: Connection) => void;
  readonly prewarm: () => void;
  readonly close: () => Promise<void>;
};

/** Why another account did not take the place of the one that is open. */
export type NotEntered<F> =
  | { readonly kind: 'not-opened'; readonly failure: StoreFailure }
  | { readonly kind: 'not-allowed'; readonly failure: F };

export type OpenAccount = {
  readonly id: () => string;
  /** Opens one in the place of the one that is open, if any; `mayEnter` is asked when it is whole, and closes it by failing. */
  readonly enter: <F>(
    accountId: string,
    mayEnter: () => Result<undefined, F>,
  ) => Promise<Result<undefined, NotEntered<F>>>;
  readonly serve: (connection: Connection) => void;
  readonly prewarm: () => void;
  /** Does something when what was closed before is closed; its answer is for the log. */
  readonly afterwards: (work: () => Promise<void> | void) => void;
  /** Resolves when everything that was to be done afterwards is done. Never rejects. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Current = { readonly id: string; readonly app: AccountApp; readonly connections: Set<Connection> };

/** For the answer of the call that has switched to leave; who misses it meets the other account all the same. */
const answerMs = 50;

export function createOpenAccount(
  openApp: (accountId: string) => Promise<Result<AccountApp, StoreFailure>>,
  log: Log,
): OpenAccount {
  let current: Current | undefined;
  let isWarm = false;
  let aftermath: Promise<void> = Promise.resolve();

  function getCurrent(): Current {
    assert(current !== undefined, 'No account is open');
    return current;
  }

  function afterwards(work: () => Promise<void> | void): void {
    aftermath = aftermath.then(work).catch((error: unknown) => log(`An account was left untidy: ${String(error)}.`));
  }

  return {
    id: () => getCurrent().id,
    async enter(accountId, mayEnter) {
      await aftermath; // It may be the one that is just being closed.
      const opened = await openApp(accountId);
      if (!opened.ok) return fail({ kind: 'not-opened', failure: opened.failure });
      const allowed = mayEnter();
      if (!allowed.ok) {
        await opened.value.close();
        return fail({ kind: 'not-allowed', failure: allowed.failure });
      }
      const before = current;
      current = { id: accountId, app: opened.value, connections: new Set() };
      if (before !== undefined) afterwards(async () => await retire(before));
      if (isWarm) opened.value.prewarm();
      return ok(undefined);
    },
    serve(connection) {
      const { app, connections } = getCurrent();
      connections.add(connection);
      connection.onClose(() => connections.delete(connection));
      app.serve(connection);
    },
    prewarm() {
      isWarm = true;
      getCurrent().app.prewarm();
    },
    afterwards,
    settled: async () => await aftermath,
    async close() {
      await aftermath;
      await current?.app.close();
    },
  };
}

async function retire({ app, connections }: Current): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, answerMs);
  });
  for (const connection of connections) connection.close('another account is open');
  await app.close();
}
