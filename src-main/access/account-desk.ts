/** The accounts of this device: which there are, which is open (open-account.ts), and how they come and go. */
import { accountIdOf, personalAccountId } from '#shared/base/account-id.ts';
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
import { readDeviceId, writeAccess } from './access-file.ts';
import type { GivenAccess } from './access-file.ts';
import { accountsMax } from './accounts-file.ts';
import type { AccountsContent, AccountsFile } from './accounts-file.ts';
import { createLending } from './lend-account.ts';
import type { LendPersonal, Lending, LendingDeps } from './lend-account.ts';
import { createOpenAccount } from './open-account.ts';
import type { AccountApp, OpenAccount } from './open-account.ts';

type Failure = AccountFailure | DiskFailure;

/** An account that a server has signed somebody in to. */
export type NewAccount = Omit<ServerAccount, 'id'> & GivenAccess;

export type AccountDesk = {
  readonly list: () => AccountList;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Puts an account on the list, or renews what is known of it there, for when it is opened next. It is not opened. */
  readonly add: (account: NewAccount) => Promise<Result<{ readonly id: string }, Failure>>;
  /** As which device the server knows this one, from an earlier sign-in with that e-mail; the open account's before others. */
  readonly findDeviceId: (serverAddress: string, email: string) => string | undefined;
  readonly switchTo: (accountId: string) => Promise<Result<undefined, Failure>>;
  readonly forget: (accountId: string, options: { readonly keepsCopy: boolean }) => Promise<Result<undefined, Failure>>;
  /** The file of `personal`, for the account of a server that is open. */
  readonly lend: LendPersonal;
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
  readonly openPersonal: LendingDeps['openPersonal'];
  readonly log: Log;
};

/** The name under which the token of an account's session is kept. */
export function tokenName(accountId: string): string {
  return `token of ${accountId}`;
}

export function createAccountDesk(deps: DeskDeps): OwnDesk {
  const { data, file, openApp, openPersonal, log } = deps;
  const listeners = new Set<() => void>();
  let notice = file.notice;
  let working: Promise<unknown> | undefined;
  const opener = createOpenAccount(openApp, log);
  const mayLend = (): boolean => working === undefined && opener.id() !== personalAccountId;
  const lending = createLending({ openPersonal, settled: opener.settled, mayLend });
  const open: OpenAccount = { ...opener, enter: enterAfter(lending, opener.enter) };

  /** One at a time, so that nobody finds half of another's work. */
  async function alone<T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    if (working !== undefined) return fail({ kind: 'account-switching' });
    const done = work();
    working = done;
    try {
      return await done;
    } finally {
      working = undefined;
      for (const listener of listeners) listener();
    }
  }

  return {
    async open(options) {
      for (const id of file.read().removingIds) open.afterwards(() => removeCopy(deps, id));
      const opened = await openFirst(deps, open, options);
      if (!opened.ok) return opened;
      notice = opened.value ?? notice;
      return ok(undefined);
    },
    serve: open.serve,
    prewarm: open.prewarm,
    list: () => ({ currentId: open.id(), accounts: [...file.read().accounts], notice }),
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    findDeviceId: (serverAddress, email) => {
      const ofPerson = file
        .read()
        .accounts.filter((one) => one.serverAddress === serverAddress && one.email === email.trim().toLowerCase());
      const account = ofPerson.find(({ id }) => id === open.id()) ?? ofPerson[0];
      return account === undefined ? undefined : readDeviceId(accountFolderAt(data, account.id).accessFile);
    },
    add: async (account) => await alone(async () => await addAccount(deps, open, account)),
    switchTo: async (accountId) =>
      await alone(async () => {
        if (accountId === open.id()) return ok(undefined);
        return isKnown(file.read(), accountId) ? await enter(deps, open, accountId) : fail({ kind: 'account-missing' });
      }),
    forget: async (accountId, { keepsCopy }) =>
      await alone(async () => {
        if (accountId === personalAccountId) return fail({ kind: 'account-not-forgettable' });
        if (!isKnown(file.read(), accountId)) return fail({ kind: 'account-missing' });
        return await forgetAccount(deps, open, { accountId, keepsCopy });
      }),
    lend: lending.lend,
    async close() {
      // What it came to has been told to whoever asked.
      await working?.catch(() => undefined);
      await open.close();
    },
  };
}

