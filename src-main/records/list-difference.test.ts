import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { recordQuerySchema } from '#shared/records/record-api.ts';
import type { RecordEvent, RecordQuery } from '#shared/records/record-api.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import { applyRecordEvent, compareRecords, emptyLiveList } from '../../src-renderer/live/live-list.ts';
import { createListDifference, matches } from './list-difference.ts';

function setupList(query: RecordQuery) {
  const records = new Map<string, AnyRecord>();
  const list = () =>
    [...records.values()]
      .filter((record) => matches(record, query.where))
      .toSorted((left, right) => compareRecords(left, right, query.order))
      .slice(0, query.limit);
  const difference = createListDifference(query, {
    records: list,
    ids: () => list().map(({ id }) => id),
    record: (id) => records.get(id),
    isReadable: () => true,
  });
  function write(id: string, fields: { readonly [field: string]: unknown } | undefined): boolean {
    if (fields === undefined) records.delete(id);
    else records.set(id, { id, deletedAt: null, ...fields });
    return difference.note({ id, after: records.get(id) });
  }
  return { list, difference, write };
}

function queryOf(query: Partial<RecordQuery>): RecordQuery {
  return recordQuerySchema.parse({ entity: 'run', ...query });
}

const operation = fc.record({
  id: fc.integer({ min: 0, max: 12 }).map(String),
  fields: fc.option(fc.record({ state: fc.constantFrom('done', 'failed'), rank: fc.integer({ min: 0, max: 9 }) }), {
    nil: undefined,
  }),
  isTaken: fc.boolean(),
});

test('whatever is written and however slowly it is read, the reader ends up with what the query gives', () => {
  const queries = fc.record({
    isFiltered: fc.boolean(),
    direction: fc.constantFrom('up' as const, 'down' as const),
    limit: fc.constantFrom(1, 3, 10_000),
  });
  fc.assert(
    fc.property(queries, fc.array(operation, { maxLength: 80 }), ({ isFiltered, direction, limit }, operations) => {
      const query = queryOf({
        where: isFiltered ? { state: 'done' } : {},
        order: [{ field: 'rank', direction }],
        limit,
      });
      const { list, difference, write } = setupList(query);
      let held = applyRecordEvent(emptyLiveList, difference.reset(), query.order);
      for (const { id, fields, isTaken } of operations) {
        write(id, fields);
        const event: RecordEvent | null = isTaken ? difference.takeEvent() : null;
        if (event !== null) held = applyRecordEvent(held, event, query.order);
      }
      const last = difference.takeEvent();
      if (last !== null) held = applyRecordEvent(held, last, query.order);
      expect(held.records).toEqual(list());
    }),
    { numRuns: 500 },
  );
});

test('only the record that changed crosses', () => {
  const { difference, write } = setupList(queryOf({}));
  for (let index = 0; index < 1000; index += 1) write(String(index), { rank: index });
  difference.reset();
  write('7', { rank: 70 });
  expect(difference.takeEvent()).toEqual({
    kind: 'changed',
    upserts: [{ id: '7', deletedAt: null, rank: 70 }],
    removed: [],
  });
});

test('a record that no longer fits the query is removed', () => {
  const { difference, write } = setupList(queryOf({ where: { state: 'running' } }));
  write('1', { state: 'running' });
  difference.reset();
  write('1', { state: 'done' });
  expect(difference.takeEvent()).toEqual({ kind: 'changed', upserts: [], removed: ['1'] });
});

test('what is outside the query makes no event', () => {
  const { difference, write } = setupList(queryOf({ where: { state: 'running' } }));
  difference.reset();
  expect(write('1', { state: 'done' })).toBe(false);
  write('2', { state: 'running' });
  write('2', undefined);
  expect(difference.takeEvent()).toBeNull();
});

test('a burst of 10,000 writes waits as one new list', () => {
  const { difference, write, list } = setupList(queryOf({}));
  difference.reset();
  for (let index = 0; index < 10_000; index += 1) write(String(index), { rank: index });
  expect(difference.takeEvent()).toEqual({ kind: 'reset', records: list() });
  expect(difference.takeEvent()).toBeNull();
});
