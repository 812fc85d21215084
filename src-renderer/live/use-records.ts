import { useMemo, useSyncExternalStore } from 'react';

import type { UndoState } from '#shared/records/undo-api.ts';
import type { RecordQuery } from '#shared/records/record-api.ts';
import type { AnyEntity, RecordOf } from '#shared/schema/entity.ts';

import { client, core } from '../rpc/client.ts';
import { createLiveQueries } from './live-queries.ts';
import type { LiveSource } from './live-source.ts';

const live = createLiveQueries(client, core);

export type Query<E extends AnyEntity> = {
  readonly where?: {
    readonly [field in keyof RecordOf<E>]?: Extract<RecordOf<E>[field], string | number | boolean | null>;
  };
  readonly order?: readonly { readonly field: keyof RecordOf<E> & string; readonly direction: 'up' | 'down' }[];
  readonly limit?: number;
};

export type Records<E extends AnyEntity> = {
  readonly records: readonly RecordOf<E>[];
  /** Until the first answer; a connection that is lost later leaves the records as they were. */
  readonly isLoading: boolean;
};

/** The records of an entity that fit a query, and stay true: whoever changes one, it changes here. */
export function useRecords<E extends AnyEntity>(entity: E, query: Query<E> = {}): Records<E> {
  const wanted = JSON.stringify({ entity: entity.name, ...query });
  const source = useMemo(() => live.list(parseQuery(wanted)), [wanted]);
  // The records are the entity's: the core gives what the entity's schema has let in.
  return useSource(source) as unknown as Records<E>;
}

/** What undo and redo would do now; undefined until the core has told. */
export function useUndoState(): UndoState | undefined {
  return useWatch('undo', (signal) => client.undo.watch(undefined, { signal }));
}

/**
 * The newest event of a watch of the contract that sends whole states, undefined before the first. Components that give the same
 * name share one watch, so the name must tell everything that `watch` depends on.
 */
export function useWatch<T>(name: string, watch: (signal: AbortSignal) => Promise<AsyncIterable<T>>): T | undefined {
  // Found by its name at every render, so that a new function at every render begins no new watch.
  return useSource(live.latest(name, watch));
}

function useSource<T>(source: LiveSource<T>): T {
  return useSyncExternalStore(source.subscribe, source.getSnapshot);
}

// Written by useRecords itself, of the same type.
function parseQuery(wanted: string): RecordQuery {
  return JSON.parse(wanted) as RecordQuery;
}
