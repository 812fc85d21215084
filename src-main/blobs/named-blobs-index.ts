/*
 * Which bytes records name: made from the store at the start, and kept true by what is written there afterwards. It is what the
 * queue of transfers is made of, so that there is no second list of what is to be sent and fetched.
 */
import type { z } from 'zod';

import type { GiveWay } from '#shared/base/in-turns.ts';
import type { NamedBlob } from '#shared/blobs/blob-server-api.ts';
import { blobBytesOf, blobFieldsOf, blobsOfRecord } from '#shared/schema/blob-fields.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';

import type { Commit, Store } from '../store/store.ts';

export type IndexedBlob = {
  readonly sha256: string;
  /** As a record says; null where none does. */
  readonly sizeBytes: number | null;
  /** The records that name it, none of them deleted. */
  readonly names: readonly NamedBlob[];
};

export type NamedBlobsIndex = {
  readonly get: (sha256: string) => IndexedBlob | undefined;
  readonly list: () => readonly IndexedBlob[];
  /** Resolves when everything that was there at the start has been read. */
  readonly read: () => Promise<void>;
  readonly close: () => void;
};

export type IndexDeps = {
  readonly store: Pick<Store, 'list' | 'onCommit' | 'findWithDeleted'>;
  readonly entities: readonly RecordEntity[];
  readonly giveWay: GiveWay;
  readonly onNamed: (blob: IndexedBlob) => void;
  /** No record names it any more. `isPurged`: the last one that did is gone altogether, as what its person does not reach any more. */
  readonly onUnnamed: (sha256: string, how: { readonly isPurged: boolean }) => void;
};

/** Of any entity, what its schema gives is a record. */
export type RecordEntity = Omit<AnyEntity, 'schema'> & { readonly schema: z.ZodType<AnyRecord> };

/** Records that are read before others have their turn. */
const pageRecords = 200;

type Entry = { readonly sizeBytes: number | null; readonly names: Map<string, NamedBlob> };

export function createNamedBlobsIndex(deps: IndexDeps): NamedBlobsIndex {
  const { store } = deps;
  const entities = new Map(
    deps.entities.filter((entity) => blobFieldsOf(entity).length > 0).map((entity) => [entity.name, entity]),
  );
  const blobs = new Map<string, Entry>();
  const end = new AbortController();

  const indexed = (sha256: string, { sizeBytes, names }: Entry): IndexedBlob => ({
    sha256,
    sizeBytes,
    names: [...names.values()],
  });

  function add(entity: AnyEntity, record: AnyRecord): void {
    for (const sha256 of blobsOfRecord(entity, record)) {
      const known = blobs.get(sha256);
      const names = known?.names ?? new Map<string, NamedBlob>();
      const key = `${entity.name} ${record.id}`;
      if (names.has(key)) continue;
      names.set(key, { entity: entity.name, recordId: record.id, sha256 });
      const entry = { sizeBytes: known?.sizeBytes ?? blobBytesOf(record), names };
      blobs.set(sha256, entry);
      deps.onNamed(indexed(sha256, entry));
    }
  }

  function remove(entity: AnyEntity, record: AnyRecord, stay: readonly string[]): void {
    for (const sha256 of blobsOfRecord(entity, record)) {
      const known = blobs.get(sha256);
      if (known === undefined || stay.includes(sha256) || !known.names.delete(`${entity.name} ${record.id}`)) continue;
      if (known.names.size > 0) continue;
      blobs.delete(sha256);
      deps.onUnnamed(sha256, { isPurged: store.findWithDeleted(entity.name, record.id) === undefined });
    }
  }

  function onCommit({ touched }: Commit): void {
    for (const { entity: name, before, after } of touched) {
      const entity = entities.get(name);
      if (entity === undefined) continue;
      const stay = after === undefined ? [] : blobsOfRecord(entity, after);
      if (before !== undefined) remove(entity, before, stay);
      if (after !== undefined) add(entity, after);
    }
  }

  const stop = store.onCommit(onCommit);
  return {
    get: (sha256) => {
      const known = blobs.get(sha256);
      return known === undefined ? undefined : indexed(sha256, known);
    },
    list: () => [...blobs].map(([sha256, entry]) => indexed(sha256, entry)),
    read: async () => {
      await deps.giveWay(); // Whoever opens it is told of nothing before it is open.
      for (const entity of entities.values()) {
        for (let afterId: string | undefined = ''; afterId !== undefined && !end.signal.aborted;) {
          const records: readonly AnyRecord[] = store.list(entity, { afterId, limit: pageRecords });
          for (const record of records) add(entity, record);
          afterId = records.length < pageRecords ? undefined : records.at(-1)?.id;
          // oxlint-disable-next-line no-await-in-loop -- Page after page.
          await deps.giveWay();
        }
      }
    },
    close: () => {
      end.abort();
      stop();
    },
  };
}
