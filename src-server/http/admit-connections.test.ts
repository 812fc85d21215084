import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { admitConnectionsInTurn, createAdmission } from './admit-connections.ts';

test('one is let in at a turn, and who comes with many lets the others pass', async () => {
  const admitted: string[] = [];
  const wait = createAdmission<string>((item) => void admitted.push(item));
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

test('connections that come at once are all answered, also beside those that are cut off at once', async () => {
  const server = createServer((_request, response) => response.end('here'));
  admitConnectionsInTurn(server);
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
