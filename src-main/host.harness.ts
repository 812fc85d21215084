// The host on a fresh data folder with clients in the same process, for its tests.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { onTestFinished } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { ApiClient } from '#shared/features.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';

import type { NewAccount } from './access/account-desk.ts';
import { adaAtAcme } from './access/accounts.harness.ts';
import { createHost } from './host.ts';
import type { Host, HostOptions } from './host.ts';
import type { Connection } from './rpc/connection.ts';

export const acme: NewAccount = {
  ...adaAtAcme,
  role: 'admin',
  permissions: [...permissions],
  deviceId: null,
};

export const beech: NewAccount = {
  ...acme,
  tenantId: '0193b8c0-0000-7000-8000-00000000000b',
  tenantName: 'Beech',
  role: 'viewer',
  permissions: ['workspace:read', 'function:read', 'tenant:read', 'user:read', 'of:a-newer-server'],
};

export function setupHostFolder() {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'triptych-host-'));
  const hosts = new Set<Host>();
  onTestFinished(async () => {
    for (const host of hosts) await host.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  const log: string[] = [];

  async function create(options: Partial<HostOptions> = {}) {
    return await createHost({
      dataFolder,
      mayFallBack: true,
      shell: 'loopback',
      resourcesFolder: path.resolve(import.meta.dirname, '..', 'resources'),
      version: '0.0.0',
      clock: { nowMs: () => instantOf(Date.now()) },
      random: (bytes) => crypto.getRandomValues(bytes),
      log: (line) => log.push(line),
      ...options,
    });
  }

  return {
    dataFolder,
    log,
    create,
    start: async (options: Partial<HostOptions> = {}) => {
      const host = await create(options);
      assert(host.ok, `The host does not start: ${JSON.stringify(host)}`);
      hosts.add(host.value);
      return {
        host: host.value,
        connect: () => connectTo(host.value),
        close: async () => {
          hosts.delete(host.value);
          await host.value.close();
        },
      };
    },
    has: (...names: readonly string[]) => existsSync(path.join(dataFolder, ...names)),
    readAccounts: () => readFileSync(path.join(dataFolder, 'accounts.json'), 'utf8'),
  };
}

export type TestClient = { readonly client: ApiClient; readonly closed: Promise<string> };

/** A client over a connection of its own; `closed` tells why the host has closed it. */
function connectTo(host: Host): TestClient {
  const ends = new EventTarget();
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  let isClosed = false;
  const later = (type: string, init?: MessageEventInit): void =>
    void setImmediate(() => ends.dispatchEvent(new MessageEvent(type, init)));
  const connection: Connection = {
    send: (message) => Promise.resolve(isClosed ? undefined : later('answer', { data: message })),
    onMessage: (listener) =>
      ends.addEventListener('question', (event) => {
        if (event instanceof MessageEvent) listener(event.data);
      }),
    onClose: (listener) => ends.addEventListener('close', listener),
    close(reason) {
      isClosed = true;
      ends.dispatchEvent(new Event('close'));
      resolve(reason);
    },
  };
  host.serve(connection);
  const socket = {
    get readyState() {
      return isClosed ? 3 : 1; // WebSocket.CLOSED, WebSocket.OPEN
    },
    send: (message: unknown) => later('question', { data: message }),
    addEventListener: (type: string, listener: (event: Event) => void) =>
      ends.addEventListener(type === 'message' ? 'answer' : type, listener),
    removeEventListener: () => undefined,
  };
  // Of a WebSocket, oRPC's link uses these members, which are all here.
  const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'];
  return { client: createORPCClient<ApiClient>(new RPCLink({ websocket })), closed };
}
