/*
 * The app of one account: its store, a runner and the handlers, joined here and nowhere else. The host (host.ts) opens it on a
 * folder that nobody else has, and closes it when another account is opened. Nothing of it outlives it: a session that has run
 * one tenant's functions is not lent to another's.
 */
import { homedir, tmpdir, userInfo } from 'node:os';
import path from 'node:path';

import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { api, entities } from '#shared/features.ts';
import type { Api } from '#shared/features.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { openAttachments } from './attachments/open-attachments.ts';
import type { Attachments } from './attachments/open-attachments.ts';
import type { LendPersonal } from './access/lend-account.ts';
import { createBlobHandlers } from './blobs/blob-handlers.ts';
import { createBringOverHandlers } from './bring-over/bring-over-handlers.ts';
import { sweepArriving } from './bring-over/copy-files.ts';
import { keepChosenRuntimes, readChosenRuntimes } from './chosen-runtimes.ts';
import { ensureExamples } from './functions/install-examples.ts';
import type { ExampleDeps } from './functions/install-examples.ts';
import { createFunctionShelf } from './functions/function-attachments.ts';
import { openFunctionRoom } from './functions/function-room.ts';
import { completeDraft } from './functions/function-handlers.ts';
import { limitsHere } from './functions/limits-here.ts';
import { openFunctions } from './functions/open-functions.ts';
import type { Functions } from './functions/open-functions.ts';
import { openExchange } from './matrix/exchange-handlers.ts';
import type { Exchange } from './matrix/exchange-handlers.ts';
import { changesInTurn, projectsInTurn, textsInTurn, undoInTurn } from './matrix/handlers-in-turn.ts';
import { installExampleProject } from './matrix/install-example-project.ts';
import { createProjectShelf } from './matrix/project-attachments.ts';
import { createProjectGate } from './matrix/project-gate.ts';
import { openProjectRoom } from './matrix/project-room.ts';
import { createChangeHandlers } from './matrix/change-handlers.ts';
import { createProjectHandlers } from './matrix/project-handlers.ts';
import { createProjectTurns } from './matrix/project-turns.ts';
import { warmProjects } from './matrix/warm-project.ts';
import { createUndoGate } from './matrix/undo-gate.ts';
import { createSourceTextHandlers } from './matrix/source-text-handlers.ts';
import { createPresenceHandlers } from './presence/presence-handlers.ts';
import { createRemotePresence } from './presence/remote-presence.ts';
import { createRecordHandlers } from './records/record-handlers.ts';
import { createUndoHandlers } from './records/undo-handlers.ts';
import type { Connection, Log } from './rpc/connection.ts';
import type { HandlersOf } from './rpc/handlers.ts';
import type { Rights } from './rpc/rights.ts';
import { createServer } from './rpc/serve.ts';
import { watchLatest } from './rpc/watch-latest.ts';
import { createRunner } from './runner/runner.ts';
import type { Runner } from './runner/runner.ts';
import { openBlobFolder } from './store/blob-folder.ts';
import type { AccountFolder, DataFolder } from './store/data-folder.ts';
import { listNamedBlobs } from './store/named-blobs.ts';
import { openStore } from './store/store.ts';
import type { Store } from './store/store.ts';
import { StoreRefusal } from './store/store-failure.ts';
import type { StoreFailure } from './store/store-failure.ts';
import type { Sync } from './sync/open-sync.ts';
import type { PurgeOnDevice } from './sync/purge-on-device.ts';
import { openBringOverOf, openSyncOf, openTransfersOf } from './server-account-parts.ts';
import type { ServerOfAccount } from './server-account-parts.ts';
import { createSyncHandlers } from './sync/sync-handlers.ts';
import { ensurePersonalAccount } from './tenancy/personal-account.ts';
import { ensureServerAccount } from './tenancy/server-account.ts';
import type { ServerPerson } from './tenancy/server-account.ts';
import { openHistory } from './workspaces/keep-history.ts';
import { createWorkspaceHandlers } from './workspaces/workspace-handlers.ts';

