import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect, test, vi } from 'vitest';

import { admitConnectionsInTurn, createAdmission } from './admit-connections.ts';

test('one is let in at a turn, and who comes with many lets the others pass', async () => {
  const admitted: string[] = [];
  const wait = createAdmission<string>({
    admit: (item) => void admitted.push(item),
    refuse: (item) => void admitted.push(`refused ${item}`),
    isTurnedAway: () => false,
  });
  for (const item of ['flood 1', 'flood 2', 'flood 3']) wait('flood', item);
  wait('ada', 'ada 1');
  wait('bob', 'bob 1');
  expect(admitted).toEqual([]);
  const seen: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    await nextTurn();
    seen.push(admitted.length);
  }
  expect(admitted).toEqual(['flood 1', 'ada 1', 'bob 1', 'flood 2', 'flood 3']);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  wait('flood', 'flood 4');
  await nextTurn();
  expect(admitted.at(-1)).toBe('flood 4');
});

test('who is turned away rests after each that is let in, with no more than a few, and others do not wait for that', async () => {
  const admitted: string[] = [];
  const refused: string[] = [];
  let isFlooding = true;
  const wait = createAdmission<string>({
    admit: (item) => void admitted.push(item),
    refuse: (item) => void refused.push(item),
    isTurnedAway: (caller) => isFlooding && caller === 'flood',
  });
  for (let number = 1; number <= 60; number += 1) wait('flood', `flood ${String(number)}`);
  await nextTurn();
  // Fifty of those that have come at once rest, the latest are refused, and so is what comes meanwhile.
  expect(admitted).toEqual(['flood 1']);
  expect(refused).toEqual(Array.from({ length: 9 }, (_, index) => `flood ${String(52 + index)}`));
  wait('flood', 'flood 61');
  expect(refused.at(-1)).toBe('flood 61');
  for (const item of ['ada 1', 'ada 2', 'ada 3']) wait('ada', item);
  for (let turn = 0; turn < 3; turn += 1) await nextTurn();
  expect(admitted).toEqual(['flood 1', 'ada 1', 'ada 2', 'ada 3']);
  // Those who rest come in, and once nobody is turned away any more, all of them without a rest.
  await vi.waitFor(() => expect(admitted).toContain('flood 2'), 10_000);
  isFlooding = false;
  await vi.waitFor(() => expect(admitted.filter((item) => item.startsWith('flood'))).toHaveLength(51), 10_000);
  expect(refused).toHaveLength(10);
});

test('connections that come at once are all answered, also beside those that are cut off at once', async () => {
  const server = createServer((_request, response) => response.end('here'));
  admitConnectionsInTurn(server, () => false);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // It listens on a port, and on no pipe.
  const ask = async (isCutOff: boolean): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    if (isCutOff) socket.resetAndDestroy();
    else await once(socket, 'close');
    return text.slice(-4);
  };
  const answers = await Promise.all(Array.from({ length: 40 }, async (_, index) => await ask(index % 2 === 1)));
  expect(answers.filter((_, index) => index % 2 === 0)).toEqual(Array.from({ length: 20 }, () => 'here'));
  server.close();
  await once(server, 'close');
});
