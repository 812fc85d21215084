/*
 * Tenants and what is kept of them, over HTTP.
 */
import { expect, test } from 'vitest';

import { isStoredEntity } from '#shared/schema/table-sql.ts';

import { insertStatement } from '../db/record-sql.ts';
import { sampleRow } from '../db/security-world.harness.ts';
import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';
import type { TestServer } from '../server.harness.ts';
import { serverSchema } from '../server-schema.ts';
import { acceptInvitation, actionsOn, addPerson, partsOf } from '../access/people-world.harness.ts';
import type { PeopleWorld } from '../access/people-world.harness.ts';

const stored = serverSchema.entities.filter((entity) => isStoredEntity(entity, 'postgres'));

export function ownTenantSuite(world: () => PeopleWorld): void {
  test('a tenant is renamed and has settings, of which the server checks those that it reads', async () => {
    const { client, server, ada } = world();
    const { id } = ada.me.tenant;
    await client.tenant.edit({ name: 'Example Institute II' });
    await client.tenant.setConfig({ key: 'access.single-session', value: 'true' });
    await client.tenant.setConfig({ key: 'house.colour', value: 'teal' });
    await client.tenant.setConfig({ key: 'house.colour', value: 'navy' });
    for (const [key, value] of [
      ['access.single-session', 'yes'],
      ['access.session-days', '0'],
      ['access.session-days', '366'],
      ['access.session-days', '1.5'],
    ] as const) {
      expect(await failureOf(client.tenant.setConfig({ key, value }))).toMatchObject({ kind: 'config-invalid', key });
    }
    const current = await client.tenant.current({});
    expect(current).toMatchObject({ name: 'Example Institute II', slug: 'example', status: 'active' });
    expect(current.config.map(({ key, value }) => `${key}=${value}`)).toEqual([
      'access.single-session=true',
      'house.colour=navy',
    ]);
    // It holds for whom the settings are none of their business too.
    const role = await client.roles.create({ name: 'Nothing', permissions: [] });
    const nina = await addPerson(world(), 'nina@example.org', [role.id]);
    await server.client().access.signIn({ email: nina.email, password: testPassword, device: testDevice });
    expect(await failureOf(nina.client.access.me({}))).toEqual({ kind: 'signed-out', reason: 'signed-in-elsewhere' });
    await client.tenant.setConfig({ key: 'access.single-session', value: null });
    expect((await client.tenant.current({})).config).toHaveLength(1);
    expect(await actionsOn(client, id)).toEqual([
      'tenant.config-set',
      'tenant.config-set',
      'tenant.config-set',
      'tenant.config-set',
      'tenant.edited',
      'tenant.created',
    ]);
  });

  test('whom a tenant is billed to lies sealed, and who reads it is audited', async () => {
    const { client, server, ada } = world();
    const billingInfo = { company: 'Example GmbH', vat: 'DE123', lines: ['a', null, 1.5] };
    await client.tenant.setBilling({ billingInfo });
    expect(await client.tenant.billing({})).toEqual(billingInfo);
    const [row] = await server.app.database.asOwner(
      async ({ query }) =>
        await query('SELECT billing_info::text AS text FROM tenants WHERE id = $1', [ada.me.tenant.id]),
    );
    expect(row?.['text']).toMatch(/^"sealed\.1\./);
    expect((await actionsOn(client, ada.me.tenant.id)).slice(0, 2)).toEqual([
      'tenant.billing-read',
      'tenant.billing-set',
    ]);
  });

  test("preferences are one's own, also while one acts elsewhere", async () => {
    const { client, server } = world();
    const pia = await addPerson(world(), 'pia@example.org', ['viewer']);
    await client.preferences.set({ key: 'theme', value: 'dark' });
    await pia.client.preferences.set({ key: 'theme', value: { name: 'light', size: 2 } });
    await pia.client.preferences.set({ key: 'theme', value: { name: 'light', size: 3 } });
    expect(await pia.client.preferences.list({})).toMatchObject([{ key: 'theme', value: { name: 'light', size: 3 } }]);
    const other = await client.tenants.create({
      name: 'Elsewhere',
      slug: 'elsewhere',
      administratorEmail: 'el@example.org',
    });
    const acting = server.client((await client.access.actIn({ tenantId: other.tenant.id })).token);
    expect(await acting.preferences.list({})).toMatchObject([{ key: 'theme', value: 'dark' }]);
    await acting.preferences.set({ key: 'theme', value: null });
    expect(await client.preferences.list({})).toEqual([]);
    expect(await pia.client.preferences.list({})).toHaveLength(1);
    // Somebody who is not at home there makes no token there.
    expect(await failureOf(acting.tokens.create({ name: 'x', scopes: ['user:read'] }))).toMatchObject({
      kind: 'not-permitted',
    });
  });

  test('what is noted of a person is read by who may, and that is audited', async () => {
    const { client } = world();
    const uma = await addPerson(world(), 'uma@example.org', ['viewer']);
    await client.userData.set({ userId: uma.id, key: 'desk', value: '12' });
    await client.userData.set({ userId: uma.id, key: 'desk', value: '13' });
    await client.userData.set({ userId: uma.id, key: 'key', value: 'A' });
    await client.userData.set({ userId: uma.id, key: 'key', value: null });
    expect(await client.userData.list({ userId: uma.id })).toMatchObject([{ key: 'desk', value: '13' }]);
    expect((await actionsOn(client, uma.id)).slice(0, 5)).toEqual([
      'user.notes-read',
      'user.noted',
      'user.noted',
      'user.noted',
      'user.noted',
    ]);
    expect(await failureOf(uma.client.userData.list({ userId: uma.id }))).toMatchObject({ kind: 'not-permitted' });
    const nobody = { kind: 'record-missing', entity: 'user', id: 'nobody' };
    expect(await failureOf(client.userData.list({ userId: 'nobody' }))).toEqual(nobody);
    expect(await failureOf(client.userData.set({ userId: 'nobody', key: 'a', value: 'b' }))).toEqual(nobody);
  });

  test('a call that goes elsewhere and back keeps its answer for who sends it again', async () => {
    const { client, server, ada } = world();
    const { tenant } = await client.tenants.create({
      name: 'Twice',
      slug: 'twice',
      administratorEmail: 'tw@example.org',
    });
    const keyed = server.client(ada.token, { 'idempotency-key': 'acting-12345678' });
    const first = await keyed.access.actIn({ tenantId: tenant.id });
    expect((await keyed.access.actIn({ tenantId: tenant.id })).token).toBe(first.token);
    // Where nobody need be signed in, no answer is kept for who is.
    const signIn = { email: 'ada@example.org', password: testPassword, device: testDevice };
    const [one, two] = [await keyed.access.signIn(signIn), await keyed.access.signIn(signIn)];
    expect(one).not.toEqual(two);
  });
}

export function tenantsSuite(world: () => PeopleWorld): void {
  test('a tenant is made with an invitation for its administrator', async () => {
    const { client, server } = world();
    const { tenant, link } = await client.tenants.create({
      name: 'Acme',
      slug: 'acme',
      administratorEmail: 'Adam@acme.org',
    });
    expect(tenant).toMatchObject({ name: 'Acme', slug: 'acme', status: 'active', users: 0 });
    expect(await server.client().access.readInvitation(partsOf(link))).toMatchObject({
      tenantName: 'Acme',
      roleNames: ['admin'],
    });
    const adam = await acceptInvitation(server, link, 'Adam');
    expect(adam.me.tenant.slug).toBe('acme');
    expect((await client.tenants.list({ search: 'ACM' })).items).toMatchObject([{ id: tenant.id, users: 1 }]);
    const draft = { name: 'Again', slug: 'acme', administratorEmail: 'b@acme.org' };
    expect(await failureOf(client.tenants.create(draft))).toEqual({
      kind: 'value-taken',
      entity: 'tenant',
      fields: ['slug'],
    });
    const theirs = server.client(adam.token);
    expect(await actionsOn(theirs, tenant.id)).toEqual(['tenant.created']);
    expect(await actionsOn(client, tenant.id)).toEqual(['tenant.created']);
    expect(await failureOf(theirs.tenants.list({}))).toEqual({ kind: 'not-permitted', permission: 'tenant:manage' });
  });

  test('a tenant is suspended, cancelled and opened, and both sides have it in the audit', async () => {
    const { client, server, ada } = world();
    const { tenant, link } = await client.tenants.create({
      name: 'Shut',
      slug: 'shut',
      administratorEmail: 'su@example.org',
    });
    const theirs = server.client((await acceptInvitation(server, link)).token);
    const { id } = tenant;
    expect(await client.tenants.setStatus({ id, status: 'suspended' })).toMatchObject({
      status: 'suspended',
      users: 1,
    });
    await theirs.users.list({});
    expect(await failureOf(theirs.tenant.edit({ name: 'Open' }))).toEqual({
      kind: 'tenant-closed',
      status: 'suspended',
    });
    await client.tenants.setStatus({ id, status: 'cancelled' });
    expect(await failureOf(theirs.users.list({}))).toEqual({ kind: 'tenant-closed', status: 'cancelled' });
    await client.tenants.setStatus({ id, status: 'active' });
    await theirs.tenant.edit({ name: 'Open' });
    expect((await actionsOn(theirs, id)).filter((action) => action === 'tenant.status-set')).toHaveLength(3);
    expect((await actionsOn(client, id)).filter((action) => action === 'tenant.status-set')).toHaveLength(3);
    // Its devices are told by the log of changes, as of everything.
    const told = await server.app.database.asOwner(
      async ({ query }) =>
        await query(`SELECT patch FROM sync_changes WHERE entity = 'tenant' AND id = $1 ORDER BY seq`, [id]),
    );
    expect(told.map(({ patch }) => patch).filter((patch) => 'status' in Object(patch))).toMatchObject([
      { status: 'active' }, // As it was made.
      { status: 'suspended' },
      { status: 'cancelled' },
      { status: 'active' },
      // And nothing of its name, which was set between.
    ]);
    const own = { kind: 'own-tenant' };
    expect(await failureOf(client.tenants.setStatus({ id: ada.me.tenant.id, status: 'suspended' }))).toEqual(own);
    // Nor home, while one acts elsewhere.
    const acting = server.client((await client.access.actIn({ tenantId: id })).token);
    expect(await failureOf(acting.tenants.setStatus({ id: ada.me.tenant.id, status: 'suspended' }))).toEqual(own);
    expect(await failureOf(acting.tenants.remove({ id, confirmSlug: 'shut' }))).toEqual(own);
  });

  test('a tenant is removed with every row of it in every table, and no other row', async () => {
    const { client, server } = world();
    const { tenant, link } = await client.tenants.create({
      name: 'Gone',
      slug: 'gone',
      administratorEmail: 'go@example.org',
    });
    const { id } = tenant;
    const theirs = server.client((await acceptInvitation(server, link)).token);
    await theirs.tenant.setBilling({ billingInfo: { vat: '1' } });
    await addRowEverywhere(server, id);
    await server.app.audit.settle();
    const before = await rowsByTable(server, id);
    // Every entity of the registry has a row to lose.
    expect(stored.filter(({ table }) => (before.get(table)?.inside ?? 0) === 0).map(({ name }) => name)).toEqual([]);
    expect(await failureOf(client.tenants.remove({ id, confirmSlug: 'Gone' }))).toEqual({ kind: 'confirmation-wrong' });
    const events = await theirs.live.watch({});
    await events.next();
    const { removed } = await client.tenants.remove({ id, confirmSlug: 'gone' });
    expect((await events.next()).value).toEqual({ kind: 'session-ended', reason: 'by-administrator' });
    // And what synchronisation keeps beside them.
    expect(removed).toEqual(Object.fromEntries([...before].map(([table, { inside }]) => [table, inside])));
    const after = await rowsByTable(server, id);
    expect([...after].filter(([, { inside }]) => inside > 0)).toEqual([]);
    // One event, in the audit of who did it.
    const ofOthers = (rows: typeof after) =>
      [...rows].filter(([table]) => !table.startsWith('audit_')).map(([table, { outside }]) => [table, outside]);
    expect(ofOthers(after)).toEqual(ofOthers(before));
    expect(await failureOf(theirs.access.me({}))).toMatchObject({ kind: 'signed-out' });
    expect(await failureOf(client.tenants.remove({ id, confirmSlug: 'gone' }))).toEqual({
      kind: 'record-missing',
      entity: 'tenant',
      id,
    });
    expect((await actionsOn(client, id))[0]).toBe('tenant.removed');
    // Its chain ends with it, and holds up no other's.
    expect(server.logged.filter((sentence) => sentence.includes('audit'))).toEqual([]);
  });

  test('nobody but the operator can call what removes a tenant', async () => {
    const { server, ada } = world();
    const tenantId = ada.me.tenant.id;
    const call = "SELECT * FROM operator_remove_tenant('nothing')";
    for (const reach of [
      { role: 'access' },
      { role: 'app', tenantId, userId: null, permissions: ['tenant:manage'], mode: 'read' },
    ] as const) {
      const tried = server.app.database.transaction(reach, async ({ query }) => await query(call));
      await expect(tried).rejects.toMatchObject({ code: '42501' });
    }
  });
}

async function addRowEverywhere({ app }: TestServer, tenantId: string): Promise<void> {
  await app.database.asOwner(async ({ query }) => {
    for (const entity of stored) {
      if (entity.name === 'tenant') continue; // Its row is there.
      const row = sampleRow(entity, { person: 'somebody', workspace: 'any', project: 'any' });
      const { text, values } = insertStatement(entity, [{ ...row, id: `gone-${entity.name}`, tenant_id: tenantId }]);
      await query(text, values);
    }
  });
}

type Rows = { readonly inside: number; readonly outside: number };

/** By the database's own list of tables, so that one that no entity stands for would show. */
async function rowsByTable({ app }: TestServer, tenantId: string): Promise<ReadonlyMap<string, Rows>> {
  return await app.database.asOwner(async ({ query }) => {
    const tables = await query(
      `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1`,
    );
    const counts: [string, Rows][] = [];
    for (const { table_name: name } of tables) {
      const [row] = await query(
        `SELECT count(*) FILTER (WHERE tenant_id = $1)::int AS inside, count(*) FILTER (WHERE tenant_id <> $1)::int AS outside
         FROM ${String(name)}`,
        [tenantId],
      );
      counts.push([String(name), { inside: Number(row?.['inside']), outside: Number(row?.['outside']) }]);
    }
    return new Map(counts);
  });
}
