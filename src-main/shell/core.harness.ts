// Store, records and the loopback shell's web server on a fresh folder, without a runner, for tests over real sockets.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';

import { personalAccountId } from '#shared/base/account-id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { api, entities } from '#shared/features.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

import { createRunHistory } from '../functions/prune-runs.ts';
import { createProjectGate } from '../matrix/project-gate.ts';
import { createRecordHandlers } from '../records/record-handlers.ts';
import { createUndoHandlers } from '../records/undo-handlers.ts';
import { createServer } from '../rpc/serve.ts';
import { openBlobFolder } from '../store/blob-folder.ts';
import { createAccountFolder, createDataFolder } from '../store/data-folder.ts';
import { openStore } from '../store/store.ts';
import { ensurePersonalAccount } from '../tenancy/personal-account.ts';
import { openHistory } from '../workspaces/keep-history.ts';
import { createWorkspaceHandlers } from '../workspaces/workspace-handlers.ts';
import { openWebServer } from './web-server.ts';

const clock = { nowMs: () => instantOf(Date.now()) };
const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);
const served = { records: api.records, undo: api.undo, workspaces: api.workspaces };

export const testToken = 'a-token-of-43-characters-that-is-not-random';
export type CoreClient = ContractRouterClient<typeof served>;

export async function setupCore() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-core-'));
  const pageFolder = path.join(folder, 'page');
  mkdirSync(path.join(pageFolder, 'assets'), { recursive: true });
  writeFileSync(path.join(pageFolder, 'index.html'), '<!doctype html><title>Triptych</title>');
  writeFileSync(path.join(pageFolder, 'assets', 'main-a1b2.js'), 'export {};');
  writeFileSync(path.join(folder, 'secret.js'), 'the secret');
  const store = await setupStore(path.join(folder, 'data'));
  const { actor } = ensurePersonalAccount(store, clock, 'Ada Lovelace');
  const log: string[] = [];
  const runs = createRunHistory({
    store,
    blobs: openBlobFolder(path.join(folder, 'data', 'blobs')),
    clock,
    listNamedBlobs: () => Promise.resolve(new Set()),
  });
  const history = openHistory({ store, runs, clock, log: (line) => log.push(line) });
  const server = createServer({ log: (line) => log.push(line), random }, served, {
    records: createRecordHandlers(store, entities, createProjectGate(store)),
    undo: createUndoHandlers(store),
    workspaces: createWorkspaceHandlers({ store, history, clock, random }),
  });
  const web = await openWebServer({
    port: 0,
    token: testToken,
    pageFolder,
    onConnection: (connection) => server.serve(connection, actor),
    log: (line) => log.push(line),
  });
  if (!web.ok) throw new Error(JSON.stringify(web.failure));
  const { port } = web.value;
  const sockets: WebSocket[] = [];

  async function openSocket(given: { readonly token?: string; readonly origin?: string; readonly host?: string } = {}) {
    const {
      token = testToken,
      origin = `http://127.0.0.1:${String(port)}`,
      host = `127.0.0.1:${String(port)}`,
    } = given;
    const socket = new WebSocket(`ws://127.0.0.1:${String(port)}/`, protocolsWithToken(token), {
      origin,
      headers: { host },
    });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return socket;
  }

  return {
    store,
    actor,
    log,
    port,
    openSocket,
    pageFolder,
    async openClient(): Promise<{ readonly client: CoreClient; readonly socket: WebSocket }> {
      const socket = await openSocket();
      // ws is, of the browser's WebSocket, what oRPC's link uses.
      const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'];
      return { client: createORPCClient(new RPCLink({ websocket })), socket };
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.terminate();
      await web.value.close();
      await history.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function setupStore(dataFolder: string) {
  const data = createDataFolder(dataFolder);
  if (!data.ok) throw new Error(JSON.stringify(data.failure));
  const account = createAccountFolder(data.value, personalAccountId);
  if (!account.ok) throw new Error(JSON.stringify(account.failure));
  const { file, backupFolder } = account.value;
  const opened = await openStore({ file, backupFolder, entities, clock, random });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  return opened.value;
}
