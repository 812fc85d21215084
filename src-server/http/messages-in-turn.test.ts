import { setImmediate as turn } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { createMessagesInTurn } from './messages-in-turn.ts';

function setup() {
  let activeMs = 0;
  const told: string[] = [];
  const rests: { readonly ms: number; readonly end: () => void }[] = [];
  const inTurn = createMessagesInTurn({
    nowMs: () => 0,
    activeMs: () => activeMs,
    sleep: async (ms) => await new Promise((end) => void rests.push({ ms, end })),
  });
  const socketOf = (name: string) => ({
    pause: () => void told.push(`${name} is paused`),
    resume: () => void told.push(`${name} goes on`),
  });
  const send = (session: string, socket: ReturnType<typeof socketOf>, text: string, { chars = 10, costMs = 0 } = {}) =>
    inTurn(session, {
      socket,
      chars,
      read: () => {
        activeMs += costMs;
        told.push(text);
      },
    });
  return { send, socketOf, told, rests };
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

test('after a message that is longer than devices send there is a rest, and after no other', async () => {
  const { send, socketOf, told, rests } = setup();
  const socket = socketOf('socket');
  send('ada', socket, 'short', { costMs: 20 });
  send('ada', socket, 'long', { costMs: 20, chars: 100_000 });
  send('ada', socket, 'next');
  await turn();
  await turn();
  await turn();
  expect(told).toEqual(['short', 'long']);
  expect(rests.map(({ ms }) => ms)).toEqual([60]);
  rests[0]?.end();
  await turn();
  expect(told).toEqual(['short', 'long', 'next']);
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
