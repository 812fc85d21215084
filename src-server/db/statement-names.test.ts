import { expect, test } from 'vitest';

import { createStatementNames } from './statement-names.ts';

test('a statement has a name of its own from the second time on', () => {
  const { nameOf } = createStatementNames();
  expect([nameOf('SELECT 1'), nameOf('SELECT 1'), nameOf('SELECT 2'), nameOf('SELECT 2'), nameOf('SELECT 1')]).toEqual([
    undefined,
    's0',
    undefined,
    's1',
    's0',
  ]);
});

test('no more statements are named than a connection may keep', () => {
  const { nameOf } = createStatementNames();
  const texts = Array.from({ length: 10_000 }, (_, index) => `SELECT ${String(index)}`);
  const named = [...texts, ...texts, ...texts].flatMap((text) => nameOf(text) ?? []);
  expect(new Set(named).size).toBe(400);
});
