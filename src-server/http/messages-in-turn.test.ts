import { setImmediate as turn } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { createMessagesInTurn } from './messages-in-turn.ts';

function setup() {
  let nowMs = 0;
  const told: string[] = [];
  const rests: { readonly ms: number; readonly end: () => void }[] = [];
  const inTurn = createMessagesInTurn({
    nowMs: () => nowMs,
    sleep: async (ms) => await new Promise((end) => void rests.push({ ms, end })),
  });
  const socketOf = (name: string) => ({
    pause: () => void told.push(`${name} is paused`),
    resume: () => void told.push(`${name} goes on`),
  });
  const sessions = { ada: {}, bob: {} };
  const send = (
    session: keyof typeof sessions,
    socket: ReturnType<typeof socketOf>,
    text: string,
    { chars = 10 } = {},
  ) =>
    inTurn(sessions[session], {
      socket,
      chars,
      read: () => void told.push(text),
    });
  return { send, socketOf, told, rests, passMs: (ms: number) => void (nowMs += ms) };
}

test('one message of a session is read after the other, each in a turn of its own, and others do not wait for it', async () => {
  const { send, socketOf, told } = setup();
  const [first, second, bobs] = [socketOf('first'), socketOf('second'), socketOf('bobs')];
  send('ada', first, 'a1');
  send('ada', second, 'a2');
  send('ada', first, 'a3');
  send('bob', bobs, 'b1');
  expect(told).toEqual(['a1', 'b1']);
  await turn();
  expect(told).toEqual(['a1', 'b1', 'a2']);
  await turn();
  expect(told).toEqual(['a1', 'b1', 'a2', 'a3']);
});

test('from a session of which many wait nothing more is taken until they have been read', async () => {
  const { send, socketOf, told } = setup();
  const [full, idle] = [socketOf('full'), socketOf('idle')];
  send('ada', idle, 'read at once');
  for (let count = 0; count < 20; count += 1) send('ada', full, 'one of many');
  expect(told).toEqual(['read at once', 'full is paused']);
  while (told.at(-1) !== 'full goes on') await turn();
  expect(told.filter((text) => text === 'one of many')).toHaveLength(20);
  send('ada', full, 'read again');
  await turn();
  expect(told.at(-1)).toBe('read again');
});

/** Enough for whatever can be read to have been read. */
async function turns(): Promise<void> {
  for (let count = 0; count < 10; count += 1) await turn();
}

test('of somebody who sends on and on, sixty are read at once and two hundred a second, and others do not wait', async () => {
  const { send, socketOf, told, rests, passMs } = setup();
  const socket = socketOf('socket');
  for (let count = 0; count < 60; count += 1) {
    send('ada', socket, 'at once');
    await turns();
  }
  expect(rests).toEqual([]);
  send('ada', socket, 'one more');
  send('ada', socket, 'waits');
  await turns();
  expect(told.at(-1)).toBe('one more');
  expect(rests.map(({ ms }) => ms)).toEqual([5]);
  send('bob', socketOf('bobs'), 'of somebody else');
  expect(told.at(-1)).toBe('of somebody else');
  rests[0]?.end();
  await turns();
  expect(told.at(-1)).toBe('waits');
  rests[1]?.end();
  await turns();
  passMs(60_000);
  for (let count = 0; count < 60; count += 1) {
    send('ada', socket, 'later');
    await turns();
  }
  expect(told.filter((text) => text === 'later')).toHaveLength(60);
  expect(rests).toHaveLength(2);
});

test('a message counts as more the longer it is', async () => {
  const { send, socketOf, told, rests } = setup();
  const socket = socketOf('socket');
  // Each as twenty.
  for (let count = 0; count < 4; count += 1) {
    send('ada', socket, `long ${String(count)}`, { chars: 19 * 4_096 });
    await turns();
  }
  send('ada', socket, 'next');
  await turns();
  expect(told.at(-1)).toBe('long 3');
  expect(rests.map(({ ms }) => ms)).toEqual([100]);
  rests[0]?.end();
  await turns();
  expect(told.at(-1)).toBe('next');
});
