// A real server process, on which Ada is the administrator, for tests of the device.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

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

export async function startAdaServer(): Promise<AdaServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'triptych-server-'));
  const server = await startServerProcess({ dataFolder: folder });
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

export function partsOfInvitation(link: string): { readonly id: string; readonly secret: string } {
  const [, id = '', secret = ''] = /#invite_([^_]+)_(\S+)$/.exec(link) ?? [];
  return { id, secret };
}
