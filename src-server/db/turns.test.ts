import { expect, test } from 'vitest';

import { createTurns } from './turns.ts';

test('work is done one after another, in the order of asking, also after a failure', async () => {
  const inTurn = createTurns({ waitingMax: 10, waitMsMax: 10_000 });
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
    if (name === 'a') throw new Error('no');
    return name;
  };
  const outcomes = await Promise.allSettled([inTurn(work('a')), inTurn(work('b'))]);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('work that waits for itself is given up, and those behind it have their turn', async () => {
  const inTurn = createTurns({ waitingMax: 10, waitMsMax: 20 });
  const nested = inTurn(async () => await inTurn(() => Promise.resolve('never')));
  await expect(nested).rejects.toThrow('waited too long');
  expect(await inTurn(() => Promise.resolve('next'))).toBe('next');
});

test('more than may wait are refused', async () => {
  const inTurn = createTurns({ waitingMax: 1, waitMsMax: 10_000 });
  const first = inTurn(() => Promise.resolve('first'));
  await expect(inTurn(() => Promise.resolve('second'))).rejects.toThrow('Too many');
  expect(await first).toBe('first');
});
