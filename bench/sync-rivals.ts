/*
 * What libraries for synchronisation take for the same: records of eight fields, each made and changed in a transaction of its own,
 * packed by 500 with zstd as ours are, and merged into another replica. All in the memory of one process: without a network, a disk,
 * a server that asks for permissions, or a log, so that their rates are an upper bound.
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import * as automerge from '@automerge/automerge';
import {
  MessageEnvelopeSchema,
  MessageSchema,
  SyncRequestSchema,
  Timestamp,
  create,
  fromBinary,
  getClock,
  makeClock,
  merkle,
  setClock,
  toBinary,
} from '@actual-app/crdt';
import { createRxDatabase, getChangedDocumentsSince } from 'rxdb';
import type { RxCollection } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { createMergeableStore } from 'tinybase/mergeable-store';
import { Doc, Map as SharedMap, applyUpdateV2, mergeUpdatesV2 } from 'yjs';

import { newId } from '../src-server/sync/test-device.harness.ts';
import { timeMs } from './harness.ts';

export type Rival = {
  readonly name: string;
  readonly createsPerSecond: number;
  readonly updatesPerSecond: number;
  readonly bytesOfCreate: number;
  readonly bytesOfUpdate: number;
};

const packed = 500;
const records = 5_000;
/** It takes a millisecond for each. */
const automergeRecords = 1_000;

type Values = { readonly [field: string]: string | boolean };

/** A replica that edits and one that hears of it. `send` gives what was edited since the last time. */
type Replicas = {
  readonly create: (id: string, values: Values) => void | Promise<void>;
  readonly update: (id: string, body: string) => void | Promise<void>;
  readonly send: () => Uint8Array | Promise<Uint8Array>;
  readonly receive: (bytes: Uint8Array) => void | Promise<void>;
};

export async function measureRivals(): Promise<readonly Rival[]> {
  return [
    await measure('Yjs', yjs(), records),
    await measure('TinyBase', tinyBase(), records),
    await measure("Actual's CRDT", actual(), records),
    await measure('RxDB', await rxdb(), records),
    await measure('Automerge', automergeReplicas(), automergeRecords),
  ];
}

async function measure(name: string, replicas: Replicas, count: number): Promise<Rival> {
  const ids = Array.from({ length: count }, () => newId());
  const [projectId, authorId] = [newId(), newId()];
  const pass = async (edit: (id: string, index: number) => void | Promise<void>) => {
    let bytes = 0;
    const tookMs = await timeMs(async () => {
      for (let at = 0; at < ids.length; at += packed) {
        for (const [index, id] of ids.slice(at, at + packed).entries()) await edit(id, at + index);
        const sent = zstdCompressSync(await replicas.send());
        bytes += sent.length;
        await replicas.receive(zstdDecompressSync(sent));
      }
    });
    return { rate: (count * 1000) / tookMs, bytes: bytes / count };
  };
  const creates = await pass((id, index) =>
    replicas.create(id, {
      projectId,
      authorId,
      subjectKind: 'project',
      subjectId: projectId,
      body: `A comment of some words, number ${String(index % packed)}`,
      isResolved: false,
      parentId: '',
      deletedAt: '',
    }),
  );
  const updates = await pass((id) => replicas.update(id, 'Other words'));
  return {
    name,
    createsPerSecond: creates.rate,
    updatesPerSecond: updates.rate,
    bytesOfCreate: creates.bytes,
    bytesOfUpdate: updates.bytes,
  };
}

function yjs(): Replicas {
  const [one, other] = [new Doc(), new Doc()];
  const rows = one.getMap<SharedMap<unknown>>('records');
  let updates: Uint8Array[] = [];
  one.on('updateV2', (update: Uint8Array) => void updates.push(update));
  return {
    create: (id, values) => one.transact(() => void rows.set(id, new SharedMap<unknown>(Object.entries(values)))),
    update: (id, body) => void rows.get(id)?.set('body', body),
    send: () => {
      const merged = mergeUpdatesV2(updates);
      updates = [];
      return merged;
    },
    receive: (bytes) => applyUpdateV2(other, bytes),
  };
}

function tinyBase(): Replicas {
  const [one, other] = [createMergeableStore('one'), createMergeableStore('other')];
  type Changes = ReturnType<typeof one.getTransactionMergeableChanges<false>>;
  let waiting: Changes[] = [];
  one.addDidFinishTransactionListener(() => void waiting.push(one.getTransactionMergeableChanges()));
  return {
    create: (id, values) => void one.setRow('records', id, values),
    update: (id, body) => void one.setCell('records', id, 'body', body),
    send: () => {
      const text = JSON.stringify(waiting);
      waiting = [];
      return Buffer.from(text);
    },
    // What `send` has written.
    receive: (bytes) => {
      for (const changes of JSON.parse(Buffer.from(bytes).toString()) as Changes[])
        other.applyMergeableChanges(changes);
    },
  };
}

