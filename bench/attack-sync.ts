/* What somebody does to a server who is signed in and means it ill (attack-server.ts). */
import { WebSocket } from 'ws';

import { apiPath, largeBody, socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

import { clientOf } from '../src-server/server-client.harness.ts';
import { createTestDevice, newId } from '../src-server/sync/test-device.harness.ts';
import type { Place, TestDevice } from '../src-server/sync/test-device.harness.ts';
import { localAddress, post, sendRubbish, times } from './attack-strangers.ts';
import type { Attack, Target } from './attack-strangers.ts';

/** Each at once; a session has no more than twenty sockets. */
const rubbishers = 8;
const socketPushers = 16;
const largestPushers = 4;
const slowReaders = 20;
/** A little less than what a message may have, and what a body may. */
const messageBytes = 64_000;
const bodyBytes = 8_000_000;
const changeBytesMax = 2_000;
const unreadCalls = 200;
const unreadForMs = 1_000;
/** What there is to be asked for. */
const storedComments = 5_000;

/** Half of it as messages that are none, half as frames that are none. */
export const socketRubbish: Attack = async (target) =>
  await Promise.resolve(async () => {
    const frames = times(rubbishers, async () => await sendRubbish(target));
    const messages = times(rubbishers, async () => await sendMessages(target));
    await Promise.all([...frames, ...messages]);
  });

/** Changes that are taken, as many as go into a message, over many sockets. */
export const socketPushes: Attack = async (target) => {
  const pushers = await openPushers(target, { count: socketPushers, bytesMax: messageBytes });
  return async () =>
    await Promise.all(times(socketPushers, async (index) => await pushOverSocket(target, pushers[index])));
};

/** Changes that are taken, as many as go into a body. */
export const largestPushes: Attack = async (target) => {
  const pushers = await openPushers(target, { count: largestPushers, bytesMax: bodyBytes });
  const headers = { authorization: `Bearer ${target.token}` };
  const path = `${apiPath}${largeBody.path}`;
  return async () =>
    await Promise.all(
      times(largestPushers, async (index) => {
        const pusher = pushers[index];
        const status = await post(target.address, { path, headers, body: JSON.stringify(pusher?.next()) });
        if (status === 200) pusher?.onTaken();
      }),
    );
};

/** Asks for page upon page of records, and takes nothing of them. */
export const socketUnread: Attack = async (target) => {
  const { device, place } = await openPlace(target);
  for (let stored = 0; stored < storedComments; stored += 500)
    await device.push(Array.from({ length: 500 }, () => device.comment(place, 'x'.repeat(500))));
  const scope = { kind: 'project', id: place.projectId };
  return async () =>
    await Promise.all(
      times(slowReaders, async () => {
        const socket = await openSocket(target);
        if (socket === undefined) return;
        socket.pause();
        for (let call = 0; call < unreadCalls; call += 1)
          socket.send(messageOf(call, '/sync/snapshot', { scope, entity: 'comment', afterId: null }));
        // Who does not read does not hear that the connection has been closed either.
        await new Promise((resolve) => void setTimeout(resolve, unreadForMs));
        socket.terminate();
      }),
    );
};

async function sendMessages(target: Target): Promise<void> {
  const socket = await openSocket(target);
  if (socket === undefined) return;
  for (let message = 0; message < 100; message += 1) socket.send('['.repeat(10_000));
  await firstOf(socket, 'close');
}

async function pushOverSocket(target: Target, pusher: Pusher | undefined): Promise<void> {
  const socket = await openSocket(target);
  if (socket === undefined) return;
  socket.on('message', (answer: Buffer) => {
    if (answer.includes('"applied"')) pusher?.onTaken();
  });
  for (let call = 0; socket.readyState === WebSocket.OPEN; call += 1) {
    socket.send(messageOf(call, '/sync/push', pusher?.next()));
    await firstOf(socket, 'message');
  }
}

/** As oRPC writes a call. */
function messageOf(call: number, path: string, input: unknown): string {
  return JSON.stringify({ i: String(call), p: { u: path, b: { json: input } } });
}

/** Undefined where it is not let in. */
async function openSocket({ address, token }: Target): Promise<WebSocket | undefined> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}${socketPath}`, protocolsWithToken(token), {
    localAddress,
  });
  socket.on('error', () => undefined);
  await firstOf(socket, 'open');
  return socket.readyState === WebSocket.OPEN ? socket : undefined;
}

/** Or, if that comes first, its end. */
async function firstOf(socket: WebSocket, event: 'open' | 'message' | 'close'): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      socket.off(event, end);
      socket.off('close', end);
      resolve();
    };
    socket.on(event, end);
    socket.on('close', end);
  });
}

async function openPlace(target: Target): Promise<{ readonly device: TestDevice; readonly place: Place }> {
  const client = clientOf(target.address, target.token);
  const me = await client.access.me({});
  const ids = { tenantId: me.tenant.id, userId: me.user.id };
  const device = createTestDevice(client, ids);
  const place = { tenantId: ids.tenantId, workspaceId: newId(), projectId: newId() };
  await device.push([
    ...device.workspace('Mallory', place.workspaceId),
    ...device.project(place.workspaceId, 'Mallory', place.projectId),
  ]);
  return { device, place };
}

type Pusher = {
  /** The same again, as long as it was not taken. */
  readonly next: () => unknown;
  readonly onTaken: () => void;
};

/** Each is a device of its own, whose pushes are of new comments. */
async function openPushers(
  target: Target,
  { count, bytesMax }: { readonly count: number; readonly bytesMax: number },
): Promise<readonly Pusher[]> {
  const { place } = await openPlace(target);
  const client = clientOf(target.address, target.token);
  const me = await client.access.me({});
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const device = createTestDevice(client, { tenantId: me.tenant.id, userId: me.user.id });
      const fence = await device.fence();
      let pushed = 0;
      let push: unknown;
      const make = (): unknown => {
        const changes = [];
        const after = { [device.deviceId]: pushed };
        for (let bytes = 0; bytes < bytesMax - changeBytesMax; pushed += 1) {
          const change = device.comment(place, 'x');
          bytes += JSON.stringify(change).length + 1;
          changes.push(change);
        }
        return { changes, after, fence };
      };
      return {
        next: () => (push ??= make()),
        onTaken: () => {
          push = undefined;
        },
      };
    }),
  );
}
