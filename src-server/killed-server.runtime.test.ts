/*
 * A server process that is killed while people sign in, accept invitations and get other roles: when it is there again, each of
 * these is whole or has not happened, and what was acknowledged is there.
 */
import { expect, onTestFinished, test } from 'vitest';

import type { SignedIn } from '#shared/access/me.ts';
import { assert } from '#shared/base/assert.ts';

import { sharedPostgres } from './db/postgres.harness.ts';
import type { ServerClient } from './server-client.harness.ts';
import { failureOf, signedInOf, takeSetUpLink, testDevice, testPassword } from './server-client.harness.ts';
import { setupServerFolder } from './server-process.harness.ts';
import type { RunningProcess } from './server-process.harness.ts';

const postgres = sharedPostgres();
const people = 8;
const emailOf = (number: number): string => `person${String(number)}@example.org`;

async function setupWorld(kind: 'pglite' | 'postgres') {
  const database = kind === 'postgres' ? ['--database', await (await postgres()).createDatabase()] : [];
  const setup = setupServerFolder();
  onTestFinished(async () => await setup[Symbol.asyncDispose]());
  if (kind === 'pglite') await setup.prepare();
  let server = await setup.start(...database);
  assert(server.setUpLink !== undefined, 'The server is new.');
  const { token } = await takeSetUpLink(server.client(), server.setUpLink);
  return {
    client: (own: string | null = token) => server.client(own),
    /** Kills it as soon as some of the work has been acknowledged, starts it again, and says what was. */
    killWithin: async <T>(works: readonly Promise<T>[]): Promise<readonly (T | undefined)[]> => {
      const ends = Promise.allSettled(works);
      await Promise.any(works);
      await kill(server);
      const acknowledged = (await ends).map((end) => (end.status === 'fulfilled' ? end.value : undefined));
      server = await setup.start(...database);
      return acknowledged;
    },
  };
}

async function kill({ child, ended }: RunningProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

async function invite(client: ServerClient, number: number) {
  const { link } = await client.invitations.create({ email: emailOf(number), roleIds: ['analyst'] });
  const [, id = '', secret = ''] = /#invite_([^_]+)_(\S+)$/.exec(link) ?? [];
  return { id, secret };
}

async function accept(client: ServerClient, link: { readonly id: string; readonly secret: string }): Promise<SignedIn> {
  const person = { name: 'A Person', password: testPassword, device: testDevice };
  return signedInOf(await client.access.acceptInvitation({ ...link, ...person }));
}

async function actionsOf(client: ServerClient, action: string): Promise<number> {
  return (await client.audit.search({ action, limit: 500 })).items.length;
}

const kinds = ['pglite', 'postgres'] as const;

test.each(kinds)(
  'of sign-ins in a server on %s that is killed, what was acknowledged is there, with its audit',
  async (kind) => {
    const { client, killWithin } = await setupWorld(kind);
    const acknowledged = await killWithin(
      Array.from({ length: people }, async () => {
        return await client(null).access.signIn({
          email: 'ada@example.org',
          password: testPassword,
          device: testDevice,
        });
      }),
    );
    const tokens = acknowledged.flatMap((answer) => (answer?.kind === 'signed-in' ? [answer.token] : []));
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect((await client(token).access.me({})).user.email).toBe('ada@example.org');
    // Each session there is has its event, the first one's among them, and each device its session.
    const sessions = await client().sessions.mine({});
    expect(sessions.length).toBeGreaterThanOrEqual(tokens.length + 1);
    expect(await actionsOf(client(), 'access.signed-in')).toBe(sessions.length);
    expect(await client().devices.mine({})).toHaveLength(sessions.length);
  },
  120_000,
);

test.each(kinds)(
  'an invitation in a server on %s that is killed is accepted, or can still be',
  async (kind) => {
    const { client, killWithin } = await setupWorld(kind);
    const links: Awaited<ReturnType<typeof invite>>[] = [];
    for (let number = 0; number < people; number += 1) links.push(await invite(client(), number));
    const acknowledged = await killWithin(links.map(async (link) => await accept(client(null), link)));
    const joined = new Set((await client().users.list({})).items.map(({ email }) => email));
    expect(acknowledged.filter((answer) => answer !== undefined).length).toBeGreaterThan(0);
    const fates = await Promise.all(
      links.map(async (link, number) => {
        const email = emailOf(number);
        const told = acknowledged[number];
        const toldRoles = told === undefined ? [] : (await client(told.token).access.me({})).roleIds;
        if (!joined.has(email)) {
          const { me } = await accept(client(null), link);
          return { isThere: false, wasTold: told !== undefined, toldRoles, roles: me.roleIds, link: 'used now' };
        }
        // Whole: they have their role and their password, and the link is used up.
        const { kind: used } = await failureOf(accept(client(null), link));
        const again = await client(null).access.signIn({ email, password: testPassword, device: testDevice });
        assert(again.kind === 'signed-in', 'They are in one tenant.');
        return { isThere: true, wasTold: told !== undefined, toldRoles, roles: again.me.roleIds, link: used };
      }),
    );
    expect(fates).toEqual(
      fates.map(({ isThere, wasTold }) => ({
        isThere: isThere || wasTold,
        wasTold,
        toldRoles: wasTold ? ['analyst'] : [],
        roles: ['analyst'],
        link: isThere ? 'link-unusable' : 'used now',
      })),
    );
    expect((await client().users.list({})).items).toHaveLength(people + 1);
    expect(await actionsOf(client(), 'user.invitation-accepted')).toBe(people);
  },
  120_000,
);

test.each(kinds)(
  'whoever got another role in a server on %s that is killed has the one or the other',
  async (kind) => {
    const { client, killWithin } = await setupWorld(kind);
    const ids: string[] = [];
    for (let number = 0; number < people; number += 1)
      ids.push((await accept(client(null), await invite(client(), number))).me.user.id);
    const acknowledged = await killWithin(
      ids.map(async (id) => await client().users.assignRoles({ id, roleIds: ['developer'] })),
    );
    const after = await Promise.all(ids.map(async (id) => await client().users.get({ id })));
    const rolesOf = after.map(({ roleIds }) => roleIds);
    expect(rolesOf.filter((roles) => roles.length !== 1 || !['analyst', 'developer'].includes(roles[0] ?? ''))).toEqual(
      [],
    );
    const told = rolesOf.filter((_, number) => acknowledged[number] !== undefined);
    expect(told).toEqual(told.map(() => ['developer']));
    expect(await actionsOf(client(), 'user.roles-assigned')).toBe(
      rolesOf.filter(([role]) => role === 'developer').length,
    );
  },
  120_000,
);
