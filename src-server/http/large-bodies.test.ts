import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';

import { expect, test } from 'vitest';

import { TooBusy } from '../rpc/turnstile.ts';
import { createLargeBodies, isLarge } from './large-bodies.ts';

/** The one thing that is asked of an answer: whether it has gone, or its connection. */
function createAnswer() {
  const answer = Object.assign(new EventEmitter(), { closed: false });
  const close = (): void => {
    answer.closed = true;
    answer.emit('close');
  };
  return { answer: answer as unknown as ServerResponse, close };
}

const turn = async () => await new Promise((resolve) => void setImmediate(resolve));

test('of one sender the next is read when the one before was answered and has rested; another sender does not wait', async () => {
  let [nowMs, activeMs] = [0, 0];
  const rests: { readonly ms: number; readonly end: () => void }[] = [];
  const wait = createLargeBodies({
    nowMs: () => nowMs,
    activeMs: () => activeMs,
    sleep: async (ms) => await new Promise((end) => void rests.push({ ms, end })),
  });
  const begun: string[] = [];
  const send = (who: string) => {
    const { answer, close } = createAnswer();
    const isRead = wait(who, answer).then(() => void begun.push(who));
    return { isRead, close };
  };
  const [first, second] = [send('mallory'), send('mallory')];
  await turn();
  expect(begun).toEqual(['mallory']);
  await send('ada').isRead;
  activeMs += 200;
  first.close();
  await turn();
  expect([begun, rests.map(({ ms }) => ms)]).toEqual([['mallory', 'ada'], [600]]);
  nowMs += 600;
  rests[0]?.end();
  await second.isRead;
  second.close();
  // Who has gone while it waited keeps nobody waiting.
  const gone = createAnswer();
  gone.close();
  await wait('mallory', gone.answer);
  await send('mallory').isRead;
});

test('one sender may let a few wait, and no more', async () => {
  const wait = createLargeBodies();
  const refused: unknown[] = [];
  const send = async (): Promise<void> =>
    await wait('mallory', createAnswer().answer).catch((error: unknown) => void refused.push(error));
  for (let count = 0; count < 9; count += 1) void send();
  await turn();
  expect(refused).toEqual([]);
  await send();
  expect(refused).toEqual([expect.any(TooBusy)]);
});

test('a body is large by what it says of itself, packed or not; one that says nothing may be', () => {
  const large = (length: number, encoding?: string) =>
    isLarge({ 'content-length': String(length), ...(encoding === undefined ? {} : { 'content-encoding': encoding }) });
  expect([large(500_000), large(600_000), large(60_000, 'zstd'), large(100_000, 'zstd'), isLarge({})]).toEqual([
    false,
    true,
    false,
    true,
    true,
  ]);
});
