import { expect, test } from 'vitest';

import { TooBusy, createTurnstile } from './turnstile.ts';

test('a few work at once, some wait, and more than that are turned away', async () => {
  const pass = createTurnstile({ atOnceMax: 2, waitingMax: 3 });
  let atOnce = 0;
  let mostAtOnce = 0;
  const order: number[] = [];
  const works = Array.from({ length: 8 }, async (_, number) => {
    return await pass(async () => {
      mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
      order.push(number);
      await new Promise((resolve) => void setImmediate(resolve));
      atOnce -= 1;
      if (number === 1) throw new Error('its own fault');
      return number;
    });
  });
  const ends = await Promise.allSettled(works);
  expect(order).toEqual([0, 1, 2, 3, 4]);
  expect(mostAtOnce).toBe(2);
  expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : (end.reason as Error).message))).toEqual([
    0,
    'its own fault',
    2,
    3,
    4,
    '',
    '',
    '',
  ]);
  expect(ends.slice(5).every((end) => end.status === 'rejected' && end.reason instanceof TooBusy)).toBe(true);
  expect(await pass(() => Promise.resolve('free again'))).toBe('free again');
});
