/*
 * The server as `startServer` starts it, all doors included, in this process and with a PGlite.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { SignedIn } from '#shared/access/me.ts';
import { assert } from '#shared/base/assert.ts';

import { prepareDataFolder } from './prepared-folder.harness.ts';
import { readConfig } from './read-config.ts';
import type { CallEnd } from './rpc/api-router.ts';
import { clientOf, takeSetUpLink } from './server-client.harness.ts';
import type { ServerClient } from './server-client.harness.ts';
import { startServer } from './start-server.ts';

export type WholeServer = {
  readonly address: string;
  readonly ada: SignedIn;
  readonly ends: readonly CallEnd[];
  readonly client: (token?: string | null) => ServerClient;
  readonly close: () => Promise<void>;
};

/** Set up, with its administrator signed in. `database`: a prepared one where none is given. */
export async function startWholeServer(
  flags: { readonly [setting: string]: string } = {},
  database?: string,
): Promise<WholeServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-whole-'));
  const config = readConfig({
    flags: { 'data-dir': folder, port: '0', 'backup-every-hours': '0', ...flags },
    environment: {},
  });
  assert(config.ok, 'The settings of the test are good ones.');
  if (database === undefined) await prepareDataFolder(folder);
  const ends: CallEnd[] = [];
  const server = await startServer(
    { ...config.value, ...(database === undefined ? {} : { database }) },
    {
      say: () => undefined,
      onCallEnd: (end) => void ends.push(end),
      onTurnedAway: () => undefined,
      flush: () => undefined,
    },
  );
  const [, id, secret] = /#setup_([0-9a-f-]{36})_([\w-]{43})$/.exec(server.setUpLink ?? '') ?? [];
  assert(id !== undefined && secret !== undefined, 'The server is new.');
  const { address } = server;
  return {
    address,
    ada: await takeSetUpLink(clientOf(address), { id, secret }),
    ends,
    client: (token = null) => clientOf(address, token),
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