export type ProgramOptions = {
  readonly dataFolder: DataFolder;
  readonly shell: 'electron' | 'loopback';
  /** resources/ of the program: workers and examples. */
  readonly resourcesFolder: string;
  readonly version: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
};

/** The calls that are about the device, and answer alike whichever account is open. */
export type DeviceHandlers = HandlersOf<Pick<Api, 'accounts' | 'secrets'>>;
/** The calls that are about the server of the account that is open. */
export type ServerHandlers = HandlersOf<Pick<Api, 'connections' | 'server'>>;

export type AppOptions = ProgramOptions & {
  readonly account: AccountFolder;
  /** Whose account of a server it is; undefined of `personal`. */
  readonly person: ServerPerson | undefined;
  /** What its server lets the person do, now and whenever that is something else; unused of `personal`, whose owner may everything. */
  readonly rights: Rights;
  readonly handlers: DeviceHandlers & ServerHandlers;
  readonly serverOf: ServerOfAccount;
  /** The file of `personal`, while another account is open. */
  readonly lendPersonal: LendPersonal;
};

export type App = {
  readonly serve: (connection: Connection) => void;
  readonly prewarm: () => void;
  /** Ends runs and sessions, then closes the store. */
  readonly close: () => Promise<void>;
};

export async function createApp(options: AppOptions): Promise<Result<App, StoreFailure>> {
  const { clock, random } = options;
  const { file, backupFolder } = options.account;
  const opened = await openStore({ file, backupFolder, entities, clock, random });
  if (!opened.ok) return opened;
  try {
    return ok(await joinApp(options, opened.value));
  } catch (error) {
    opened.value.close();
    // The first writes of a start (the account, runs that were cut off) may meet a disk that takes nothing more.
    const kind = error instanceof StoreRefusal ? error.failure.kind : undefined;
    if (kind !== 'disk-full' && kind !== 'disk-read-only') throw error;
    return fail({ kind, file });
  }
}

async function joinApp(options: AppOptions, store: Store): Promise<App> {
  const { clock, random, log, account, person, rights } = options;
  const { owner, actor } =
    person === undefined
      ? ensurePersonalAccount(store, clock, userInfo().username)
      : ensureServerAccount({ store, clock, rights }, person);
  const filesFolderOf = (workspaceId: string): string => path.join(account.filesFolder, workspaceId);
  const examplesFolder = path.join(options.resourcesFolder, 'examples');
  // What is in an account of a server comes from its server.
  if (person === undefined) await installExamples({ store, clock, random, examplesFolder, filesFolderOf, log }, actor);
  else await sweepArriving(account.filesFolder, (id) => store.findWithDeleted(workspaceEntity.name, id) !== undefined);
  const runner = openRunner(options);
  const blobs = openBlobFolder(account.blobFolder);
  const namedBlobs = async (): Promise<ReadonlySet<string>> => await listNamedBlobs(store, entities, clock.nowMs());
  const functions = await openOrClose(runner, () =>
    openFunctions({ store, runner, filesFolderOf, listNamedBlobs: namedBlobs, clock, random, log, blobs }),
  );
  const shelves = { function: createFunctionShelf(store), project: createProjectShelf({ store, clock, random }) };
  const { openedFolder } = account;
  const attachments = openAttachments({ blobs, shelves, openedFolder, clock, random, log });
  const remote =
    person === undefined ? undefined : createRemotePresence({ clock, onSocket: options.serverOf.onSocket });
  const history = openHistory({ store, runs: functions.history, clock, log });
  const gate = createProjectGate(store);
  const { exportsFolder } = account;
  const turns = createProjectTurns();
  const holdSync = async (): Promise<() => void> => (await sync?.client.hold()) ?? (() => undefined);
  const exchange = openExchange({ store, clock, random, gate, exportsFolder, log, turns, holdSync }, actor);
  const sync: Sync | undefined =
    person === undefined
      ? undefined
      : openSyncOf(options, { store, actor, purgeOnDevice: purgeBy(functions, exchange, attachments) });
  const transfers =
    sync === undefined ? undefined : openTransfersOf(options, { store, blobs, sync, functions, namedBlobs });
  const bringOver =
    sync === undefined || transfers === undefined
      ? undefined
      : openBringOverOf(options, {
          store,
          blobs,
          sync,
          transfers,
          filesFolderOf,
          takeTurn: turns.take,
          holdSync,
        });
  const records = createRecordHandlers(store, entities, { ...gate, onRightsChange: rights.onChange });
  const server = createServer(options, api, {
    ...options.handlers,
    app: createAppHandlers(options, owner),
    records,
    undo: undoInTurn(turns, createUndoHandlers(store, createUndoGate(store))),
    workspaces: createWorkspaceHandlers({ store, history, clock, random }),
    presence: createPresenceHandlers({
      store,
      clock,
      random,
      remote,
      openRoom: { project: openProjectRoom(store), function: openFunctionRoom(store) },
    }),
    projects: projectsInTurn(turns, createProjectHandlers({ store, clock, random, examplesFolder })),
    changes: changesInTurn(turns, createChangeHandlers({ store, clock })),
    sourceTexts: textsInTurn(turns, createSourceTextHandlers({ store })),
    exchange: exchange.handlers,
    attachments: attachments.handlers,
    blobs: createBlobHandlers({ blobs, transfers }),
    bringOver: createBringOverHandlers(bringOver),
    sync: createSyncHandlers({
      store,
      entityByName: new Map(entities.map((one) => [one.name, one])),
      sync,
      completeEdit: completeDraft,
    }),
    ...functions.handlers,
  });
  const serve = (connection: Connection): void => server.serve(connection, actor);
  let warming = Promise.resolve();
  return {
    serve,
    prewarm() {
      warming = warmProjects({ store, clock, random, serve, records, log }, actor);
      runner.prewarm().catch((error: unknown) => log(`The languages could not be made ready: ${String(error)}`));
    },
    async close() {
      // Each needs the next: runs write how they ended, sessions are what they end in. Old history can wait, and so can the server.
      remote?.close();
      await bringOver?.close();
      await transfers?.close();
      await sync?.close();
      await history.close();
      await exchange.close();
      await attachments.close();
      await functions.close();
      await runner.close();
      await warming;
      store.close();
    },
  };
}

