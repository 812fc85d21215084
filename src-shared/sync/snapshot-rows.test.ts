import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { versionToStored } from '../changes/merge.ts';
import { commentEntity } from '../matrix/question-entities.ts';
import { isPlainRecord } from './plain-records.ts';
import { sentNames, sentToStored, storedToSent } from './sent-record.ts';
import { firstIdOf, rowToSent, sentToRow } from './snapshot-rows.ts';
import { sentRecordSchema } from './sync-protocol.ts';
import type { SentRecord } from './sync-protocol.ts';
import { idAt, stampAt } from './sync-world.harness.ts';

const names = sentNames(commentEntity);

const sentRecords = fc
  .record({
    id: fc.integer({ min: 1, max: 999 }).map((number) => idAt(number)),
    body: fc.string({ minLength: 1, unit: 'grapheme' }),
    parentId: fc.option(fc.constant(idAt(7))),
    isResolved: fc.boolean(),
    deletedAt: fc.option(fc.nat()),
    stamps: fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 5 }).map(stampAt)),
    created: fc.integer({ min: 1, max: 5 }).map(stampAt),
  })
  .map(({ id, stamps, created, ...values }): SentRecord => {
    const place = { tenantId: idAt(1), workspaceId: idAt(2), projectId: idAt(3), authorId: idAt(4) };
    const known: SentRecord['values'] = { ...place, subjectKind: 'project', subjectId: idAt(3), ...values };
    return {
      entity: 'comment',
      id,
      values: Object.fromEntries(names.map((name) => [name, known[name] ?? null])),
      clocks: { '*': created, ...stamps },
      states: {},
    };
  });

test('a record is read from its row as it was, and its id without reading the rest', () => {
  fc.assert(
    fc.property(sentRecords, (record) => {
      const row = sentToRow(names, record);
      expect(rowToSent('comment', names, row)).toEqual(record);
      expect(firstIdOf(row)).toBe(record.id);
    }),
  );
});

test('what is no row of these names is no record', () => {
  const head = `"${idAt(1)}","${stampAt(1)}"`;
  const bad = ['', 'x', '{}', '[]', 'null', `[${head},{},{}]`, `[${head},null,{},1]`, `[${head},[],{},1]`];
  const others = [`[${head},{},1,1]`, `["a b","${stampAt(1)}",{},{},1]`, `["${idAt(1)}",null,{},{},1]`];
  for (const row of [...bad, ...others]) {
    const record = rowToSent('comment', ['body'], row);
    expect([row, isPlainRecord(record), sentRecordSchema.safeParse(record).success]).toEqual([row, false, false]);
  }
  expect(isPlainRecord(rowToSent('comment', ['body'], `[${head},{},{},1]`))).toBe(true);
});

test('a record that has come is stored as merging its version from nothing would store it', () => {
  fc.assert(
    fc.property(sentRecords, (record) => {
      const stored = sentToStored(commentEntity, record);
      const version = names.map((name) => [
        name,
        { value: record.values[name], stamp: record.clocks[name] ?? record.clocks['*'] },
      ]);
      // Of the fields of a comment, with the stamps that were made above.
      const merged = versionToStored(commentEntity, record.id, Object.fromEntries(version));
      expect(stored).toEqual({ ok: true, value: merged });
      const again = sentToStored(commentEntity, storedToSent(commentEntity, merged));
      expect(again).toEqual(stored);
    }),
  );
});
