import { setImmediate as nextTurn } from 'node:timers/promises';

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

test('who is known has their turn before a hundred strangers who came earlier', async () => {
  const inTurn = createTurns({ waitingMax: 1_000, waitMsMax: 10_000 });
  const order: string[] = [];
  const note = (name: string) => async () => {
    order.push(name);
    await Promise.resolve();
  };
  let end: () => void = () => undefined;
  const under = inTurn(async () => await new Promise<void>((resolve) => void (end = resolve)));
  await nextTurn(); // It is under way.
  const strangers = Array.from({ length: 100 }, async () => {
    await inTurn(note('stranger'), { who: 'flood', givesWay: true });
  });
  const known = inTurn(note('ada'), { who: 'ada', givesWay: false });
  end();
  await Promise.all([under, known, ...strangers]);
  expect(order).toEqual(['ada', ...strangers.map(() => 'stranger')]);
});

test('who comes while strangers wait is heard between two of them, though none of them waits for anything', async () => {
  const inTurn = createTurns({ waitingMax: 10, waitMsMax: 10_000 });
  const order: string[] = [];
  const note = (name: string) => async () => {
    order.push(name);
    await Promise.resolve();
  };
  const strangers = ['stranger 1', 'stranger 2'].map(async (name) => {
    await inTurn(note(name), { who: 'flood', givesWay: true });
  });
  await new Promise<void>((resolve) => void setImmediate(resolve));
  await Promise.all([inTurn(note('ada'), { who: 'ada', givesWay: false }), ...strangers]);
  expect(order).toEqual(['stranger 1', 'ada', 'stranger 2']);
});

test('who asks again as soon as they are answered keeps nobody from being heard', async () => {
  const inTurn = createTurns({ waitingMax: 10, waitMsMax: 10_000 });
  const heard = new AbortController();
  setImmediate(() => heard.abort());
  let asked = 0;
  for (; !heard.signal.aborted && asked < 1_000; asked += 1) await inTurn(async () => await Promise.resolve());
  expect(asked).toBeLessThan(10);
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
