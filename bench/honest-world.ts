/* A server in a process of its own as it is shipped, with people of one tenant: those who ask honestly, and one who means it ill. */
import { testDevice, testPassword, takeSetUpLink, clientOf } from '../src-server/server-client.harness.ts';
import type { ServerClient } from '../src-server/server-client.harness.ts';
import { setUpLinkOf, startServerProcess } from './server-process.ts';
import type { BenchProcess } from './server-process.ts';

export type HonestWorld = {
  readonly server: BenchProcess;
  /** Of as many people; each asks within what one may. */
  readonly honestTokens: readonly string[];
  readonly hostileToken: string;
};

const adasEmail = 'ada@example.org';
const invitedEmails = ['bob@example.org', 'cleo@example.org', 'dan@example.org', 'mallory@example.org'];

/** Its process has been asked nothing yet, and nobody has ever attacked it. */
export async function openHonestWorld(folder: string, url: string | undefined): Promise<HonestWorld> {
  const first = await startServerProcess(folder, url, []);
  const client = clientOf(first.address);
  const { token } = await takeSetUpLink(client, await setUpLinkOf(first), adasEmail);
  const invited = [];
  for (const email of invitedEmails) invited.push(await invite(client, clientOf(first.address, token), email));
  await first.stop();
  const hostileToken = invited.pop() ?? '';
  return { server: await startServerProcess(folder, url, []), honestTokens: [token, ...invited], hostileToken };
}

/** Resolves with the token of the one who has come. */
async function invite(stranger: ServerClient, administrator: ServerClient, email: string): Promise<string> {
  const { link } = await administrator.invitations.create({ email, roleIds: ['analyst'] });
  const [, id = '', secret = ''] = /#invite_([0-9a-f-]{36})_([\w-]{43})$/.exec(link) ?? [];
  const accepted = { id, secret, name: email, password: testPassword, device: testDevice };
  const answer = await stranger.access.acceptInvitation(accepted);
  if (answer.kind !== 'signed-in') throw new Error('Nobody is asked for a second factor.');
  return answer.token;
}
