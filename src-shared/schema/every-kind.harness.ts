// An entity with a field of every kind, and records that are hard on a codec.
import * as fc from 'fast-check';
import { z } from 'zod';

import { instantOf } from '../base/instant.ts';
import { defineEntity } from './entity.ts';
import {
  blob,
  boolean,
  choice,
  decimal,
  instant,
  integer,
  json,
  mergedText,
  optional,
  orderKey,
  reference,
  retired,
  serverOnly,
  text,
} from './field.ts';
import type { StoredRecord } from './row-codec.ts';

export const everyKindEntity = defineEntity('everyKind', {
  scope: 'workspace',
  fields: {
    title: text(),
    count: integer(),
    price: decimal(),
    isOpen: boolean(),
    seenAt: instant(),
    colour: choice(['red', 'green']),
    settings: json(z.json()),
    ownerId: reference('user'),
    body: mergedText(),
    rank: orderKey(),
    picture: blob(),
    oldName: retired(text()),
    subtitle: optional(text()),
    countMax: optional(integer()),
    isHidden: optional(boolean()),
    closedAt: optional(instant()),
    details: optional(json(z.json())),
    notes: optional(mergedText()),
    secret: serverOnly(optional(text())),
  },
  indexes: [['ownerId', 'seenAt']],
  permissions: { read: 'x', write: 'x' },
});

const anyText = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'));
// From the year 100 on: PGlite takes the years before it for those of our century.
const anyInstant = fc.integer({ min: -59_000_000_000_000, max: 200_000_000_000_000 }).map(instantOf);
const anyJson = fc
  .jsonValue()
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll(String.raw`\u0000`, '')) as unknown);
const anyDecimal = fc
  .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.nat({ max: 99 }))
  .map(([whole, cents]) => `${String(whole)}.${String(cents).padStart(2, '0')}`)
  .filter((value) => !value.startsWith('-0'));
const anyState = fc.uint8Array({ minLength: 1, maxLength: 30 });

/** `isServer` records carry what only the server keeps. */
export function everyKindRecords({ isServer }: { readonly isServer: boolean }): fc.Arbitrary<StoredRecord> {
  const record = fc.record({
    id: fc.uuid(),
    tenantId: fc.constant('t'),
    workspaceId: fc.constant('w'),
    title: anyText,
    count: fc.maxSafeInteger(),
    price: anyDecimal,
    isOpen: fc.boolean(),
    seenAt: anyInstant,
    colour: fc.constantFrom('red', 'green'),
    settings: anyJson,
    ownerId: fc.uuid(),
    body: anyText,
    rank: fc.constant('a0'),
    picture: fc.constant('a'.repeat(64)),
    oldName: fc.constant(null),
    subtitle: fc.option(anyText),
    countMax: fc.option(fc.maxSafeInteger()),
    isHidden: fc.option(fc.boolean()),
    closedAt: fc.option(anyInstant),
    details: fc.option(anyJson.filter((value) => value !== null)),
    notes: fc.constant(null),
    secret: isServer ? fc.option(anyText) : fc.constant(null),
    createdAt: anyInstant,
    updatedAt: anyInstant,
    deletedAt: fc.option(anyInstant),
  });
  return fc
    .tuple(record, anyState)
    .map(([given, body]) => ({ record: given, clocks: { '*': 's1', title: 's2' }, states: { body } }));
}
