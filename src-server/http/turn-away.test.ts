import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';

import { createTurnAway } from './turn-away.ts';

const standing = { nowMs: () => instantOf(1_700_000_000_000) };

test('who asks too often is held and told, and beyond a bound neither; others pass', async () => {
  const turnedAway: string[] = [];
  const gate = createTurnAway({
    perMinute: 60,
    clock: standing,
    onTurnedAway: (caller) => void turnedAway.push(caller),
  }); // A burst of 12.
  const judged = Array.from({ length: 70 }, () => gate.judge('flood'));
  expect(judged.filter((each) => each === null)).toHaveLength(12);
  expect(gate.judge('ada')).toBeNull();
  expect(['flood', 'ada'].map((caller) => gate.isHolding(caller))).toEqual([true, false]);
  expect(await Promise.race([judged.at(12), Promise.resolve('held')])).toBe('held');
  expect(await Promise.all(judged.slice(62).map(async (each) => await each))).toEqual(
    Array.from({ length: 8 }, () => null),
  );
  gate.close(); // A server that ends holds nobody.
  expect(await Promise.all(judged.slice(12, 62).map(async (each) => await each))).toEqual(
    Array.from({ length: 50 }, () => 1),
  );
  expect(turnedAway).toEqual(Array.from({ length: 58 }, () => 'flood'));
  expect(await gate.judge('flood')).toBe(1);
  expect(gate.isHolding('flood')).toBe(false);
});

test('what costs more is turned away sooner', () => {
  const gate = createTurnAway({ perMinute: 300, clock: standing, onTurnedAway: () => undefined }); // A burst of 60.
  expect(Array.from({ length: 4 }, () => gate.judge('reader', 20)).map((each) => each === null)).toEqual([
    true,
    true,
    true,
    false,
  ]);
  gate.close();
});
