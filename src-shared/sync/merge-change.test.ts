import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { instantOf } from '../base/instant.ts';
import { changeToVersion, mergeVersions, storedToVersion, versionToStored } from '../changes/merge.ts';
import { formatStamp } from '../changes/stamp.ts';
import { findSplice, spliceUpdate } from '../changes/text-edit.ts';
import { defineEntity } from '../schema/entity.ts';
import { boolean, json, mergedText, optional, text } from '../schema/field.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { mergeChange } from './merge-change.ts';

const note = defineEntity('note', {
  scope: 'tenant',
  fields: {
    author: text({ merge: 'fixed' }),
    title: text(),
    isDone: boolean(),
    tags: json(z.array(z.string())),
    due: optional(text()),
    body: mergedText(),
  },
  permissions: { read: 'note:read', write: 'note:write' },
});

const devices = ['00000001aaaaaaaa', '00000002bbbbbbbb'];
const stampOf = ({ ms, device }: { readonly ms: number; readonly device: number }) =>
  formatStamp({ ms: instantOf(ms), counter: 0, deviceId: devices[device] ?? '' });

const made = {
  tenantId: 't',
  author: 'ada',
  title: 'first',
  isDone: false,
  tags: [],
  due: null,
  deletedAt: null,
  body: textEdit('', 'one two', undefined),
};

function textEdit(before: string, after: string, state: Uint8Array | undefined) {
  const splice = findSplice(before, after);
  const update = spliceUpdate(state, splice, devices[0] ?? '');
  return { at: splice?.at ?? 0, inserted: splice?.inserted ?? '', update: bytesToBase64(update) };
}

/** As merge.ts has it, without any short way. */
function mergedPlainly(stored: StoredRecord | undefined, change: Parameters<typeof mergeChange>[2]): StoredRecord {
  const known = stored === undefined ? {} : storedToVersion(note, stored);
  return versionToStored(note, change.recordId, mergeVersions(note, known, changeToVersion(note, change)));
}

const bodyState = base64ToBytes(made.body.update);
const patches = fc.record(
  {
    author: fc.constantFrom('ada', 'bob'),
    title: fc.constantFrom('second', 'third'),
    isDone: fc.boolean(),
    tags: fc.constantFrom<string[]>([], ['a']),
    due: fc.constantFrom(null, 'today'),
    deletedAt: fc.constantFrom(null, 5),
    tenantId: fc.constant('t'),
    body: fc.constant(textEdit('one two', 'one three', bodyState)),
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
      const creation = { recordId: 'r', patch: made, before: null, stamp: stampOf({ ms: 100, device: 0 }) };
      let stored = mergeChange(note, undefined, creation);
      expect(stored).toEqual(mergedPlainly(undefined, creation));
      for (const { ms, device, patch } of list) {
        const change = { recordId: 'r', patch, before: {}, stamp: stampOf({ ms, device }) };
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
  const stamp = stampOf({ ms: 1, device: 0 });
  expect(mergeChange(note, undefined, { recordId: 'r', patch: { title: 'x' }, before: {}, stamp })).toBeUndefined();
});
