import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { everyKindEntity, everyKindRecords } from '#shared/schema/every-kind.harness.ts';
import { createIndexSql, createTableSql } from '#shared/schema/table-sql.ts';
import { openRecordTable } from './record-table.ts';

function setupTable() {
  const database = new Database(':memory:');
  database.exec(createTableSql(everyKindEntity, 'sqlite'));
  for (const fields of everyKindEntity.indexes) database.exec(createIndexSql(everyKindEntity.table, fields));
  return { database, table: openRecordTable(database, everyKindEntity) };
}

test('a record with every kind of field comes back from its row', () => {
  const { table } = setupTable();
  fc.assert(
    fc.property(everyKindRecords({ isServer: false }), (stored) => {
      table.erase(stored.record.id); // Left there by a case that failed.
      table.insert(stored);
      expect(table.findStored(stored.record.id)).toEqual(stored);
      const changed = { ...stored, record: { ...stored.record, title: 'changed', isOpen: !stored.record['isOpen'] } };
      table.update(changed);
      expect(table.findStored(stored.record.id)).toEqual(changed);
      table.erase(stored.record.id);
      expect(table.findStored(stored.record.id)).toBeUndefined();
    }),
  );
});

test('what only the server keeps, and what is retired, is no column on a device', () => {
  const { database } = setupTable();
  const columns = database.prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('every_kinds')`).all();
  expect(columns.map(({ name }) => name)).not.toEqual(expect.arrayContaining(['secret']));
  expect(columns.map(({ name }) => name)).not.toEqual(expect.arrayContaining(['old_name']));
});

test('a query by the fields of an index uses it', () => {
  const { database } = setupTable();
  const plan = database
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT id FROM every_kinds WHERE owner_id = 'x' ORDER BY seen_at`,
    )
    .all();
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('every_kinds_by_owner_id_seen_at')]);
});

test('the ids of a list are those of its records, in their order', () => {
  const { table } = setupTable();
  const stored = fc.sample(everyKindRecords({ isServer: false }), { numRuns: 20, seed: 3 });
  for (const one of new Map(stored.map((each) => [each.record.id, each])).values()) table.insert(one);
  const query = { order: [{ field: 'title', direction: 'down' }], limit: 7 } as const;
  expect(table.listIds(query)).toEqual(table.list(query).map(({ id }) => id));
  expect(table.listIds({})).toHaveLength(table.count({}));
});

test('records that are inserted together are as if each had been, and the next id is found from any', () => {
  const { table } = setupTable();
  const made = fc.sample(everyKindRecords({ isServer: false }), { numRuns: 40, seed: 5 });
  const stored = [...new Map(made.map((each) => [each.record.id, each])).values()];
  table.insertAll(stored);
  for (const one of stored) expect(table.findStored(one.record.id)).toEqual(one);
  const ids = stored.map(({ record }) => record.id).toSorted();
  expect(ids.map((id) => table.findNextId(id))).toEqual(ids);
  expect(ids.map((id) => table.findNextId(`${id}\u0001`))).toEqual([...ids.slice(1), undefined]);
});
