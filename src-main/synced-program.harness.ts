import { adaEmail, password } from './ada-server.harness.ts';
import type { AppStart, Cli } from './cli.harness.ts';
import { connectToRunning } from './local-socket.ts';

/** A program of its own, signed in: its keychain is of the tests, so each start asks for the password again. */
export async function openSignedIn(cli: Cli, address: string, how: AppStart = {}) {
  const app = await cli.openApp(how);
  const first = await connectToRunning(cli.dataFolder);
  if (first === null) throw new Error('The app does not answer.');
  await first.client.connections.signIn({ address, email: adaEmail, password });
  const second = await connectToRunning(cli.dataFolder);
  if (second === null) throw new Error('The app does not answer with the account.');
  return { app, client: second.client };
}
