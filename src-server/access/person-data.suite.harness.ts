/*
 * What is stored of a person, given to them and erased. Which entities those are comes from the registry, and what is left of a
 * person is looked for in every text of every table.
 */
import { expect, test } from 'vitest';

import { isStoredEntity } from '#shared/schema/table-sql.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';

import { insertStatement } from '../db/record-sql.ts';
import { sampleRow } from '../db/security-world.harness.ts';
import { failureOf } from '../server-client.harness.ts';
import type { TestServer } from '../server.harness.ts';
import { serverSchema } from '../server-schema.ts';
import { addPerson } from './people-world.harness.ts';
import type { PeopleWorld, Person } from './people-world.harness.ts';

const stored = serverSchema.entities.filter((entity) => isStoredEntity(entity, 'postgres'));
const naming = stored.filter((entity) => userFields(entity).length > 0);

export function personDataSuite(world: () => PeopleWorld): void {
  test('everything that names a person is given to them, but nothing that would let somebody in', async () => {
    const { server, client, ada } = world();
    const eve = await addPerson(world(), 'eve@example.org', ['developer']);
    await leaveTraces(server, eve, ada.me.tenant.id);
    await client.userData.set({ userId: eve.id, key: 'badge', value: '4711' });
    const { records } = await client.users.exportData({ id: eve.id });
    // Every entity that names a person is there, with a row of each of its fields.
    for (const entity of naming) {
      const rows = records[entity.name] ?? [];
      for (const field of userFields(entity)) {
        expect([entity.name, field, rows.some((row) => row[field] === eve.id)]).toEqual([entity.name, field, true]);
      }
    }
    expect(records['user']).toMatchObject([{ email: 'eve@example.org' }]);
    // By the e-mail too: an invitation names nobody who has no account yet.
    expect(records['invitation']?.map(({ email }) => email)).toContain('eve@example.org');
    const text = JSON.stringify(records);
    expect(text).toContain('4711');
    for (const word of ['secretHash', 'passwordHash', 'argon2', 'answer', 'sealed.1', eve.token.slice(-43)]) {
      expect([word, text.includes(word)]).toEqual([word, false]);
    }
    const [event] = (await client.audit.search({ resourceId: eve.id, action: 'user.data-exported' })).items;
    expect(event).toBeDefined();
    await clearTraces(server);
  });

  test('a person is erased from every table, once, and the audit is still whole', async () => {
    const { server, client, ada } = world();
    const mallory = await addPerson(world(), 'mallory.m@example.org', ['developer']);
    await mallory.client.access.editProfile({ name: 'Mallory Unforgettable', firstName: 'Mallory' });
    await mallory.client.preferences.set({ key: 'theme', value: 'Mallory Unforgettable likes dark' });
    const { token } = await mallory.client.tokens.create({ name: 'Mallory Unforgettable', scopes: ['user:read'] });
    await client.userData.set({ userId: mallory.id, key: 'note', value: 'Mallory Unforgettable sings' });
    await client.audit.search({ search: 'mallory.m@example.org' });
    await server.app.audit.settle();
    await leaveTraces(server, mallory, ada.me.tenant.id);
    const events = (await client.audit.search({ userId: mallory.id })).items.map(({ id }) => id);
    expect(events.length).toBeGreaterThan(2);
    const typed = { id: mallory.id, confirmEmail: 'somebody@example.org' };
    expect(await failureOf(client.users.erase(typed))).toEqual({ kind: 'confirmation-wrong' });
    const { erased } = await client.users.erase({ id: mallory.id, confirmEmail: 'Mallory.M@example.org' });
    expect(erased).toMatchObject({ user: 1, userPreference: 2, userData: 2, apiToken: 2, session: 2, invitation: 2 });
    await clearTraces(server, ['workspace', 'project']);
    expect(await textsWith(server, 'mallory')).toEqual([]);
    expect(await failureOf(mallory.client.access.me({}))).toEqual({ kind: 'signed-out', reason: null });
    expect(await failureOf(server.client(token).users.list({}))).toEqual({ kind: 'signed-out', reason: null });
    expect(await client.users.get({ id: mallory.id })).toMatchObject({
      name: 'Erased person',
      isDeleted: true,
      roleIds: [],
    });
    // Only what says whose a record is: what lies in workspaces and projects still names the id.
    expect(await failureOf(client.users.restore({ id: mallory.id }))).toMatchObject({ kind: 'record-missing' });
    expect(await failureOf(client.users.exportData({ id: mallory.id }))).toMatchObject({ kind: 'record-missing' });
    expect(await client.users.erase(typed)).toEqual({ erased: {} });
    await server.app.audit.settle();
    expect(await client.audit.verify({})).toMatchObject({ isWhole: true, problems: [] });
    expect((await client.audit.search({ userId: mallory.id })).items).toEqual([]);
    const [event] = (await client.audit.search({ resourceId: mallory.id, action: 'user.erased' })).items;
    expect(event).toMatchObject({ userName: 'Ada Lovelace', details: null, isErased: false });
  });
}

function userFields(entity: AnyEntity): readonly string[] {
  return Object.entries(entity.fields)
    .filter(([, { target }]) => target === 'user')
    .map(([name]) => name);
}

const tracePrefix = 'trace-';

/** A record of every entity that names a person, in which they are named in every field that can. */
async function leaveTraces({ app }: TestServer, { id }: Person, tenantId: string): Promise<void> {
  await app.database.asOwner(async ({ query }) => {
    for (const entity of naming) {
      const named = Object.fromEntries(userFields(entity).map((field) => [snakeCase(field), id]));
      const row = sampleRow(entity, { person: id, workspace: 'any', project: 'any' });
      const unique = { id: `${tracePrefix}${entity.name}`, tenant_id: tenantId, ...named, ...plainOf(entity) };
      const { text, values } = insertStatement(entity, [{ ...row, ...unique }]);
      await query(text, values);
    }
  });
}

/** Lists where the sample has an object, and what cannot be read from an empty one. */
function plainOf(entity: AnyEntity): { readonly [column: string]: unknown } {
  if (entity.name === 'invitation') return { role_ids: '["viewer"]' };
  if (entity.name === 'sharedResult') return { outcome: '{"shown": [], "failure": null, "warnings": []}' };
  return entity.name === 'apiToken' ? { scopes: '["user:read"]' } : {};
}

async function clearTraces({ app }: TestServer, scopes?: readonly string[]): Promise<void> {
  await app.database.asOwner(async ({ query }) => {
    for (const { table, scope } of naming) {
      if (scopes === undefined || scopes.includes(scope)) {
        await query(`DELETE FROM ${table} WHERE id = $1 OR id LIKE '${tracePrefix}%'`, ['']);
      }
    }
  });
}

/** Where in the whole database a word stands, in whatever case: `table.column`. */
async function textsWith({ app }: TestServer, word: string): Promise<readonly string[]> {
  return await app.database.asOwner(async ({ query }) => {
    const columns = await query(
      `SELECT table_name, column_name FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'json', 'character varying')`,
    );
    const found: string[] = [];
    for (const { table_name: table, column_name: column } of columns) {
      const [row] = await query(
        `SELECT count(*)::int AS number FROM ${String(table)} WHERE strpos(lower(${String(column)}::text), $1) > 0`,
        [word],
      );
      if (Number(row?.['number']) > 0) found.push(`${String(table)}.${String(column)}`);
    }
    return found;
  });
}
