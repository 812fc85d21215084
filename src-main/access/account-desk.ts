/*
 * Which account is open. Another one is opened first and takes the place of the one before only when it is whole: so where its
 * file is damaged, of a newer program, or the disk is full, nothing has happened to the one that is open. Then every connection
 * to the one before is closed, its runs end as they do at the end of the program, and its file is closed; whoever was connected
 * comes again and meets the other account. The data folder's lock is held throughout, by who made the desk.
 */
import { accountIdOf, personalAccountId } from '#shared/base/account-id.ts';
import { assert } from '#shared/base/assert.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { AccountFailure, AccountList, ServerAccount } from '#shared/access/account-api.ts';

import type { Connection, Log } from '../rpc/connection.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { accountFolderAt, removeAccountFolder } from '../store/data-folder.ts';
import type { DataFolder } from '../store/data-folder.ts';
import { storeFailureText } from '../store/store-failure.ts';
import type { StoreFailure } from '../store/store-failure.ts';
import type { DiskFailure } from '../store/write-whole.ts';
import { writeAccess } from './access-file.ts';
import { accountsMax } from './accounts-file.ts';
import type { AccountsContent, AccountsFile } from './accounts-file.ts';

/** Everything that works on one account's file. */
export type AccountApp = {
  readonly serve: (connection: Connection) => void;
  readonly prewarm: () => void;
  readonly close: () => Promise<void>;
};

type Failure = AccountFailure | DiskFailure;

/** An account that a server has signed somebody in to; `permissions` by the names that it gives. */
export type NewAccount = Omit<ServerAccount, 'id'> & { readonly role: string; readonly permissions: readonly string[] };

export type AccountDesk = {
  readonly list: () => AccountList;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Puts an account on the list, or renews what is known of it there; it is not opened. */
  readonly add: (account: NewAccount) => Promise<Result<{ readonly id: string }, Failure>>;
  readonly switchTo: (accountId: string) => Promise<Result<undefined, Failure>>;
  readonly forget: (accountId: string, options: { readonly keepsCopy: boolean }) => Promise<Result<undefined, Failure>>;
};

/** The desk as the program that holds the data folder has it. */
export type OwnDesk = AccountDesk & {
  /** Opens the account that was open last, or the one asked for; called once, before anything else. */
  readonly open: (options: FirstOptions) => Promise<Result<undefined, StoreFailure>>;
  readonly serve: (connection: Connection) => void;
  readonly prewarm: () => void;
  readonly close: () => Promise<void>;
};

export type FirstOptions = {
  readonly accountId: string | undefined;
  /** Whether `personal` may be opened in place of the account that was open last, and a notice tells so. */
  readonly mayFallBack: boolean;
};

export type DeskDeps = {
  readonly data: DataFolder;
  readonly file: AccountsFile;
  readonly secrets: Secrets;
  readonly openApp: (accountId: string) => Promise<Result<AccountApp, StoreFailure>>;
  readonly log: Log;
};

type OpenAccount = { readonly id: string; readonly app: AccountApp; readonly connections: Set<Connection> };

/** For the answer of the call that has switched to leave; who misses it meets the other account all the same. */
const answerMs = 50;

/** The name under which the token of an account's session is kept. */
export function tokenName(accountId: string): string {
  return `token of ${accountId}`;
}

