import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { base64ToBytes } from '../base/base64.ts';
import { changeToVersion, mergeVersions, storedToVersion, versionToStored } from '../changes/merge.ts';
import { edit, madeNote, note, stampAt, start } from '../changes/merged-note.harness.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { mergeChange } from './merge-change.ts';

/** As merge.ts has it, without any short way. */
function mergedPlainly(stored: StoredRecord | undefined, change: Parameters<typeof mergeChange>[2]): StoredRecord {
  const known = stored === undefined ? {} : storedToVersion(note, stored);
  return versionToStored(note, change.recordId, mergeVersions(note, known, changeToVersion(note, change)));
}

const bodyState = base64ToBytes(madeNote.body.update);
const patches = fc.record(
  {
    author: fc.constantFrom('ada', 'bob'),
    title: fc.constantFrom('second', 'third'),
    isDone: fc.boolean(),
    tags: fc.constantFrom<string[]>([], ['a']),
    due: fc.constantFrom(null, 'today'),
    deletedAt: fc.constantFrom(null, 5),
    tenantId: fc.constant('t'),
    body: fc.constant(edit(start, 'one\nthree\n', bodyState, 0)),
    unheardOf: fc.constant(1),
  },
  { requiredKeys: [] },
);
const edits = fc.array(fc.record({ ms: fc.integer({ min: 90, max: 130 }), device: fc.nat(1), patch: patches }), {
  maxLength: 8,
});

test('the short ways of merging come to what the long one does, whatever is edited, in whichever order', () => {
  fc.assert(
    fc.property(edits, (list) => {
      const creation = { recordId: 'r', patch: madeNote, before: null, stamp: stampAt(100, 0) };
      let stored = mergeChange(note, undefined, creation);
      expect(stored).toEqual(mergedPlainly(undefined, creation));
      for (const { ms, device, patch } of list) {
        const change = { recordId: 'r', patch, before: {}, stamp: stampAt(ms, device) };
        const before = structuredClone(stored);
        const next = mergeChange(note, stored, change);
        expect(next).toEqual(mergedPlainly(before, change));
        expect(stored).toEqual(before); // What was read is not written to.
        stored = next;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('of a record that is not here, a change that does not make it is nothing', () => {
  const stamp = stampAt(1, 0);
  expect(mergeChange(note, undefined, { recordId: 'r', patch: { title: 'x' }, before: {}, stamp })).toBeUndefined();
});
