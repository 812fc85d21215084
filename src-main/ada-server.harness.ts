// A real server process, on which Ada is the administrator, for tests of the device.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { assert } from '#shared/base/assert.ts';

import { startServerProcess } from '../src-server/running-server.harness.ts';
import type { ServerProcess } from '../src-server/running-server.harness.ts';
import { takeSetUpLink, testDevice, testPassword } from '../src-server/server-client.harness.ts';
import type { ServerClient } from '../src-server/server-client.harness.ts';

// Of the person who runs the tests nothing is read or written: on a bus that there is not, no keychain answers.
process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';

export const password = testPassword;
export const adaEmail = 'ada@example.org';

export type AdaServer = ServerProcess & {
  /** Ada's client, on a machine of the tests. */
  readonly ada: ServerClient;
  readonly signUp: (email: string, name: string, role: string) => Promise<void>;
  readonly dispose: () => Promise<void>;
};

/** `database`: embedded where none is given. */
export async function startAdaServer(database?: string): Promise<AdaServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'triptych-server-'));
  const server = await startServerProcess({ dataFolder: folder, ...(database === undefined ? {} : { database }) });
  const [, id = '', secret = ''] = /#setup_([^_]+)_(\S+)$/.exec(server.setUpLink) ?? [];
  const { token } = await takeSetUpLink(server.client(), { id, secret });
  const ada = server.client(token);
  return {
    ...server,
    ada,
    signUp: async (email, name, role) => {
      const { link } = await ada.invitations.create({ email, name, roleIds: [role] });
      await server.client().access.acceptInvitation({ ...partsOfInvitation(link), name, password, device: testDevice });
    },
    dispose: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a back-up while the server does not run, and starts it again. Resolves with what sets it back. */
export async function backUp(server: AdaServer): Promise<() => Promise<void>> {
  await server.stop();
  const made = await server.command('backup');
  const [, file] = /^(\S+) {2}\d+ bytes\n$/.exec(made.out) ?? [];
  assert(file !== undefined, `No back-up was made: ${made.err}`);
  await server.start();
  return async () => {
    await server.stop();
    const { code, err } = await server.command('restore', file);
    assert(code === 0, `The back-up was not restored: ${err}`);
    await server.start();
  };
}

export function partsOfInvitation(link: string): { readonly id: string; readonly secret: string } {
  const [, id = '', secret = ''] = /#invite_([^_]+)_(\S+)$/.exec(link) ?? [];
  return { id, secret };
}
