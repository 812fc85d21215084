/* Synchronisation of one account: joined from its parts, with what a window is told of it. */
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { SyncState } from '#shared/sync/sync-api.ts';
import { waitingCountMax } from '#shared/sync/sync-api.ts';

import type { Log } from '../rpc/connection.ts';
import type { Store } from '../store/store.ts';
import { giveWay } from '../rpc/give-way.ts';
import { createSyncClient } from './sync-client.ts';
import type { SyncClient } from './sync-client.ts';
import { syncedEntities } from './sync-entities.ts';
import type { PurgeOnDevice } from './purge-on-device.ts';
import { listFetched } from './purge-on-device.ts';
import type { SyncServer } from './sync-server.ts';
import { createSyncSteps } from './sync-steps.ts';
import { takeUpUnknown } from './take-up-unknown.ts';

export type SyncDeps = {
  readonly store: Store;
  readonly entities: readonly AnyEntity[];
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly actor: Actor;
  readonly server: SyncServer;
  readonly isConnected: () => boolean;
  readonly schemaVersion: number;
  readonly purgeOnDevice: PurgeOnDevice;
};

export type Sync = {
  readonly client: SyncClient;
  readonly read: () => SyncState;
  /** Calls when what `read` gives may be another. */
  readonly subscribe: (onChange: () => void) => () => void;
  readonly close: () => Promise<void>;
};

export function openSync(deps: SyncDeps): Sync {
  const { store, entities, clock, log, actor, server } = deps;
  store.sync.begin();
  takeUpUnknown(store.sync, syncedEntities(entities));
  const steps = createSyncSteps({
    sync: store.sync,
    entities: syncedEntities(entities),
    entityByName: new Map(entities.map((entity) => [entity.name, entity])),
    clock,
    log,
    keptIds: new Set([actor.tenantId, actor.userId]),
    server,
    schemaVersion: deps.schemaVersion,
    purgeOnDevice: deps.purgeOnDevice,
    elapsedMs: () => performance.now(),
    giveWay,
  });
  const client = createSyncClient({ ...deps, steps });
  return {
    client,
    read: () => readState(store, client),
    subscribe: (onChange) => {
      const stops = [client.subscribe(onChange), store.onCommit(onChange)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    close: client.close,
  };
}

function readState({ sync }: Store, client: SyncClient): SyncState {
  const held = listFetched(sync);
  const counts = new Map(sync.countProblems().map(({ kind, count }) => [kind, count]));
  const problems = {
    rejected: counts.get('rejected') ?? 0,
    superseded: counts.get('superseded') ?? 0,
    overwritten: counts.get('overwritten') ?? 0,
    'set-aside': counts.get('set-aside') ?? 0,
  };
  return {
    kind: 'on',
    ...client.activity(),
    waiting: sync.countWaiting(waitingCountMax),
    problems,
    lastContactAt: sync.lastContactAt(),
    parts: { whole: held.filter(({ isWhole }) => isWhole).length, all: held.length },
  };
}