function purgeBy(functions: Functions, exchange: Exchange, attachments: Attachments): PurgeOnDevice {
  return async ({ kind, id }) => {
    await attachments.forgetCopies();
    if (kind === 'workspace') return await functions.purge(id);
    if (kind === 'project') await exchange.purge(id);
    return true;
  };
}

async function installExamples(deps: ExampleDeps, actor: Actor): Promise<void> {
  const workspaceId = await ensureExamples(deps, actor);
  if (workspaceId !== undefined) await installExampleProject(deps, actor, workspaceId);
}

// A runner that is left behind would keep the process that could not start.
async function openOrClose<T>(runner: Runner, open: () => T): Promise<T> {
  try {
    return open();
  } catch (error) {
    await runner.close();
    throw error;
  }
}

function openRunner({ resourcesFolder, clock, random, dataFolder: { folder } }: AppOptions): Runner {
  const runner = createRunner({
    workersFolder: path.join(resourcesFolder, 'workers'),
    temporaryFolder: tmpdir(),
    cacheFolder: path.join(folder, 'cache'),
    homeFolder: homedir(),
    platform: process.platform,
    environment: process.env,
    nowMs: clock.nowMs,
    random,
    chosenPaths: readChosenRuntimes(folder),
  });
  return keepChosenRuntimes(runner, folder);
}

function createAppHandlers(options: AppOptions, owner: UserRecord): HandlersOf<Api['app']> {
  const { version, dataFolder, shell, account, rights } = options;
  const infoFor = (actor: Actor) => ({
    version,
    dataFolder: dataFolder.folder,
    accountId: account.accountId,
    shell,
    platform: process.platform,
    userId: actor.userId,
    userName: owner.name,
    tenantId: actor.tenantId,
    permissions: [...actor.permissions],
    usualLimits: limitsHere(),
  });
  return {
    info: (_input, { actor }) => ok(infoFor(actor)),
    watchInfo: (_input, { actor, signal }) =>
      ok(watchLatest({ read: () => infoFor(actor), subscribe: rights.onChange }, signal)),
  };
}