export function createAccountDesk(deps: DeskDeps): OwnDesk {
  const { data, file, secrets, openApp, log } = deps;
  const listeners = new Set<() => void>();
  let notice = file.notice;
  let current: OpenAccount | undefined;
  let isWarm = false;
  let switching: Promise<unknown> | undefined;
  /** What goes on behind an answer: an account that is closed, a copy that is deleted. Never rejects. */
  let aftermath: Promise<void> = Promise.resolve();

  function announce(): void {
    for (const listener of listeners) listener();
  }

  function getCurrent(): OpenAccount {
    assert(current !== undefined, 'No account is open');
    return current;
  }

  function afterwards(work: () => Promise<void> | void): void {
    aftermath = aftermath.then(work).catch((error: unknown) => log(`An account was left untidy: ${String(error)}.`));
  }

  function retire({ app, connections }: OpenAccount): void {
    afterwards(async () => {
      await new Promise((resolve) => {
        setTimeout(resolve, answerMs);
      });
      for (const connection of connections) connection.close('another account is open');
      await app.close();
    });
  }

  function removeCopy(accountId: string): void {
    removeAccountFolder(data, accountId);
    const changed = file.change((before) => ({ ...before, removingIds: without(before.removingIds, accountId) }));
    if (!changed.ok)
      log(`The copy of the account ${accountId} is deleted, and will be looked for again at the next start.`);
  }

  async function openInstead(accountId: string): Promise<Result<undefined, Failure>> {
    await aftermath; // It may be the one that is just being closed.
    const opened = await openApp(accountId);
    if (!opened.ok) return fail({ kind: 'account-not-opened', reason: storeFailureText(opened.failure) });
    const kept = file.change((before) => ({ ...before, currentId: accountId }));
    if (!kept.ok) {
      await opened.value.close();
      return kept;
    }
    const before = getCurrent();
    current = { id: accountId, app: opened.value, connections: new Set() };
    retire(before);
    if (isWarm) opened.value.prewarm();
    return ok(undefined);
  }

  /** One at a time, so that nobody finds half of another's work. */
  async function alone<T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    if (switching !== undefined) return fail({ kind: 'account-switching' });
    const done = work();
    switching = done;
    try {
      return await done;
    } finally {
      switching = undefined;
      announce();
    }
  }

  return {
    async open({ accountId, mayFallBack }) {
      for (const id of file.read().removingIds) afterwards(() => removeCopy(id));
      await aftermath;
      const wantedId = accountId ?? file.read().currentId;
      let openId = wantedId;
      let opened = await openApp(wantedId);
      if (!opened.ok && mayFallBack && wantedId !== personalAccountId) {
        notice = `The account that was open last could not be opened, so the personal one is. ${storeFailureText(opened.failure)}`;
        openId = personalAccountId;
        opened = await openApp(personalAccountId);
      }
      if (!opened.ok) return opened;
      current = { id: openId, app: opened.value, connections: new Set() };
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
    list: () => ({ currentId: getCurrent().id, accounts: [...file.read().accounts], notice }),
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    add: async ({ role, permissions, ...account }) =>
      await alone(async () => {
        await aftermath; // An earlier copy of it may be being deleted.
        const id = accountIdOf(account);
        if (file.read().accounts.length >= accountsMax) return fail({ kind: 'accounts-full', countMax: accountsMax });
        const written = writeAccess(accountFolderAt(data, id).accessFile, role, permissions);
        if (!written.ok) return written;
        const changed = file.change((before) => withAccount(before, { id, ...account }));
        return changed.ok ? ok({ id }) : changed;
      }),
    switchTo: async (accountId) =>
      await alone(async () => {
        if (accountId === getCurrent().id) return ok(undefined);
        return isKnown(file.read(), accountId) ? await openInstead(accountId) : fail({ kind: 'account-missing' });
      }),
    forget: async (accountId, { keepsCopy }) =>
      await alone(async () => {
        if (accountId === personalAccountId) return fail({ kind: 'account-not-forgettable' });
        if (!isKnown(file.read(), accountId)) return fail({ kind: 'account-missing' });
        const wasOpen = getCurrent().id === accountId;
        const left = wasOpen ? await openInstead(personalAccountId) : ok(undefined);
        if (!left.ok) return left;
        const changed = file.change((before) => withoutAccount(before, accountId, { keepsCopy }));
        if (!changed.ok) return changed;
        const removed = await secrets.remove(tokenName(accountId));
        if (!removed.ok) log(`The token of the account ${accountId} could not be removed: ${removed.failure.kind}.`);
        if (!keepsCopy) afterwards(() => removeCopy(accountId));
        // Its own connections are not closed before the answer.
        if (!wasOpen) await aftermath;
        return ok(undefined);
      }),
    async close() {
      await switching;
      await aftermath;
      await current?.app.close();
    },
  };
}

function isKnown({ accounts }: AccountsContent, accountId: string): boolean {
  return accountId === personalAccountId || accounts.some(({ id }) => id === accountId);
}

function withAccount(before: AccountsContent, account: ServerAccount): AccountsContent {
  const { accounts, removingIds } = before;
  const isRenewed = accounts.some(({ id }) => id === account.id);
  const next = isRenewed ? accounts.map((one) => (one.id === account.id ? account : one)) : [...accounts, account];
  return { ...before, accounts: next, removingIds: without(removingIds, account.id) };
}

function withoutAccount(
  before: AccountsContent,
  accountId: string,
  { keepsCopy }: { readonly keepsCopy: boolean },
): AccountsContent {
  const others = before.accounts.filter(({ id }) => id !== accountId);
  const removingIds = keepsCopy ? before.removingIds : [...without(before.removingIds, accountId), accountId];
  return {
    currentId: before.currentId === accountId ? personalAccountId : before.currentId,
    accounts: others,
    removingIds,
  };
}

function without(ids: readonly string[], id: string): string[] {
  return ids.filter((one) => one !== id);
}
