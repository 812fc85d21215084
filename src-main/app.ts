/*
 * The core: store, runner and handlers, joined here and nowhere else. Both shells and the command line make one of it, on a data
 * folder that nobody else has, and give it the connections they accept.
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

import { keepChosenRuntimes, readChosenRuntimes } from './chosen-runtimes.ts';
import { ensureExamples } from './functions/install-examples.ts';
import { limitsHere } from './functions/limits-here.ts';
import { openFunctions } from './functions/open-functions.ts';
import { openExchange } from './matrix/exchange-handlers.ts';
import { installExampleProject } from './matrix/install-example-project.ts';
import { createPresenceHandlers } from './matrix/presence-handlers.ts';
import { createProjectGate } from './matrix/project-gate.ts';
import { createChangeHandlers } from './matrix/change-handlers.ts';
import { createProjectHandlers } from './matrix/project-handlers.ts';
import { createSourceTextHandlers } from './matrix/source-text-handlers.ts';
import { createRecordHandlers } from './records/record-handlers.ts';
import { createUndoHandlers } from './records/undo-handlers.ts';
import type { Connection, Log } from './rpc/connection.ts';
import type { HandlersOf } from './rpc/handlers.ts';
import { createServer } from './rpc/serve.ts';
import { createRunner } from './runner/runner.ts';
import type { Runner } from './runner/runner.ts';
import { openBlobFolder } from './store/blob-folder.ts';
import { createDataFolder } from './store/data-folder.ts';
import type { DataFolder } from './store/data-folder.ts';
import { lockDataFolder } from './store/data-folder-lock.ts';
import type { DataFolderLock } from './store/data-folder-lock.ts';
import { openStore } from './store/store.ts';
import type { Store } from './store/store.ts';
import { StoreRefusal } from './store/store-failure.ts';
import type { StoreFailure } from './store/store-failure.ts';
import { ensurePersonalAccount } from './tenancy/personal-account.ts';
import { openHistory } from './workspaces/keep-history.ts';
import { createWorkspaceHandlers } from './workspaces/workspace-handlers.ts';

export type AppOptions = {
  readonly dataFolder: string;
  readonly shell: 'electron' | 'loopback';
  /** resources/ of the program: workers and examples. */
  readonly resourcesFolder: string;
  readonly version: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
};

export type App = {
  readonly store: Store;
  /** The owner of this device. */
  readonly actor: Actor;
  readonly serve: (connection: Connection) => void;
  /** Looks for languages and starts their sessions in the background; called when the doors are open. */
  readonly prewarm: () => void;
  /** Ends runs and sessions, then closes the store and lets the data folder go. */
  readonly close: () => Promise<void>;
};

export async function createApp(options: AppOptions): Promise<Result<App, StoreFailure>> {
  const folder = createDataFolder(options.dataFolder);
  if (!folder.ok) return folder;
  const locked = lockDataFolder(folder.value);
  if (!locked.ok) return locked;
  const opened = await openStore({
    file: folder.value.personalFile,
    backupFolder: folder.value.backupFolder,
    entities,
    clock: options.clock,
    random: options.random,
  });
  if (!opened.ok) {
    locked.value.release();
    return opened;
  }
  try {
    return ok(await joinApp(options, { folder: folder.value, store: opened.value, lock: locked.value }));
  } catch (error) {
    opened.value.close();
    locked.value.release();
    // The first writes of a start (the account, runs that were cut off) may meet a disk that takes nothing more.
    const kind = error instanceof StoreRefusal ? error.failure.kind : undefined;
    if (kind !== 'disk-full' && kind !== 'disk-read-only') throw error;
    return fail({ kind, file: folder.value.personalFile });
  }
}

type AppParts = { readonly folder: DataFolder; readonly store: Store; readonly lock: DataFolderLock };

async function joinApp(options: AppOptions, { folder, store, lock }: AppParts): Promise<App> {
  const { clock, random, log } = options;
  const { owner, actor } = ensurePersonalAccount(store, clock, userInfo().username);
  const filesFolderOf = (workspaceId: string): string => path.join(folder.filesFolder, workspaceId);
  const examplesFolder = path.join(options.resourcesFolder, 'examples');
  const examplesId = await ensureExamples({ store, clock, random, examplesFolder, filesFolderOf, log }, actor);
  if (examplesId !== undefined)
    await installExampleProject({ store, clock, random, examplesFolder, log }, actor, examplesId);
  const runner = openRunner(options, folder);
  const functions = await openOrClose(runner, () =>
    openFunctions({
      store,
      runner,
      filesFolderOf,
      clock,
      random,
      log,
      blobs: openBlobFolder(folder.blobFolder),
    }),
  );
  const history = openHistory({ store, runs: functions.history, clock, log });
  const gate = createProjectGate(store);
  const { exportsFolder } = folder;
  const exchange = openExchange({ store, clock, random, gate, exportsFolder, log }, actor);
  const server = createServer(options, api, {
    app: createAppHandlers(options, owner),
    records: createRecordHandlers(store, entities, gate),
    undo: createUndoHandlers(store),
    workspaces: createWorkspaceHandlers({ store, history, clock, random }),
    presence: createPresenceHandlers({ store, clock, random }),
    projects: createProjectHandlers({ store, clock, random, examplesFolder }),
    changes: createChangeHandlers({ store, clock }),
    sourceTexts: createSourceTextHandlers({ store }),
    exchange: exchange.handlers,
    ...functions.handlers,
  });
  return {
    store,
    actor,
    serve: (connection) => server.serve(connection, actor),
    prewarm() {
      runner.prewarm().catch((error: unknown) => log(`The languages could not be made ready: ${String(error)}`));
    },
    async close() {
      // Each needs the next: runs write how they ended, sessions are what they end in. Old history can wait.
      await history.close();
      await exchange.close();
      await functions.close();
      await runner.close();
      store.close();
      lock.release();
    },
  };
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

function openRunner({ resourcesFolder, clock, random }: AppOptions, { folder }: DataFolder): Runner {
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
  const { version, dataFolder, shell } = options;
  return {
    info: (_input, { actor }) =>
      ok({
        version,
        dataFolder,
        shell,
        platform: process.platform,
        userId: actor.userId,
        userName: owner.name,
        tenantId: actor.tenantId,
        permissions: [...actor.permissions],
        usualLimits: limitsHere(),
      }),
  };
}
