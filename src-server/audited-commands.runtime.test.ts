/* What is done by command, where nobody signs in, stands in the audit of every tenant that it concerns. */
import { rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';

import { openDatabase } from './db/open-database.ts';
import { sharedPostgres } from './db/postgres.harness.ts';
import { takeSetUpLink } from './server-client.harness.ts';
import { setupServerFolder } from './server-process.harness.ts';

const postgres = sharedPostgres();
const by = (command: string) => `the command ${command}, as ${userInfo().username}`;

/** A server that was set up and ended, with a second tenant beside the first, and how its audit is read. */
async function setupWorld(kind: 'pglite' | 'postgres') {
  const setup = setupServerFolder();
  onTestFinished(async () => await setup[Symbol.asyncDispose]());
  const url = kind === 'postgres' ? await (await postgres()).createDatabase() : undefined;
  const address = url ?? path.join(setup.dataFolder, 'database');
  const where = url === undefined ? [] : ['--database', url];
  const server = await setup.start(...where);
  assert(server.setUpLink !== undefined, 'The server is new.');
  const { token } = await takeSetUpLink(server.client(), server.setUpLink);
  await server
    .client(token)
    .tenants.create({ name: 'Second Institute', slug: 'second', administratorEmail: 'grace@example.org' });
  await server.stop();
  const command = async (...words: readonly string[]) => await setup.run(...words, ...where).ended;
  const done = async (...words: readonly string[]) =>
    expect(await command(...words)).toMatchObject({ code: 0, err: '' });
  /** What was done by command, of each tenant. */
  async function readActs() {
    const database = await openDatabase(address);
    const rows = await database.asOwner(
      async ({ query }) =>
        await query(
          `SELECT tenant.slug, event.action, event.resource_type, event.user_id, event.details
          FROM audit_events AS event JOIN tenants AS tenant ON tenant.id = event.tenant_id
          WHERE event.user_agent = 'command line' ORDER BY event.id`,
        ),
    );
    await database.close();
    const actsOf = (slug: string) => rows.filter((row) => row['slug'] === slug).map(({ slug: _slug, ...act }) => act);
    return { example: actsOf('example'), second: actsOf('second') };
  }
  async function asOwner(statement: string): Promise<void> {
    const database = await openDatabase(address);
    await database.asOwner(async ({ run }) => await run(statement));
    await database.close();
  }
  return { ...setup, command, done, readActs, asOwner };
}

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  test('what a command does to access, keys and data is in the audit of each tenant, and the chains stay whole', async () => {
    const { command, done, readActs, asOwner, dataFolder } = await setupWorld(kind);
    await done('tenants', 'cancel', 'second');
    await done('users', 'example', 'reset', 'ada@example.org');
    await done('backup');
    await done('rotate-keys');
    await asOwner(`UPDATE users SET private_metadata = to_jsonb('sealed.1.lost.${'A'.repeat(40)}'::text)`);
    rmSync(path.join(dataFolder, 'keys', 'seal.keys'));
    await done('replace-keys', 'yes');
    await done('rollback', 'yes');
    await done('migrate');
    await done('tenants', 'open', 'second');
    const act = (action: string, resourceType: string, details: object) => ({
      action,
      resource_type: resourceType,
      user_id: null,
      details: expect.objectContaining(details) as unknown,
    });
    const newest = migrations.length;
    const toAll = (valuesGivenUp: number) => [
      act('server.backed-up', 'backup', { by: by('backup') }),
      act('server.keys-rotated', 'keys', { by: by('rotate-keys'), isContinued: false }),
      act('server.keys-replaced', 'keys', { by: by('replace-keys'), made: ['seal.keys'], valuesGivenUp }),
      act('server.rollback-begun', 'backup', { by: by('rollback') }),
      act('server.migrated', 'database', { by: by('migrate'), from: newest - 1, to: newest }),
    ];
    const { example, second } = await readActs();
    expect(example).toEqual([act('access.reset-requested', 'user', { by: by('users reset') }), ...toAll(1)]);
    expect(second).toEqual([
      act('tenant.status-set', 'tenant', { by: by('tenants cancel'), status: 'cancelled' }),
      ...toAll(0),
      act('tenant.status-set', 'tenant', { by: by('tenants open'), status: 'active' }),
    ]);
    // What each key is called, and nothing of it.
    const replaced = example.find(({ action }) => action === 'server.keys-replaced');
    expect(Object.keys(replaced?.['details'] as object).toSorted()).toEqual([
      'auditKey',
      'by',
      'made',
      'sealKey',
      'valuesGivenUp',
    ]);
    const verified = await command('verify-audit');
    expect(verified.out).toMatch(/^example: .*, whole\nsecond: .*, whole\n$/);
    expect(verified.code).toBe(0);
  }, 360_000);
});
