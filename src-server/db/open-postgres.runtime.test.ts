// PostgreSQL that goes away, or that is not fit to be worked with.
import { expect, onTestFinished, test } from 'vitest';

import { preference, setupAcme } from './acme.harness.ts';
import { reachOf } from './database.harness.ts';
import { DatabaseUnfit, ensureRoles } from './database-roles.ts';
import { openPostgres } from './open-postgres.ts';
import { sharedPostgres } from './postgres.harness.ts';
import { DatabaseAway } from './server-database.ts';

const postgres = sharedPostgres();

test('when PostgreSQL has been away the pool mends itself, and listeners are told of the gap', async () => {
  const server = await postgres();
  const database = await setupAcme('postgres', postgres);
  let gaps = 0;
  const heard: string[] = [];
  await database.listen('things', { onMessage: (message) => heard.push(message), onGap: () => (gaps += 1) });
  const { promise: hasBegun, resolve: tellBegun } = Promise.withResolvers<undefined>();
  const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<undefined>();
  const cutOff = database.transaction(reachOf('acme'), async ({ query }) => {
    await query('SELECT 1');
    tellBegun(undefined);
    await mayEnd;
    await query('SELECT 1');
  });
  const outcome = cutOff.catch((error: unknown) => error);
  await hasBegun;
  await server.restart();
  letEnd(undefined);
  expect(await outcome).toBeInstanceOf(DatabaseAway);
  await database.transaction(reachOf('acme'), async ({ query }) => await query(preference('after')));
  await expect.poll(() => gaps).toBe(1);
  await database.transaction(reachOf('acme'), async ({ announce }) => await announce('things', 'again'));
  await expect.poll(() => heard).toEqual(['again']);
});

test('a database that is away says so, without its password', async () => {
  const database = openPostgres('postgres://ada:secret@127.0.0.1:1/triptych');
  onTestFinished(async () => await database.close());
  const failure: unknown = await database
    .transaction({ role: 'access' }, () => Promise.resolve())
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DatabaseAway);
  expect(String(failure)).toContain('127.0.0.1:1/triptych cannot be reached');
  expect(String(failure)).not.toContain('secret');
});

test('a login that could pass over row-level security, or may not make the roles, is refused with what to do', async () => {
  const server = await postgres();
  const refusalOf = async (login: string, attributes: string) => {
    await server.administer(`DROP DATABASE IF EXISTS ${login}; `);
    await server.administer(`CREATE ROLE ${login} LOGIN ${attributes}`);
    await server.administer(`CREATE DATABASE ${login} OWNER ${login}`);
    const database = openPostgres(
      server.superuserUrl.replace('administrator@', `${login}@`).replace('/postgres', `/${login}`),
    );
    onTestFinished(async () => await database.close());
    const failure: unknown = await ensureRoles(database).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DatabaseUnfit);
    return String(failure);
  };
  expect(await refusalOf('mighty', 'SUPERUSER')).toContain('CREATE ROLE triptych LOGIN CREATEROLE');
  expect(await refusalOf('passing', 'BYPASSRLS')).toContain('may pass over row-level security');
  expect(await refusalOf('plain', '')).toContain('GRANT triptych_app TO plain;');
});

test('a role of ours that could pass over row-level security is refused', async () => {
  const server = await postgres();
  const database = await setupAcme('postgres', postgres);
  await server.administer('ALTER ROLE triptych_app BYPASSRLS');
  onTestFinished(async () => await server.administer('ALTER ROLE triptych_app NOBYPASSRLS'));
  await expect(ensureRoles(database)).rejects.toThrow('ALTER ROLE triptych_app NOLOGIN NOSUPERUSER NOBYPASSRLS');
});
