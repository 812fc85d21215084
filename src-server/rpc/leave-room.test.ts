import { expect, test } from 'vitest';

import { createAbout, leavingRoom } from './leave-room.ts';
import { TooBusy, createOwnTurnstiles } from './turnstile.ts';

function setup() {
  let nowMs = 0;
  let activeMs = 0;
  const rests: { readonly ms: number; readonly end: () => void }[] = [];
  const about = createAbout(() => nowMs);
  const pass = leavingRoom(createOwnTurnstiles({ atOnceMax: 1, waitingMax: 1 }), about, {
    nowMs: () => nowMs,
    activeMs: () => activeMs,
    sleep: async (ms) => await new Promise((end) => void rests.push({ ms, end })),
  });
  const ask = async (who: string, costMs = 0): Promise<string> => {
    about.note(who);
    return await pass(who, async () => {
      activeMs += costMs;
      return await Promise.resolve(`${who} is answered`);
    });
  };
  return { ask, about, rests, passMs: (ms: number) => void (nowMs += ms) };
}

const turn = async () => await new Promise((resolve) => void setImmediate(resolve));

test('whoever is alone never rests, nor who does little', async () => {
  const { ask, rests, about, passMs } = setup();
  for (let count = 0; count < 3; count += 1) expect(await ask('ada', 200)).toBe('ada is answered');
  about.note('bob');
  expect(await ask('ada', 5)).toBe('ada is answered');
  await turn();
  passMs(5_000);
  expect(await ask('ada', 200)).toBe('ada is answered'); // Bob has gone.
  await turn();
  expect(rests).toEqual([]);
});

test('while others are about, who does much is answered, and rests three times as long before the next', async () => {
  const { ask, rests, about } = setup();
  about.note('bob');
  expect(await ask('ada', 20)).toBe('ada is answered');
  const next = ask('ada', 2_000);
  let isAnswered = false;
  void next.then(() => void (isAnswered = true));
  await turn();
  expect([isAnswered, rests.map(({ ms }) => ms)]).toEqual([false, [60]]);
  expect(await ask('bob')).toBe('bob is answered');
  rests[0]?.end();
  expect(await next).toBe('ada is answered');
  await turn();
  expect(rests.map(({ ms }) => ms)).toEqual([60, 1_000]);
});

test('of who does little again and again all counts together, unless they let time pass', async () => {
  const { ask, rests, about, passMs } = setup();
  const restsOf = async (betweenMs: number): Promise<readonly number[]> => {
    const before = rests.length;
    for (let count = 0; count < 3; count += 1) {
      about.note('bob');
      void ask('ada', 5);
      await turn();
      rests.at(-1)?.end();
      await turn();
      passMs(betweenMs);
    }
    return rests.slice(before).map(({ ms }) => ms);
  };
  expect(await restsOf(100)).toEqual([]);
  expect(await restsOf(3)).toEqual([27, 39]); // Three milliseconds pay for one: 5, 5 + 4, 5 + 8.
});

test('what fails is told at once, and who may not even wait is turned away', async () => {
  const { ask, about, rests } = setup();
  about.note('bob');
  await ask('ada', 50);
  const waits = ask('ada');
  await expect(ask('ada')).rejects.toBeInstanceOf(TooBusy);
  rests[0]?.end();
  expect(await waits).toBe('ada is answered');
  const pass = leavingRoom(createOwnTurnstiles({ atOnceMax: 1, waitingMax: 1 }), about, {
    nowMs: () => 0,
    activeMs: () => 0,
    sleep: async () => await Promise.resolve(),
  });
  await expect(pass('ada', async () => await Promise.reject(new Error('its own fault')))).rejects.toThrow(
    'its own fault',
  );
});
