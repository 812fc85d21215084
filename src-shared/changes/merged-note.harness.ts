// An entity with a field of each rule of merging, and edits of it by several devices.
import { z } from 'zod';

import { bytesToBase64 } from '../base/base64.ts';
import { instantOf } from '../base/instant.ts';
import { defineEntity } from '../schema/entity.ts';
import { boolean, json, mergedText, optional, text } from '../schema/field.ts';
import { formatStamp } from './stamp.ts';
import type { Stamp } from './stamp.ts';
import { findSplice, spliceUpdate } from './text-edit.ts';

export const note = defineEntity('note', {
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

const devices = ['00000001aaaaaaaa', '00000002bbbbbbbb', '00000003cccccccc'] as const;
export const start = 'one\ntwo\nthree\n';

export function stampAt(ms: number, device: number, counter = 0): Stamp {
  return formatStamp({ ms: instantOf(ms), counter, deviceId: devices[device] ?? devices[0] });
}

export function edit(
  before: string,
  after: string,
  state: Uint8Array | undefined,
  device: number,
): { at: number; inserted: string; update: string } {
  const splice = findSplice(before, after);
  const update = spliceUpdate(state, splice, devices[device] ?? devices[0]);
  return { at: splice?.at ?? 0, inserted: splice?.inserted ?? '', update: bytesToBase64(update) };
}

/** What the creation of one says. */
export const madeNote = {
  tenantId: 't',
  author: 'ada',
  title: 'first',
  isDone: false,
  tags: [],
  due: null,
  deletedAt: null,
  body: edit('', start, undefined, 0),
};
