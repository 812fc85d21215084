import type { ApiClient } from '#shared/features.ts';
import type { RecordEvent, RecordQuery } from '#shared/records/record-api.ts';

import type { CoreConnection } from '../rpc/connect.ts';
import { applyRecordEvent, emptyLiveList } from './live-list.ts';
import type { LiveList } from './live-list.ts';
import { createLiveSource } from './live-source.ts';
import type { LiveSource } from './live-source.ts';

export type ListQuery = Partial<RecordQuery> & Pick<RecordQuery, 'entity'>;

export type LiveQueries = {
  /** The one watch of this query, however many components ask for it. */
  readonly list: (query: ListQuery) => LiveSource<LiveList>;
  /** The one watch under this name; `undefined` until its first event. For the slices' own watches. */
  readonly latest: <T>(
    name: string,
    watch: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  ) => LiveSource<T | undefined>;
};

export function createLiveQueries(
  client: Pick<ApiClient, 'records'>,
  connection: Pick<CoreConnection, 'getState' | 'whenOpen'>,
): LiveQueries {
  const lists = new Map<string, LiveSource<LiveList>>();
  const latest = new Map<string, LiveSource<unknown>>();

  return {
    list(query) {
      const key = keyOf(query);
      return findOrMake(lists, key, (onEnd) =>
        createLiveSource<RecordEvent, LiveList>({
          connection,
          watch: (signal) => client.records.watch(query, { signal }),
          initial: emptyLiveList,
          apply: (list, event) => applyRecordEvent(list, event, query.order ?? []),
          onEnd,
        }),
      );
    },
    latest<T>(name: string, watch: (signal: AbortSignal) => Promise<AsyncIterable<T>>) {
      const source = findOrMake(latest, name, (onEnd) =>
        createLiveSource<T, T | undefined>({
          connection,
          watch,
          initial: undefined,
          apply: (_before, event) => event,
          onEnd,
        }),
      );
      // One name is one watch, so it is one type.
      return source as LiveSource<T | undefined>;
    },
  };
}

function findOrMake<S>(sources: Map<string, S>, key: string, make: (onEnd: () => void) => S): S {
  const found = sources.get(key);
  if (found !== undefined) return found;
  const made = make(() => {
    if (sources.get(key) === made) sources.delete(key);
  });
  sources.set(key, made);
  return made;
}

// The order of the fields in `where` makes no other query.
function keyOf({ entity, where = {}, order = [], limit }: ListQuery): string {
  const conditions = Object.entries(where).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([entity, conditions, order, limit ?? null]);
}
