import { expect, test } from 'vitest';

import { createRowsInTurn } from './rows-in-turn.ts';

test('whose works take long has fewer of them, and never more time than others who wait', () => {
  const rows = createRowsInTurn<number>();
  for (let count = 0; count < 1_000; count += 1) {
    rows.add('long', 20);
    rows.add('short', 2);
    rows.add('middle', 5);
  }
  const whoOf = new Map([
    [20, 'long'],
    [2, 'short'],
    [5, 'middle'],
  ]);
  const had = new Map<string, number>();
  let furthest = 0;
  for (let count = 0; count < 900; count += 1) {
    const cost = rows.shift() ?? 0;
    const who = whoOf.get(cost) ?? '';
    rows.charge(who, cost - 1);
    had.set(who, (had.get(who) ?? 0) + cost);
    furthest = Math.max(furthest, Math.max(...had.values()) - Math.min(...had.values()));
  }
  expect(had.size).toBe(3);
  expect(furthest).toBeLessThanOrEqual(20);
});

test('who was away has saved nothing up, and who comes back at once is not new', () => {
  const rows = createRowsInTurn<string>();
  for (let count = 0; count < 100; count += 1) rows.add('ada', 'ada');
  for (let count = 0; count < 50; count += 1) rows.shift();
  for (let count = 0; count < 10; count += 1) rows.add('bob', 'bob');
  expect(Array.from({ length: 6 }, () => rows.shift())).toEqual(['bob', 'ada', 'bob', 'ada', 'bob', 'ada']);
  rows.charge('bob', 3);
  expect(Array.from({ length: 5 }, () => rows.shift())).toEqual(['ada', 'ada', 'bob', 'ada', 'bob']);
  const single = createRowsInTurn<string>();
  single.add('cleo', 'long');
  single.shift();
  single.charge('cleo', 10);
  single.add('cleo', 'again');
  single.add('dan', 'new');
  expect(single.shift()).toBe('new');
});

test('of many who came once, nothing is kept for ever', () => {
  const rows = createRowsInTurn<number>();
  for (let who = 0; who < 10_000; who += 1) {
    rows.add(String(who), who);
    expect(rows.shift()).toBe(who);
  }
  expect(rows.isEmpty()).toBe(true);
  rows.add('0', 0);
  expect(rows.countOf('0')).toBe(1);
});
