import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';

import { createKnownWaits } from './known-waits.ts';

const at = (seconds: number) => instantOf(1_700_000_000_000 + seconds * 1000);
const ada = { email: 'ada@example.org', address: '203.0.113.5' };

test('who has to wait is told the seconds that are left, by address and by e-mail', () => {
  const known = createKnownWaits();
  expect(known.find(ada, at(0))).toBeNull();
  known.note(ada, { email: 0, address: 120 }, at(0));
  expect(known.find(ada, at(20))).toBe(100);
  expect(known.find({ ...ada, email: 'grace@example.org' }, at(119.5))).toBe(1);
  expect(known.find({ ...ada, address: '203.0.113.6' }, at(20))).toBeNull();
  expect(known.find(ada, at(120))).toBeNull();
});

test('an e-mail is refused from memory for half a minute at most, and a clock that goes back makes nobody wait', () => {
  const known = createKnownWaits();
  known.note(ada, { email: 900, address: 0 }, at(0));
  expect(known.find({ ...ada, address: '2001:db8::1' }, at(29))).toBe(1);
  expect(known.find(ada, at(30))).toBeNull();
  expect(known.find(ada, at(-1))).toBeNull();
});

test('guesses from everywhere fill no memory', () => {
  const known = createKnownWaits();
  known.note(ada, { email: 30, address: 30 }, at(0));
  for (let number = 0; number < 10_000; number += 1)
    known.note({ email: `${String(number)}@example.org`, address: '' }, { email: 30, address: 0 }, at(0));
  expect(known.find(ada, at(1))).toBeNull();
});
