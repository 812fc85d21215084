import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { changeToVersion, mergeVersions, storedToVersion, versionToStored } from './merge.ts';
import type { Version } from './merge.ts';
import { edit, madeNote, note, stampAt, start } from './merged-note.harness.ts';

const created = changeToVersion(note, { stamp: stampAt(1000, 0), patch: madeNote });
const startState = created['body']?.state;

const values = fc.record(
  {
    title: fc.string({ maxLength: 5 }),
    isDone: fc.boolean(),
    tags: fc.array(fc.string({ maxLength: 3 }), { maxLength: 2 }),
    due: fc.option(fc.string({ maxLength: 4 })),
    deletedAt: fc.option(fc.integer({ min: 0, max: 9999 })),
    body: fc.string({ maxLength: 12 }),
  },
  { requiredKeys: [] },
);

/** Edits that devices made apart, each on the record as it was created. No two have the same stamp. */
const edits: fc.Arbitrary<Version[]> = fc
  .array(fc.record({ device: fc.nat({ max: 2 }), ms: fc.integer({ min: 1001, max: 1010 }), values }), { maxLength: 6 })
  .map((drawn) => {
    const hasTyped = new Set<number>();
    return drawn.map(({ device, ms, values: { body, ...rest } }, counter) => {
      // A device types on top of its own last text; one text each keeps the case small and the edits concurrent.
      const mayType = body !== undefined && !hasTyped.has(device);
      if (mayType) hasTyped.add(device);
      const patch = mayType ? { ...rest, body: edit(start, body, startState, device) } : rest;
      return changeToVersion(note, { stamp: stampAt(ms, device, counter), patch });
    });
  });

function merge(...versions: readonly Version[]): Version {
  return versions.reduce((left, right) => mergeVersions(note, left, right), {});
}

function recordOf(version: Version): unknown {
  const { record, clocks } = versionToStored(note, 'n1', version);
  return { record, clocks };
}

test('merging is commutative: every order of the changes gives the same record', () => {
  fc.assert(
    fc.property(
      edits.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray([created, ...list], { minLength: list.length + 1 })),
      ),
      ([list, shuffled]) => {
        expect(recordOf(merge(...shuffled))).toEqual(recordOf(merge(created, ...list)));
      },
    ),
  );
});

test('merging is associative: what others have merged already merges to the same record', () => {
  fc.assert(
    fc.property(edits, edits, (left, right) => {
      // Stamps of the two lists may be the same; then so must the edits be, as they would be in life.
      const known = new Set(left.flatMap((version) => Object.values(version).map(({ stamp }) => stamp)));
      const others = right.filter((version) => Object.values(version).every(({ stamp }) => !known.has(stamp)));
      const apart = mergeVersions(note, merge(created, ...left), merge(created, ...others));
      expect(recordOf(apart)).toEqual(recordOf(merge(created, ...left, ...others)));
    }),
  );
});

test('merging is idempotent: hearing of a change again changes nothing', () => {
  fc.assert(
    fc.property(edits, (list) => {
      const once = merge(created, ...list);
      expect(recordOf(merge(once, once, ...list, created))).toEqual(recordOf(once));
    }),
  );
});

test('a version comes back from its stored record', () => {
  fc.assert(
    fc.property(edits, (list) => {
      const stored = versionToStored(note, 'n1', merge(created, ...list));
      expect(versionToStored(note, 'n1', storedToVersion(note, stored))).toEqual(stored);
    }),
  );
});

test('the later stamp wins a field, and fields do not disturb each other', () => {
  const mine = changeToVersion(note, { stamp: stampAt(3000, 1), patch: { title: 'later' } });
  const theirs = changeToVersion(note, { stamp: stampAt(2000, 2), patch: { title: 'earlier', isDone: true } });
  const { record, clocks } = versionToStored(note, 'n1', merge(created, mine, theirs));
  expect(record).toEqual({
    id: 'n1',
    tenantId: 't',
    author: 'ada',
    title: 'later',
    isDone: true,
    tags: [],
    due: null,
    body: start,
    createdAt: 1000,
    updatedAt: 3000,
    deletedAt: null,
  });
  expect(clocks).toEqual({ '*': stampAt(1000, 0), title: stampAt(3000, 1), isDone: stampAt(2000, 2) });
});

test('of a record that two devices created apart, the fixed fields are those of the first', () => {
  const second = changeToVersion(note, {
    stamp: stampAt(2000, 1),
    patch: { tenantId: 't', author: 'bob', title: 'second', isDone: true, tags: [], due: null, deletedAt: null },
  });
  const { record } = versionToStored(note, 'n1', merge(second, created));
  expect(record).toMatchObject({ author: 'ada', title: 'second', createdAt: 1000, updatedAt: 2000 });
});
