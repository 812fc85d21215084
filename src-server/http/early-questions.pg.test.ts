import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import { startWholeServer } from '../whole-server.harness.ts';
import type { WholeServer } from '../whole-server.harness.ts';

let server: WholeServer;

beforeAll(async () => {
  // In memory, as bench and simulator have it.
  server = await startWholeServer({ 'requests-per-minute': '100000' }, 'memory://');
}, 90_000);
afterAll(async () => await server.close());

/** Resolves with the first thing that it is told; asks in the moment in which it is connected. */
async function firstTold(): Promise<unknown> {
  const address = `${server.address.replace(/^http/, 'ws')}${socketPath}`;
  const websocket = new WebSocket(address, protocolsWithToken(server.ada.token));
  const client: ServerApiClient = createORPCClient(new RPCLink({ websocket }));
  const events = (await client.live.watch({}))[Symbol.asyncIterator]();
  const told = await events.next();
  websocket.close();
  return told.value;
}

test('what a client asks before the server has looked up who it is, is answered', async () => {
  // As many at once as a session may have: the last have to wait for the database.
  const told = await Promise.all(Array.from({ length: 20 }, firstTold));
  expect(told).toEqual(told.map(() => ({ kind: 'begun' })));
});
