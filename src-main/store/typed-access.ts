/*
 * Where the types of entities meet the tables, which know their entity but not its type. A table gives records of its entity:
 * the codec and the schema are made from the definition that the types are made from, so the casts here say what is so.
 */
import { assert } from '#shared/base/assert.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { FieldValues } from './parse-fields.ts';
import type { AnyQuery, RecordTable } from './record-table.ts';
import { StoreRefusal } from './store-failure.ts';
import type { Origin, StoreReader, StoreWriter } from './store.ts';
import type { RecordWriter } from './write-records.ts';

export type Tables = ReadonlyMap<string, RecordTable>;

export function createReader(tables: Tables): StoreReader {
  const reader = {
    find: (entity: AnyEntity, id: string) => tableOf(tables, entity).find(id),
    get: (entity: AnyEntity, id: string) => {
      const record = tableOf(tables, entity).find(id);
      if (record === undefined) throw new StoreRefusal({ kind: 'record-missing', entity: entity.name, id });
      return record;
    },
    list: (entity: AnyEntity, query: AnyQuery = {}) => tableOf(tables, entity).list(query),
    listIds: (entity: AnyEntity, query: AnyQuery = {}) => tableOf(tables, entity).listIds(query),
    listPacked: (entity: AnyEntity, query: AnyQuery) => tableOf(tables, entity).listPacked(query),
    count: (entity: AnyEntity, where?: AnyQuery['where']) => tableOf(tables, entity).count(where),
  };
  return reader as StoreReader;
}

export function createWriter(tables: Tables, writer: RecordWriter): Pick<StoreWriter, 'create' | 'patch' | 'remove'> {
  const methods = {
    create: (entity: AnyEntity, draft: FieldValues, origin?: Origin): AnyRecord =>
      writer.create(tableOf(tables, entity), draft, origin),
    patch: (entity: AnyEntity, id: string, patch: FieldValues): AnyRecord =>
      writer.patch(tableOf(tables, entity), id, patch),
    remove: (entity: AnyEntity, id: string): void => writer.remove(tableOf(tables, entity), id),
  };
  return methods as Pick<StoreWriter, 'create' | 'patch' | 'remove'>;
}

export function tableOf(tables: Tables, entity: AnyEntity): RecordTable {
  const table = tables.get(entity.name);
  assert(table !== undefined, `${entity.name} is not in the register of entities`);
  return table;
}
