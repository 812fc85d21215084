import { adaEmail, password } from './ada-server.harness.ts';
import { connectToApp } from './cli.harness.ts';
import type { AppStart, Cli } from './cli.harness.ts';

/** A program of its own, signed in: its keychain is of the tests, so each start asks for the password again. */
export async function openSignedIn(cli: Cli, address: string, how: AppStart = {}) {
  const app = await cli.openApp(how);
  const { client } = await connectToApp(cli.dataFolder);
  await client.connections.signIn({ address, email: adaEmail, password });
  // With the account.
  return { app, client: (await connectToApp(cli.dataFolder)).client };
}
