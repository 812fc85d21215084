/*
 * What lives as long as the program, whichever account is open: the data folder and its lock, the list of accounts, the secrets of
 * this device. Both shells and the command line make one of it, and give it the connections they accept; it hands them to
 * the app of the account that is open (app.ts), which it opens and closes.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { personalAccountId } from '#shared/base/account-id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerAccount } from '#shared/access/account-api.ts';
import { entities } from '#shared/features.ts';

import { readAccess } from './access/access-file.ts';
import { createAccountDesk } from './access/account-desk.ts';
import type { AccountDesk, OwnDesk } from './access/account-desk.ts';
import { createAccountHandlers } from './access/account-handlers.ts';
import { openAccountsFile } from './access/accounts-file.ts';
import type { AccountsFile } from './access/accounts-file.ts';
import type { LentAccount } from './access/lend-account.ts';
import { createApp } from './app.ts';
import type { App, DeviceHandlers, ProgramOptions } from './app.ts';
import type { Connection } from './rpc/connection.ts';
import { connectAccount } from './access/connect-account.ts';
import { createRights } from './rpc/rights.ts';
import { openKeychain } from './secrets/keychain.ts';
import { createSecretHandlers } from './secrets/secret-handlers.ts';
import { openSecrets } from './secrets/secrets.ts';
import type { Secrets } from './secrets/secrets.ts';
import { openBlobFolder } from './store/blob-folder.ts';
import { accountFolderAt, createAccountFolder, createDataFolder } from './store/data-folder.ts';
import { lockDataFolder } from './store/data-folder-lock.ts';
import { openStore } from './store/store.ts';
import { storeFailureText } from './store/store-failure.ts';
import type { StoreFailure } from './store/store-failure.ts';

export type HostOptions = Omit<ProgramOptions, 'dataFolder'> & {
  readonly dataFolder: string;
  /** The account to open instead of the one that was open last. */
  readonly accountId?: string | undefined;
  /** Whether `personal` may be opened where the account that was open last cannot be. */
  readonly mayFallBack: boolean;
};

export type Host = {
  readonly accounts: AccountDesk;
  readonly serve: (connection: Connection) => void;
  /** Looks for languages and starts their sessions in the background; called when the doors are open. */
  readonly prewarm: () => void;
  /** Ends runs and sessions, then closes the store and lets the data folder go. */
  readonly close: () => Promise<void>;
};

export type HostFailure = StoreFailure | { readonly kind: 'account-unusable'; readonly sentence: string };

/** What happened and what to do, for the command line and for a start that comes to no window. */
export function hostFailureText(failure: HostFailure): string {
  return failure.kind === 'account-unusable' ? failure.sentence : storeFailureText(failure);
}

export async function createHost(options: HostOptions): Promise<Result<Host, HostFailure>> {
  const data = createDataFolder(options.dataFolder);
  if (!data.ok) return data;
  const lock = lockDataFolder(data.value);
  if (!lock.ok) return lock;
  let isOpen = false;
  try {
    const desk = openDesk({ ...options, dataFolder: data.value });
    const opened = await openFirst(desk, options);
    isOpen = opened.ok;
    return opened.ok ? ok(hostOf(desk, lock.value.release)) : opened;
  } finally {
    if (!isOpen) lock.value.release();
  }
}

async function openFirst(
  desk: OwnDesk & { readonly file: AccountsFile },
  { accountId, mayFallBack }: HostOptions,
): Promise<Result<undefined, HostFailure>> {
  const { accounts } = desk.file.read();
  if (accountId === undefined || accountId === personalAccountId || accounts.some(({ id }) => id === accountId))
    return await desk.open({ accountId, mayFallBack });
  return fail({ kind: 'account-unusable', sentence: unknownText(accountId, accounts) });
}

function hostOf(desk: OwnDesk, release: () => void): Host {
  return {
    accounts: desk,
    serve: desk.serve,
    prewarm: desk.prewarm,
    async close() {
      try {
        await desk.close();
      } finally {
        release();
      }
    },
  };
}

function openDesk(options: ProgramOptions): OwnDesk & { readonly file: AccountsFile } {
  const { dataFolder: data, clock, random, log } = options;
  const file = openAccountsFile(data.accountsFile, clock);
  const secrets = openSecrets({
    vaultFile: data.vaultFile,
    openKeychain: async () => await openKeychain({ dataFolder: data.folder, log }),
    clock,
    random,
  });
  const desk = createAccountDesk({
    data,
    file,
    secrets,
    log,
    openPersonal: async () => await openPersonal(options),
    openApp: async (accountId) => await openAccount(options, { file, accountId, handlers, desk, secrets }),
  });
  const handlers: DeviceHandlers = {
    accounts: createAccountHandlers(desk),
    secrets: createSecretHandlers(secrets),
  };
  return { ...desk, file };
}

type Wanted = {
  readonly file: AccountsFile;
  readonly accountId: string;
  readonly handlers: DeviceHandlers;
  readonly desk: AccountDesk;
  readonly secrets: Secrets;
};

async function openAccount(
  options: ProgramOptions,
  { file, accountId, handlers, desk, secrets }: Wanted,
): Promise<Result<App, StoreFailure>> {
  const folder = createAccountFolder(options.dataFolder, accountId);
  if (!folder.ok) return folder;
  const server = file.read().accounts.find(({ id }) => id === accountId);
  const { accessFile } = folder.value;
  const { role, permissions: held } = readAccess(accessFile);
  const rights = createRights(held);
  const connected = connectAccount(options, { account: server, accessFile, rights, desk, secrets });
  const app = await createApp({
    ...options,
    account: folder.value,
    person: server === undefined ? undefined : { ...server, role },
    rights,
    handlers: { ...handlers, ...connected.handlers },
    serverOf: connected.server,
    lendPersonal: desk.lend,
  });
  if (app.ok) connected.start();
  else connected.close();
  return app.ok ? ok({ ...app.value, close: async () => await closeBoth(app.value, connected.close) }) : app;
}

/** Its file and its folders, without an app; undefined where it has never been opened. */
async function openPersonal({
  dataFolder,
  clock,
  random,
}: ProgramOptions): Promise<Result<LentAccount | undefined, StoreFailure>> {
  const { file, backupFolder, blobFolder, filesFolder } = accountFolderAt(dataFolder, personalAccountId);
  if (!existsSync(file)) return ok(undefined);
  const opened = await openStore({ file, backupFolder, entities, clock, random });
  if (!opened.ok) return opened;
  const filesFolderOf = (workspaceId: string): string => path.join(filesFolder, workspaceId);
  return ok({ store: opened.value, blobs: openBlobFolder(blobFolder), filesFolderOf });
}

async function closeBoth(app: App, closeConnection: () => void): Promise<void> {
  closeConnection();
  await app.close();
}

function unknownText(accountId: string, accounts: readonly ServerAccount[]): string {
  const known = accounts.map(({ id, userName, tenantName }) => `\n  ${id}  ${userName}, ${tenantName}`);
  return `There is no account ${accountId} on this device. There is:\n  ${personalAccountId}${known.join('')}`;
}
