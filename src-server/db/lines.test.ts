import { expect, test } from 'vitest';

import { createLines, goBefore } from './lines.ts';
import type { Lines } from './lines.ts';

function takeAll<T>(lines: Lines<T>): readonly T[] {
  const taken: T[] = [];
  for (let next = lines.shift(); next !== undefined; next = lines.shift()) taken.push(next);
  return taken;
}

test('who is known goes before a hundred strangers who came earlier, and strangers go in turn', () => {
  const lines = createLines<string>();
  const strangers = Array.from({ length: 100 }, (_, index) => `flood ${String(index)}`);
  for (const stranger of strangers) lines.add(stranger, { who: 'flood', givesWay: true });
  lines.add('another', { who: 'another', givesWay: true });
  lines.add('ada', { who: 'ada', givesWay: false });
  const [first, second, third, ...rest] = takeAll(lines);
  expect([first, second, third]).toEqual(['ada', 'flood 0', 'another']);
  expect(rest).toEqual(strangers.slice(1));
});

test('of those who are known, one of each goes in turn', () => {
  const lines = createLines<string>();
  for (const item of ['ada 1', 'ada 2', 'ada 3', 'bob 1', 'bob 2']) {
    lines.add(item, { who: item.slice(0, 3), givesWay: false });
  }
  expect(takeAll(lines)).toEqual(['ada 1', 'bob 1', 'ada 2', 'bob 2', 'ada 3']);
});

test('who gives way comes through where there is always somebody else', () => {
  const lines = createLines<string>();
  for (let number = 0; number < 100; number += 1) lines.add('known', { who: 'ada', givesWay: false });
  for (const stranger of ['stranger 1', 'stranger 2']) lines.add(stranger, { who: 'flood', givesWay: true });
  const taken = takeAll(lines);
  expect([taken.indexOf('stranger 1'), taken.indexOf('stranger 2')]).toEqual([goBefore, 2 * goBefore + 1]);
  // Those who went while nobody gave way to them are not counted.
  for (let number = 0; number < 100; number += 1) lines.add('known', { who: 'ada', givesWay: false });
  for (let number = 0; number < 50; number += 1) lines.shift();
  lines.add('stranger 3', { who: 'flood', givesWay: true });
  expect(takeAll(lines).indexOf('stranger 3')).toBe(goBefore);
});
