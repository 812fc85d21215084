import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';

import { quickList } from '../rpc/quick-schema.ts';
import { sentChangeSchema, sentRecordSchema, toldChangeSchema } from './sync-protocol.ts';
import { isPlainRecord, isPlainSentChange, isPlainToldChange } from './plain-records.ts';
import { changeOf, deviceA, idAt, stampAt } from './sync-world.harness.ts';

const record = {
  entity: 'note',
  id: idAt(100),
  values: { title: 'first', rating: 3, isOpen: true, due: null, tags: [['a', { b: [null] }], {}], body: 'text' },
  clocks: { '*': stampAt(1), title: stampAt(2) },
  states: { body: 'AAEC' },
};
const sent = changeOf({ number: 3, patch: { title: 'x' }, before: { title: 'y' } });
const told = { ...sent, seq: 7, actorId: 'ada' };

/** Whatever could stand somewhere: what fits one place, what fits none, and what only looks as if it did. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    'note',
    'Note',
    'a b',
    '',
    'x'.repeat(65),
    deviceA,
    idAt(1),
    stampAt(1),
    stampAt(1).toUpperCase(),
    'AAEC',
    'AAE=',
    'AAE',
    'A-_=',
    0,
    1,
    -1,
    1.5,
    Number.NaN,
    Infinity,
    2 ** 53,
    null,
    undefined,
    true,
    new Date(0),
  ),
  fc.jsonValue(),
  fc.dictionary(
    fc.constantFrom('title', 'Title', '*', '__proto__', 'a-b'),
    fc.constantFrom(stampAt(1), 'AAEC', 1, null),
  ),
);

/** One of its values, or one inside, is another; a name is gone or one too many. */
function changed(base: object): fc.Arbitrary<unknown> {
  const keys = [...Object.keys(base), 'other', '__proto__'];
  return fc
    .tuple(
      fc.constantFrom(...keys),
      anything,
      fc.constantFrom('set', 'drop', 'inside'),
      fc.constantFrom('title', 'Title', '*', 'body'),
    )
    .map(([key, value, how, inner]) => {
      const entries = Object.entries(base).filter(([name]) => how !== 'drop' || name !== key);
      const copy = Object.fromEntries(entries);
      const within: unknown = copy[key];
      const isInside = how === 'inside' && typeof within === 'object' && within !== null;
      if (how !== 'drop')
        Object.defineProperty(copy, key, {
          value: isInside ? { ...within, [inner]: value } : value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      return copy;
    });
}

test.each([
  { name: 'record', base: record, isPlain: isPlainRecord, careful: sentRecordSchema },
  { name: 'sent change', base: sent, isPlain: isPlainSentChange, careful: sentChangeSchema },
  { name: 'change', base: told, isPlain: isPlainToldChange, careful: toldChangeSchema },
])('what is plainly a $name is one to the schema too, and both say the same of everything', (each) => {
  const { base, isPlain } = each;
  const careful: z.ZodType = each.careful;
  const quick = quickList(careful, isPlain, { max: 2 });
  expect(isPlain(base)).toBe(true);
  expect(quick.parse([base, base])).toEqual([careful.parse(base), careful.parse(base)]);
  fc.assert(
    fc.property(changed(base), (value) => {
      const parsed = careful.safeParse(value);
      expect(quick.safeParse([value]).success).toBe(parsed.success);
      expect(isPlain(value) ? parsed : undefined).toEqual(isPlain(value) ? { success: true, data: value } : undefined);
    }),
    { numRuns: 3_000 },
  );
});

test.each<[string, unknown, { path: (string | number)[]; message: string }[]]>([
  [
    'the first that is wrong, and no other',
    [record, { ...record, id: 'a b' }, 1],
    [{ path: [1, 'id'], message: 'is no id' }],
  ],
  ['that there are too many, whatever they are', [[], [], [], []], [{ path: [], message: 'has 4 items, of 1 to 3' }]],
  ['that there are too few', [], [{ path: [], message: 'has 0 items, of 1 to 3' }]],
  ['what is no list', { length: 1 }, [{ path: [], message: 'Invalid input: expected array, received object' }]],
])('of a list it is told with its place: %s', (_, given, issues) => {
  const { error } = quickList(sentRecordSchema, isPlainRecord, { min: 1, max: 3 }).safeParse(given);
  expect(error?.issues).toMatchObject(issues);
  expect(error?.issues).toHaveLength(issues.length);
});