/** `personal` is opened when nobody has its file. */
function enterAfter({ takeBack }: Lending, enterNow: OpenAccount['enter']): OpenAccount['enter'] {
  return async (accountId, mayEnter) => {
    if (accountId === personalAccountId) await takeBack();
    return await enterNow(accountId, mayEnter);
  };
}

/** Answers with a notice where it has opened `personal` instead. */
async function openFirst(
  { file }: DeskDeps,
  open: OpenAccount,
  { accountId, mayFallBack }: FirstOptions,
): Promise<Result<string | undefined, StoreFailure>> {
  const wantedId = accountId ?? file.read().currentId;
  const opened = await open.enter<never>(wantedId, () => ok(undefined));
  if (opened.ok) return ok(undefined);
  if (!mayFallBack || wantedId === personalAccountId) return fail(opened.failure.failure);
  const personal = await open.enter<never>(personalAccountId, () => ok(undefined));
  if (!personal.ok) return fail(personal.failure.failure);
  return ok(
    `The account that was open last could not be opened, so the personal one is. ${storeFailureText(opened.failure.failure)}`,
  );
}

async function enter({ file }: DeskDeps, open: OpenAccount, accountId: string): Promise<Result<undefined, Failure>> {
  // What cannot be written down would not be so at the next start.
  const entered = await open.enter(accountId, () => file.change((before) => ({ ...before, currentId: accountId })));
  if (entered.ok) return entered;
  const { kind, failure } = entered.failure;
  return kind === 'not-allowed'
    ? fail(failure)
    : fail({ kind: 'account-not-opened', reason: storeFailureText(failure) });
}

async function addAccount(
  { data, file }: DeskDeps,
  open: OpenAccount,
  { role, permissions, deviceId, ...account }: NewAccount,
): Promise<Result<{ readonly id: string }, Failure>> {
  await open.settled(); // An earlier copy of it may be being deleted.
  const id = accountIdOf(account);
  const isFull = file.read().accounts.length >= accountsMax && !isKnown(file.read(), id);
  if (isFull) return fail({ kind: 'accounts-full', countMax: accountsMax });
  const written = writeAccess(accountFolderAt(data, id).accessFile, { role, permissions, deviceId });
  if (!written.ok) return written;
  const changed = file.change((before) => withAccount(before, { id, ...account }));
  return changed.ok ? ok({ id }) : changed;
}

type Forgetting = { readonly accountId: string; readonly keepsCopy: boolean };

async function forgetAccount(
  deps: DeskDeps,
  open: OpenAccount,
  { accountId, keepsCopy }: Forgetting,
): Promise<Result<undefined, Failure>> {
  const wasOpen = open.id() === accountId;
  const left = wasOpen ? await enter(deps, open, personalAccountId) : ok(undefined);
  if (!left.ok) return left;
  const changed = deps.file.change((before) => withoutAccount(before, { accountId, keepsCopy }));
  if (!changed.ok) return changed;
  const removed = await deps.secrets.remove(tokenName(accountId));
  if (!removed.ok) deps.log(`The token of the account ${accountId} could not be removed: ${removed.failure.kind}.`);
  if (!keepsCopy) open.afterwards(() => removeCopy(deps, accountId));
  // Its own connections are not closed before the answer.
  if (!wasOpen) await open.settled();
  return ok(undefined);
}

function removeCopy({ data, file, log }: DeskDeps, accountId: string): void {
  removeAccountFolder(data, accountId);
  const changed = file.change((before) => ({ ...before, removingIds: without(before.removingIds, accountId) }));
  if (!changed.ok) log(`The copy of the account ${accountId} is deleted, and is looked for again at the next start.`);
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

function withoutAccount(before: AccountsContent, { accountId, keepsCopy }: Forgetting): AccountsContent {
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
