import { expect, test } from 'vitest';

import { createColumnMemory } from './column-memory.ts';

const megabyte = 1024 * 1024;

test('memory that was given back is lent again, and what looked at it before sees nothing of it', () => {
  const memory = createColumnMemory();
  const first = memory.lend(5 * megabyte - 3);
  const column = new Float64Array(first.buffer, 8, 2).fill(1.5);
  memory.giveBack(first.buffer);
  expect(memory.freeBytes()).toBe(5 * megabyte);
  const second = memory.lend(5 * megabyte - 700);
  expect(memory.freeBytes()).toBe(0);
  expect([second.byteLength, second.byteOffset, second.buffer.byteLength]).toEqual([
    5 * megabyte - 700,
    0,
    5 * megabyte,
  ]);
  expect([first.length, column.length, column[0]]).toEqual([0, 0, undefined]);
  // The first loan has ended: to end it again gives nothing back.
  memory.giveBack(first.buffer);
  expect(memory.freeBytes()).toBe(0);
});

test('a small column does not take the memory of a large one', () => {
  const memory = createColumnMemory();
  memory.giveBack(memory.lend(8 * megabyte).buffer);
  expect(memory.lend(3 * megabyte).buffer.byteLength).toBe(3 * megabyte);
  expect(memory.lend(9 * megabyte).buffer.byteLength).toBe(9 * megabyte);
  expect(memory.lend(5 * megabyte).buffer.byteLength).toBe(8 * megabyte);
});

test('what waits to be used again is bounded, and goes after a while', async () => {
  const memory = createColumnMemory(5);
  const lent = [50, 60, 70].map((megabytes) => memory.lend(megabytes * megabyte));
  for (const { buffer } of lent) memory.giveBack(buffer);
  expect(memory.freeBytes()).toBe(110 * megabyte);
  expect(lent.map(({ buffer }) => buffer.detached)).toEqual([true, true, true]);
  await expect.poll(() => memory.freeBytes()).toBe(0);
});
