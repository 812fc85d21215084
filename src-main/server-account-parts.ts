/* What an account of a server has and `personal` has not, each joined from its parts: synchronisation, the transfer of files, bringing over. */
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { entities } from '#shared/features.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import type { News } from '#shared/sync/sync-protocol.ts';

import type { LendPersonal } from './access/lend-account.ts';
import { createBlobServer } from './blobs/blob-server.ts';
import { createTransfers } from './blobs/transfers.ts';
import type { Transfers } from './blobs/transfers.ts';
import { isAllAtServer, isLoaded } from './bring-over/is-loaded.ts';
import { openBringOver } from './bring-over/open-bring-over.ts';
import type { BringOver, BringOverDeps } from './bring-over/open-bring-over.ts';
import { openRemovals } from './bring-over/removals.ts';
import type { Functions } from './functions/open-functions.ts';
import type { RemoteDeps } from './presence/remote-presence.ts';
import type { Log } from './rpc/connection.ts';
import type { BlobFolder } from './store/blob-folder.ts';
import type { AccountFolder } from './store/data-folder.ts';
import { lastVersion } from './store/migrate.ts';
import type { Store } from './store/store.ts';
import { createSyncServer } from './sync/ask-server.ts';
import type { ServerWays } from './sync/ask-server.ts';
import { openSync } from './sync/open-sync.ts';
import type { Sync } from './sync/open-sync.ts';
import type { PurgeOnDevice } from './sync/purge-on-device.ts';

/** The server of the account that is open, as what synchronises needs it. */
export type ServerOfAccount = ServerWays & {
  readonly isConnected: () => boolean;
  /** Calls when `isConnected` may be another, and when the server has told that there is something new, with what it told of it. */
  readonly onChange: (listener: (what: 'connection' | 'news', news?: News) => void) => () => void;
  readonly onSocket: RemoteDeps['onSocket'];
};

export type ServerPartOptions = {
  readonly account: AccountFolder;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly serverOf: ServerOfAccount;
  /** The file of `personal`, while another account is open. */
  readonly lendPersonal: LendPersonal;
};

type SyncParts = { readonly store: Store; readonly actor: Actor; readonly purgeOnDevice: PurgeOnDevice };

export function openSyncOf({ clock, random, log, serverOf }: ServerPartOptions, parts: SyncParts): Sync {
  const sync = openSync({
    ...parts,
    entities,
    clock,
    random,
    log,
    server: createSyncServer(serverOf),
    isConnected: serverOf.isConnected,
    schemaVersion: lastVersion(),
  });
  const stop = serverOf.onChange((what, news) => {
    if (what === 'connection') sync.client.reconsider();
    else sync.client.announce(news);
  });
  return {
    ...sync,
    close: async () => {
      stop();
      await sync.close();
    },
  };
}

type TransferParts = {
  readonly store: Store;
  readonly blobs: BlobFolder;
  readonly sync: Sync;
  readonly functions: Functions;
  readonly namedBlobs: () => Promise<ReadonlySet<string>>;
};

export function openTransfersOf({ clock, random, log, serverOf }: ServerPartOptions, parts: TransferParts): Transfers {
  const { store, blobs, sync, functions, namedBlobs } = parts;
  const transfers = createTransfers({
    store,
    entities,
    blobs,
    clock,
    random,
    log,
    server: createBlobServer(serverOf.ask),
    isConnected: serverOf.isConnected,
    isSyncBusy: () => sync.client.activity().activity === 'working',
    onSyncChange: sync.client.subscribe,
    removePurged: async (sha256s) => {
      const kept = await namedBlobs();
      const ofRuns = await functions.listBlobs();
      for (const sha256 of sha256s) if (!kept.has(sha256) && !ofRuns.has(sha256)) blobs.remove(sha256);
    },
  });
  const stop = serverOf.onChange((what) => {
    if (what === 'news') transfers.announce();
  });
  return {
    ...transfers,
    close: async () => {
      stop();
      await transfers.close();
    },
  };
}

type BringOverParts = Pick<BringOverDeps, 'store' | 'blobs' | 'filesFolderOf' | 'takeTurn' | 'holdSync'> & {
  readonly sync: Sync;
  readonly transfers: Transfers;
};

export function openBringOverOf(options: ServerPartOptions, { sync, transfers, ...parts }: BringOverParts): BringOver {
  const { clock, random, log, account, serverOf, lendPersonal: lend } = options;
  const server = createBlobServer(serverOf.ask);
  const removals = openRemovals({
    store: parts.store,
    entities,
    file: account.removalsFile,
    lend,
    log,
    hasArrived: () => isAllAtServer(sync.read(), transfers.summary()),
    isAtServer: (sha256) => transfers.isAtServer(sha256) || !parts.blobs.has(sha256),
    onArrival: (listener) => {
      const stops = [sync.subscribe(listener), transfers.subscribe(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  });
  return openBringOver({
    ...parts,
    entities,
    clock,
    random,
    lend,
    removals,
    folder: account.blobFolder,
    serverRoom: async () => {
      const room = serverOf.isConnected() ? await server.room() : undefined;
      return room?.ok === true ? room.value : null;
    },
    isLoaded: () => isLoaded(sync.read()),
  });
}
