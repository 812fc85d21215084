import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';

import type { ServerApiClient } from '#shared/server-api.ts';

import { createAskOnSocket } from './ask-on-socket.ts';

const address = 'https://triptych.example';
// Of the client only its identity matters here: the question is what asks.
const client = {} as ServerApiClient;

test('where no socket is open nothing is asked', async () => {
  const askOnSocket = createAskOnSocket({ address: () => address, socket: () => undefined });
  let asked = 0;
  expect(await askOnSocket(async () => await Promise.resolve((asked += 1)))).toBe(undefined);
  expect(asked).toBe(0);
});

test('an answer is told, and so is what a server refuses', async () => {
  const askOnSocket = createAskOnSocket({ address: () => address, socket: () => client });
  expect(await askOnSocket(async () => await Promise.resolve(7))).toEqual({ ok: true, value: 7 });
  const refused = new ORPCError('SIGNED_OUT', { defined: true, data: { kind: 'signed-out', reason: null } });
  const answer = await askOnSocket(async () => await Promise.reject(refused));
  expect(answer).toEqual({ ok: false, failure: { kind: 'signed-out', reason: null } });
});

test('a socket that is lost while it is asked has answered nothing', async () => {
  const askOnSocket = createAskOnSocket({ address: () => address, socket: () => client });
  expect(await askOnSocket(async () => await Promise.reject(new Error('The socket was closed.')))).toBe(undefined);
});

test('a socket that says nothing is asked once, and another one again', async () => {
  let socket = client;
  const askOnSocket = createAskOnSocket({ address: () => address, socket: () => socket, silentMs: 1 });
  let asked = 0;
  const ask = async () =>
    await askOnSocket(async () => {
      asked += 1;
      return await new Promise<never>(() => undefined);
    });
  expect([await ask(), await ask()]).toEqual([undefined, undefined]);
  expect(asked).toBe(1);
  socket = { ...client };
  await ask();
  expect(asked).toBe(2);
});