/** Its messages, its timestamps and its tree of hashes; the table that its program has in SQLite is a map here. */
function actual(): Replicas {
  setClock(makeClock(new Timestamp(0, 0, '0123456789abcdef')));
  type Cell = { readonly dataset: string; readonly row: string; readonly column: string; readonly value: string };
  let waiting: (Cell & { readonly timestamp: string })[] = [];
  const cells = new Map<string, { readonly value: string; readonly timestamp: string }>();
  let tree = merkle.emptyTrie();
  const say = (row: string, column: string, value: string | boolean): void => {
    const timestamp = Timestamp.send();
    if (timestamp === null) throw new Error('The clock of Actual has run away.');
    const clock = getClock();
    clock.merkle = merkle.insert(clock.merkle, timestamp);
    waiting.push({ dataset: 'records', row, column, value: String(value), timestamp: timestamp.toString() });
  };
  return {
    create: (id, values) => {
      for (const [column, value] of Object.entries(values)) say(id, column, value);
    },
    update: (id, body) => say(id, 'body', body),
    send: () => {
      const messages = waiting.map(({ timestamp, ...cell }) =>
        create(MessageEnvelopeSchema, {
          timestamp,
          isEncrypted: false,
          content: toBinary(MessageSchema, create(MessageSchema, cell)),
        }),
      );
      waiting = [];
      return toBinary(SyncRequestSchema, create(SyncRequestSchema, { messages }));
    },
    receive: (bytes) => {
      for (const { timestamp, content } of fromBinary(SyncRequestSchema, bytes).messages) {
        const { dataset, row, column, value } = fromBinary(MessageSchema, content);
        const parsed = Timestamp.parse(timestamp);
        if (parsed !== null) tree = merkle.insert(tree, parsed);
        const known = cells.get(`${dataset} ${row} ${column}`);
        if (known === undefined || known.timestamp < timestamp)
          cells.set(`${dataset} ${row} ${column}`, { value, timestamp });
      }
    },
  };
}

/** Its collections in memory; what it would replicate is what its storage says has changed since a checkpoint. */
async function rxdb(): Promise<Replicas> {
  const open = async (name: string) => {
    const database = await createRxDatabase({ name, storage: getRxStorageMemory(), multiInstance: false });
    const text = { type: 'string' } as const;
    const properties = {
      id: { type: 'string', maxLength: 64 },
      projectId: text,
      authorId: text,
      subjectKind: text,
      subjectId: text,
      body: text,
      isResolved: { type: 'boolean' },
      parentId: text,
      deletedAt: text,
    } as const;
    const { records: collection } = await database.addCollections<{ records: RxCollection<RxdbRecord> }>({
      records: { schema: { version: 0, primaryKey: 'id', type: 'object', properties } },
    });
    return collection;
  };
  const [one, other] = [await open('one'), await open('other')];
  let checkpoint: unknown;
  return {
    create: async (id, values) => void (await one.insert({ id, ...values })),
    update: async (id, body) =>
      void (await one
        .findOne(id)
        .exec(true)
        .then(async (record) => await record.patch({ body }))),
    send: async () => {
      const changed = await getChangedDocumentsSince(one.storageInstance, packed, checkpoint);
      ({ checkpoint } = changed);
      return Buffer.from(JSON.stringify(changed.documents));
    },
    // What `send` has written.
    receive: async (bytes) => void (await other.bulkUpsert(JSON.parse(Buffer.from(bytes).toString()) as RxdbRecord[])),
  };
}

type RxdbRecord = { readonly id: string } & Values;

function automergeReplicas(): Replicas {
  type Root = { records: { [id: string]: { [field: string]: string | boolean } } };
  let one = automerge.from<Root>({ records: {} });
  let other = automerge.clone(one);
  let heads = automerge.getHeads(one);
  return {
    create: (id, values) =>
      void (one = automerge.change(one, (root) => {
        root.records[id] = { ...values };
      })),
    update: (id, body) =>
      void (one = automerge.change(one, (root) => {
        const record = root.records[id];
        if (record !== undefined) record['body'] = body;
      })),
    send: () => {
      const bytes = automerge.saveSince(one, heads);
      heads = automerge.getHeads(one);
      return bytes;
    },
    receive: (bytes) => void (other = automerge.loadIncremental(other, bytes)),
  };
}
