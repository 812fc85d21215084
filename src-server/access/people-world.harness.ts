/*
 * A server with one tenant, its administrator Ada, and a mail server; and how more people come into it. The same on PGlite and on
 * PostgreSQL: the tests of people and tenants are suites that either starts.
 */
import { afterAll, beforeAll } from 'vitest';

import type { SignedIn } from '#shared/access/me.ts';
import { assert } from '#shared/base/assert.ts';

import { startTestMailServer } from '../mail/smtp.harness.ts';
import type { TestMailServer } from '../mail/smtp.harness.ts';
import { setUpTenant, startTestServer } from '../server.harness.ts';
import { signedInOf, testDevice, testPassword } from '../server-client.harness.ts';
import type { TestServer } from '../server.harness.ts';
import type { ServerClient } from '../server-client.harness.ts';

export type PeopleWorld = {
  readonly server: TestServer;
  readonly mails: TestMailServer;
  readonly ada: SignedIn;
  /** Ada's. */
  readonly client: ServerClient;
};

export type Person = {
  readonly id: string;
  readonly token: string;
  readonly client: ServerClient;
  readonly email: string;
};

/** Starting a PGlite, and Fastify on it, takes so long where other things run too. */
const startMsMax = 90_000;

/** `databaseAddress`: of a new database for each file; a PGlite where none is given. Call within a file or a suite. */
export function withPeopleWorld(
  databaseAddress?: () => Promise<string>,
  options: { readonly tenantBytesMax?: number } = {},
): () => PeopleWorld {
  let world: PeopleWorld | undefined;
  beforeAll(async () => {
    const mails = await startTestMailServer();
    const address = await databaseAddress?.();
    const server = await startTestServer({
      ...options,
      mailServer: mails,
      ...(address === undefined ? {} : { databaseAddress: address }),
    });
    const ada = await setUpTenant(server);
    world = { server, mails, ada, client: server.client(ada.token) };
  }, startMsMax);
  afterAll(async () => {
    await world?.server.close();
    await world?.mails.close();
  });
  return () => {
    assert(world !== undefined, 'The world has not been made.');
    return world;
  };
}

/** A day later, on which Ada shows again who she is, and so may go on inviting people. */
export async function passDay({ server, client }: PeopleWorld): Promise<void> {
  server.passMs(86_400_000 + 1_000);
  await client.secondFactor.signInAgain({ password: testPassword });
}

/** Invites somebody, who accepts. */
export async function addPerson(
  { server, client }: Pick<PeopleWorld, 'server' | 'client'>,
  email: string,
  roleIds: string[],
): Promise<Person> {
  const { link } = await client.invitations.create({ email, roleIds });
  const { token, me } = await acceptInvitation(server, link);
  return { id: me.user.id, token, client: server.client(token), email };
}

export async function acceptInvitation(server: TestServer, link: string, name = 'Grace Hopper'): Promise<SignedIn> {
  return signedInOf(
    await server
      .client()
      .access.acceptInvitation({ ...partsOf(link), name, password: testPassword, device: testDevice }),
  );
}

export function partsOf(link: string): { readonly id: string; readonly secret: string } {
  const [, id, secret] = /#invite_([0-9a-f-]{36})_([\w-]{43})$/.exec(link) ?? [];
  assert(id !== undefined && secret !== undefined, `${link} is no link of an invitation.`);
  return { id, secret };
}

/** What the audit has of a resource, the latest first. */
export async function actionsOn(client: ServerClient, resourceId: string): Promise<readonly string[]> {
  return (await client.audit.search({ resourceId })).items.map(({ action }) => action);
}
