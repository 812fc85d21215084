import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { instantOf } from '../base/instant.ts';
import { formatStamp, nextStamp, parseStamp, receiveStamp, stampFloor, stampMs } from './stamp.ts';
import type { Stamp, StampParts } from './stamp.ts';

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${String(digits)}}$`));
const moments = fc.integer({ min: 0, max: 2 ** 48 - 2 }).map(instantOf);
const parts: fc.Arbitrary<StampParts> = fc.record({
  ms: moments,
  counter: fc.integer({ min: 0, max: 0xffff }),
  deviceId: hex(16),
});

function compareParts(left: StampParts, right: StampParts): number {
  return (
    left.ms - right.ms ||
    left.counter - right.counter ||
    (left.deviceId < right.deviceId ? -1 : left.deviceId > right.deviceId ? 1 : 0)
  );
}

test('a stamp gives its parts back', () => {
  fc.assert(
    fc.property(parts, (given) => {
      expect(parseStamp(formatStamp(given))).toEqual(given);
    }),
  );
});

test('stamps compare as text as their parts compare', () => {
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      const [a, b] = [formatStamp(left), formatStamp(right)];
      expect(a < b ? -1 : a > b ? 1 : 0).toBe(Math.sign(compareParts(left, right)));
    }),
  );
});

test('the floor of a moment lies between the stamps before it and those from then on', () => {
  fc.assert(
    fc.property(parts, moments, (stamp, ms) => {
      expect(formatStamp(stamp) < stampFloor(ms)).toBe(stamp.ms < ms);
    }),
  );
  expect(formatStamp({ ms: instantOf(0), counter: 0, deviceId: '0'.repeat(16) }) < stampFloor(instantOf(-5))).toBe(
    false,
  );
});

test('each stamp is later than the one before, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(moments, { minLength: 2 }), hex(16), (clock, deviceId) => {
      const stamps: Stamp[] = [];
      for (const nowMs of clock) stamps.push(nextStamp(stamps.at(-1) ?? null, nowMs, deviceId));
      expect(stamps).toEqual([...new Set(stamps.toSorted())]);
      for (const [index, stamp] of stamps.entries()) expect(stampMs(stamp)).toBeGreaterThanOrEqual(clock[index] ?? 0);
    }),
  );
});

test('what is written after an edit was received is later than that edit', () => {
  fc.assert(
    fc.property(parts, parts, moments, hex(16), (own, received, nowMs, deviceId) => {
      const [mine, theirs] = [formatStamp(own), formatStamp(received)];
      const next = nextStamp(receiveStamp(mine, theirs), nowMs, deviceId);
      expect(next > mine && next > theirs).toBe(true);
    }),
  );
});

test('receiving is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(parts, parts, parts, (one, two, three) => {
      const [a, b, c] = [formatStamp(one), formatStamp(two), formatStamp(three)];
      expect(receiveStamp(a, b)).toBe(receiveStamp(b, a));
      expect(receiveStamp(receiveStamp(a, b), c)).toBe(receiveStamp(a, receiveStamp(b, c)));
      expect(receiveStamp(a, a)).toBe(a);
    }),
  );
});

test('a counter that is full goes on in the next millisecond', () => {
  const full = formatStamp({ ms: instantOf(1000), counter: 0xffff, deviceId: '00000000000000aa' });
  const next = nextStamp(full, instantOf(999), '00000000000000bb');
  expect(parseStamp(next)).toEqual({ ms: 1001, counter: 0, deviceId: '00000000000000bb' });
});

test.each(['', 'zz', '018f3c2a9b1000005be1c07d90aa12f', '018F3C2A9B1000005BE1C07D90AA12F3'])(
  '%j is not a stamp',
  (text) => {
    expect(parseStamp(text)).toBeUndefined();
  },
);
