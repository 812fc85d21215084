import { expect, test } from 'vitest';

import { TooBusy, createOwnTurnstiles, createTurnstile } from './turnstile.ts';

test('a few work at once, some wait, and more than that are turned away', async () => {
  const pass = createTurnstile({ atOnceMax: 2, waitingMax: 3, waitingOfOneMax: 3 });
  let atOnce = 0;
  let mostAtOnce = 0;
  const order: number[] = [];
  const works = Array.from({ length: 8 }, async (_, number) => {
    return await pass('one', async () => {
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
  expect(await pass('one', () => Promise.resolve('free again'))).toBe('free again');
});

test('who comes with many waits behind their own, and leaves places for the others', async () => {
  const pass = createTurnstile({ atOnceMax: 1, waitingMax: 5, waitingOfOneMax: 3 });
  const order: string[] = [];
  const enter = async (who: string, number: number) =>
    await pass(who, async () => {
      order.push(`${who} ${String(number)}`);
      await new Promise((resolve) => void setImmediate(resolve));
    });
  const works = [
    ...Array.from({ length: 6 }, async (_, number) => await enter('flood', number)),
    enter('ada', 0),
    enter('ben', 0),
    enter('cleo', 0),
  ];
  const ends = await Promise.allSettled(works);
  expect(order).toEqual(['flood 0', 'flood 1', 'ada 0', 'ben 0', 'flood 2', 'flood 3']);
  expect(ends.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([4, 5, 8]);
});

test('of one, a few work at once and more than may wait are turned away, and others do not notice', async () => {
  const pass = createOwnTurnstiles({ atOnceMax: 2, waitingMax: 3 });
  const begun: string[] = [];
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => void (end = resolve));
  const enter = async (who: string) =>
    await pass(who, async () => {
      begun.push(who);
      await ended;
    });
  const works = [...Array.from({ length: 6 }, async () => await enter('mallory')), enter('ada')];
  const last = works[5] ?? Promise.reject(new Error('There are seven.'));
  await expect(last).rejects.toBeInstanceOf(TooBusy);
  expect(begun).toEqual(['mallory', 'mallory', 'ada']);
  end();
  await Promise.allSettled(works);
  expect(begun).toEqual(['mallory', 'mallory', 'ada', 'mallory', 'mallory', 'mallory']);
});
