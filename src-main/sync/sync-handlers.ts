import { fail, ok } from '#shared/base/result.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { SyncDetails, syncApi } from '#shared/sync/sync-api.ts';

import { demand, writtenBy } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Store } from '../store/store.ts';
import type { Sync } from './open-sync.ts';
import { readDetail } from './note-problems.ts';
import { canRepeat, readSyncDetails } from './read-details.ts';
import { repeatEdit } from './repeat-edit.ts';
import type { CompleteEdit } from './repeat-edit.ts';

type Handlers = HandlersOf<typeof syncApi>;

export type SyncHandlersDeps = {
  readonly store: Store;
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  /** Undefined of `personal`. */
  readonly sync: Sync | undefined;
  readonly completeEdit: CompleteEdit;
};

const nothing: SyncDetails = { scopes: [], problems: [], waiting: [] };
/** The details are a hundred counts; while much is coming, so often is enough. */
const detailsEveryMs = 400;

export function createSyncHandlers({ store, entityByName, sync, completeEdit }: SyncHandlersDeps): Handlers {
  const subscribe: Sync['subscribe'] = (onChange) => sync?.subscribe(onChange) ?? (() => undefined);

  return {
    watch: (_input, { signal }) =>
      ok(watchLatest({ read: () => sync?.read() ?? { kind: 'none' as const }, subscribe }, signal)),
    watchDetails: (_input, { signal }) => {
      const read = (): SyncDetails => (sync === undefined ? nothing : readSyncDetails(store, entityByName));
      return ok(watchLatest({ read, subscribe: (onChange) => sometimes(subscribe, onChange) }, signal));
    },
    pause: ({ isPaused }) => {
      sync?.client.setPaused(isPaused);
      return ok({});
    },
    syncNow: () => {
      sync?.client.syncNow();
      return ok({});
    },
    leaveAll: ({ kind }) => {
      store.sync.transact((tx) => tx.settleProblemsOf(kind));
      sync?.client.changed();
      return ok({});
    },
    settle: ({ id, action }, { actor }) => {
      const row = store.sync.findProblem(id);
      if (row === undefined) return ok({}); // In another window it has been already.
      const entity = entityByName.get(row.entity);
      const detail = readDetail(row);
      if (action === 'repeat' && entity !== undefined && detail !== undefined) {
        const allowed = demand(actor, 'workspace:read');
        if (!allowed.ok) return allowed;
        if (!canRepeat(detail))
          return fail({
            kind: 'record-invalid',
            entity: row.entity,
            problems: ['only a part of the text is known'],
          });
        repeatEdit(store, { entity, recordId: row.recordId, detail, edit: writtenBy(actor), completeEdit });
      }
      store.sync.transact((tx) => tx.settleProblem(id));
      sync?.client.changed();
      return ok({});
    },
  };
}

function sometimes(subscribe: Sync['subscribe'], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange();
    }, detailsEveryMs).unref();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
