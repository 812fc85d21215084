import { expect, test } from 'vitest';

import { createSpareTime } from './spare-time.ts';

test('whoever comes to an idle server begins at once', async () => {
  const spareTime = createSpareTime();
  const first = await Promise.race([
    spareTime().then(() => 'begun'),
    new Promise((resolve) => void setImmediate(resolve)),
  ]);
  expect(first).toBe('begun');
});

test('while the thread is busy the next wait in the order of coming, and begin all the same', async () => {
  const spareTime = createSpareTime();
  await spareTime(); // Measures from here on.
  let isOver = false;
  const burn = (): void => {
    const untilMs = performance.now() + 10;
    while (performance.now() < untilMs);
    if (!isOver) setImmediate(burn);
  };
  burn();
  await new Promise((resolve) => setTimeout(resolve, 60)); // A whole moment was busy.
  const order: number[] = [];
  const begun = [0, 1, 2].map(async (number) => {
    await spareTime();
    order.push(number);
  });
  await new Promise((resolve) => void setImmediate(resolve));
  expect(order).toEqual([]);
  await Promise.all(begun);
  isOver = true;
  expect(order).toEqual([0, 1, 2]);
});
