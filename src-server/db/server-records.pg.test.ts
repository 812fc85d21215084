import { afterAll, beforeAll, expect, test } from 'vitest';

import { permissions } from '#shared/rpc/permission-rules.ts';
import { deviceEntity } from '#shared/access/access-entities.ts';
import { secondFactorEntity } from '#shared/access/factor-entities.ts';
import { idFromKey } from '#shared/base/id.ts';
import { roleEntity, tenantEntity, userEntity, userPreferenceEntity } from '#shared/tenancy/tenancy-entities.ts';
import { sealedTexts, serverSchema } from '../server-schema.ts';
import { openPreparedPglite, testRecords } from './database.harness.ts';
import { measureStorage } from './measure-storage.ts';
import { RecordRefused } from './record-refused.ts';
import { rotateSeals } from './rotate-seals.ts';
import { createSealer } from './sealer.ts';
import type { KeyRing } from './key-ring.ts';
import type { ServerRecords } from './server-records.ts';
import type { ServerDatabase, Sql } from './server-database.ts';

// Every test has a tenant of its own in it.
const opening = openPreparedPglite();
beforeAll(async () => void (await opening));
afterAll(async () => await (await opening).close());

const oldKey = { id: 'old', key: Buffer.alloc(32, 1) };
const newKey = { id: 'new', key: Buffer.alloc(32, 2) };

type World = {
  readonly database: ServerDatabase;
  readonly records: ServerRecords;
  readonly act: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
};

let tenants = 0;

async function setupTenant(ring: KeyRing = [oldKey]): Promise<World & { readonly tenantId: string }> {
  const database = await opening;
  tenants += 1;
  const tenantId = `tenant-${String(tenants)}`;
  const records = testRecords(ring, tenantId);
  await database.transaction({ role: 'operator' }, async (sql) => {
    await records.insert(sql, tenantEntity, [
      {
        id: tenantId,
        tenantId,
        name: 'Acme',
        slug: tenantId,
        config: {},
        billingInfo: { iban: 'DE1' },
        status: 'active',
      },
    ]);
  });
  const act: World['act'] = async (work) =>
    await database.transaction({ role: 'app', tenantId, userId: 'ada', permissions, mode: 'write' }, work);
  return { database, records, act, tenantId };
}

const rowOf = async ({ query }: Pick<Sql, 'query'>, text: string, id: string) => (await query(text, [id]))[0] ?? {};

test('a patch writes its fields, the time, and the stamps of those fields', async () => {
  const { records, act, tenantId } = await setupTenant();
  await act(async (sql) => {
    const [role] = await records.insert(sql, roleEntity, [
      { id: `${tenantId}-role`, tenantId, name: 'Auditor', description: '', permissions: ['audit:read'] },
    ]);
    const patched = await records.patch(sql, roleEntity, `${tenantId}-role`, { description: 'Looks' });
    expect(patched).toEqual({ ...role, description: 'Looks', updatedAt: patched?.updatedAt });
    expect(patched?.updatedAt).toBeGreaterThan(role?.createdAt ?? 0);
    const { clocks } = await rowOf(sql, 'SELECT clocks FROM roles WHERE id = $1', `${tenantId}-role`);
    const stamp: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(clocks).toEqual({ '*': stamp, description: stamp });
  });
});

test('what is removed is found no more, but may be restored', async () => {
  const { records, act, tenantId } = await setupTenant();
  const id = `${tenantId}-role`;
  await act(async (sql) => {
    await records.insert(sql, roleEntity, [{ id, tenantId, name: 'Auditor', description: '', permissions: [] }]);
    expect((await records.remove(sql, roleEntity, id))?.deletedAt).toEqual(expect.any(Number));
    expect(await records.find(sql, roleEntity, id)).toBeUndefined();
    expect(await records.patch(sql, roleEntity, id, { name: 'Other' })).toBeUndefined();
    expect(await records.find(sql, roleEntity, id, { includeDeleted: true })).toBeDefined();
    expect((await records.restore(sql, roleEntity, id))?.deletedAt).toBeNull();
    expect(await records.find(sql, roleEntity, id)).toBeDefined();
  });
});

test('pages go on where the last one ended, in either direction', async () => {
  const { records, act, tenantId } = await setupTenant();
  await act(async (sql) => {
    // Many at once, as one statement for a thousand of them.
    const drafts = Array.from({ length: 2_500 }, (_, index) => ({
      tenantId,
      userId: 'ada',
      name: `Device ${String(index % 7)}`,
      platform: 'linux',
      lastSeenAt: 0 as never,
    }));
    const made = await records.insert(sql, deviceEntity, drafts);
    for (const direction of ['ascending', 'descending'] as const) {
      const seen: string[] = [];
      let after: readonly unknown[] | undefined;
      do {
        const page = await records.list(sql, deviceEntity, { orderBy: ['name'], direction, after, limit: 600 });
        seen.push(...page.records.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined);
      const sorted = made.toSorted((left, right) => (left.name + left.id < right.name + right.id ? -1 : 1));
      const ids = sorted.map(({ id }) => id);
      expect(seen).toEqual(direction === 'ascending' ? ids : ids.toReversed());
    }
  });
});

test('a list is asked for values, for text in any case, and for a span of time', async () => {
  const { records, act, tenantId } = await setupTenant();
  await act(async (sql) => {
    const names = ['100%', 'Under_score', 'underXscore', String.raw`back\slash`];
    const made = await records.insert(
      sql,
      roleEntity,
      names.map((name) => ({ tenantId, name, description: '', permissions: [] })),
    );
    const search = async (text: string) =>
      (
        await records.list(sql, roleEntity, { search: { fields: ['name'], text }, limit: 10, orderBy: ['createdAt'] })
      ).records.map(({ name }) => name);
    expect(await search('UNDER_')).toEqual(['Under_score']);
    expect(await search('%')).toEqual(['100%']);
    expect(await search('\\')).toEqual([String.raw`back\slash`]);
    const where = { name: ['100%', 'underXscore'], deletedAt: null };
    expect((await records.list(sql, roleEntity, { where, limit: 10 })).records).toHaveLength(2);
    const range = { field: 'createdAt', from: made[1]?.createdAt, until: made[3]?.createdAt };
    expect((await records.list(sql, roleEntity, { range, limit: 10 })).records).toHaveLength(2);
  });
});

test.each(["'; DROP TABLE users; --", '\u0001\u001f', '"\\', '{"a":1}', 'null', '😀 ä'])(
  'text is stored as it is: %j',
  async (text) => {
    const { records, act, tenantId } = await setupTenant();
    await act(async (sql) => {
      const [made] = await records.insert(sql, userPreferenceEntity, [
        { tenantId, userId: 'ada', preferenceKey: text, preferenceValue: { [text]: [text, null] } },
      ]);
      expect(await records.find(sql, userPreferenceEntity, made?.id ?? '')).toEqual(made);
      const { records: found } = await records.list(sql, userPreferenceEntity, {
        where: { preferenceKey: text },
        limit: 10,
      });
      expect(found).toEqual([made]);
    });
  },
);

test('JSON of nothing is kept apart from no JSON', async () => {
  const { records, act, tenantId } = await setupTenant();
  await act(async (sql) => {
    const [made] = await records.insert(sql, userPreferenceEntity, [
      { tenantId, userId: 'ada', preferenceKey: 'theme', preferenceValue: null },
    ]);
    expect(await records.find(sql, userPreferenceEntity, made?.id ?? '')).toEqual(made);
  });
});

async function reasonOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    return error instanceof RecordRefused ? error.reason : error;
  }
}

test('a refusal names the fields that it is about', async () => {
  const { records, act, tenantId } = await setupTenant();
  const role = { tenantId, name: 'Auditor', description: '', permissions: [] };
  const insert = async (draft: typeof role) => await act(async (sql) => await records.insert(sql, roleEntity, [draft]));
  await insert(role);
  expect(await reasonOf(insert(role))).toEqual({ kind: 'taken', fields: ['tenantId', 'name'] });
  expect(await reasonOf(insert({ ...role, name: '' }))).toEqual({ kind: 'invalid', fields: ['name'] });
  expect(await reasonOf(insert({ ...role, name: 'nul \0' }))).toEqual({ kind: 'invalid', fields: ['name'] });
  expect(await reasonOf(insert({ ...role, tenantId: 'another' }))).toEqual({ kind: 'not-allowed' });
  const preference = { tenantId, userId: 'ada', preferenceKey: 'k', preferenceValue: { deep: ['\0'] } };
  const nul = act(async (sql) => await records.insert(sql, userPreferenceEntity, [preference]));
  expect(await reasonOf(nul)).toEqual({ kind: 'invalid', fields: ['preferenceValue'] });
});

test('the name of a removed record is free again', async () => {
  const { records, act, tenantId } = await setupTenant();
  const role = { tenantId, name: 'Auditor', description: '', permissions: [] };
  await act(async (sql) => {
    const [first] = await records.insert(sql, roleEntity, [role]);
    await records.remove(sql, roleEntity, first?.id ?? '');
    await records.insert(sql, roleEntity, [role]);
    expect((await records.list(sql, roleEntity, { limit: 10 })).records).toHaveLength(1);
  });
});

test('a sensitive field lies in the database sealed, and opens only in its own place', async () => {
  const { database, records, act, tenantId } = await setupTenant();
  const other = await setupTenant();
  const read = async () => await act(async (sql) => (await records.find(sql, tenantEntity, tenantId))?.billingInfo);
  expect(await read()).toEqual({ iban: 'DE1' });
  const stored = await database.asOwner(
    async (sql) => await rowOf(sql, 'SELECT billing_info FROM tenants WHERE id = $1', tenantId),
  );
  expect(JSON.stringify(stored)).not.toContain('DE1');
  await act(async (sql) => await records.patch(sql, tenantEntity, tenantId, { billingInfo: { iban: 'DE2' } }));
  expect(await read()).toEqual({ iban: 'DE2' });
  await database.asOwner(async ({ query }) => {
    await query('UPDATE tenants SET billing_info = (SELECT billing_info FROM tenants WHERE id = $1) WHERE id = $2', [
      other.tenantId,
      tenantId,
    ]);
  });
  await expect(read()).rejects.toThrow('comes from another place');
  await database.asOwner(async ({ query }) => await query(`DELETE FROM tenants WHERE id = $1`, [tenantId]));
});

test('all that is sealed is sealed anew with a new key, also when the work is cut off', async () => {
  const { database, act, tenantId } = await setupTenant();
  const user = (index: number) => ({
    tenantId,
    email: `u${String(index)}@example.org`,
    name: 'U',
    role: '',
    status: 'active' as const,
    isSystem: false,
    publicMetadata: {},
    privateMetadata: { note: index },
    unsafeMetadata: {},
    dateJoined: 0 as never,
  });
  const old = testRecords([oldKey], tenantId);
  const users = await act(
    async (sql) =>
      await old.insert(
        sql,
        userEntity,
        Array.from({ length: 450 }, (_, index) => user(index)),
      ),
  );
  const mail = users[0]?.id ?? '';
  const factorId = idFromKey('secondFactor', mail);
  await act(async (sql) => {
    await old.insert(sql, secondFactorEntity, [
      {
        id: factorId,
        tenantId,
        userId: mail,
        totpSecret: 'OLDSECRET',
        nextTotpSecret: 'NEXTSECRET',
        recoveryHashes: [],
      },
    ]);
  });
  const place = { table: 'mails', column: 'sealed_text', id: mail };
  await database.asOwner(async ({ query }) => {
    await query(
      `INSERT INTO mails (id, tenant_id, recipient, purpose, sealed_text, state, attempts, next_attempt_at, created_at, updated_at)
VALUES ($1, $2, 'a@b', 'x', $3, 'waiting', '[]', now(), now(), now())`,
      [mail, tenantId, createSealer([oldKey]).seal('a link', place)],
    );
  });
  const sealer = createSealer([newKey, oldKey]);

  const rotation = { entities: serverSchema.entities, sealedTexts, sealer };
  const cut = new AbortController();
  let pages = 0;
  const cutting: ServerDatabase = {
    ...database,
    asOwner: async (work) => {
      pages += 1;
      if (pages === 3) cut.abort(new Error('cut off'));
      return await database.asOwner(work);
    },
  };
  await expect(rotateSeals(cutting, rotation, cut.signal)).rejects.toThrow('cut off');
  const rest = await rotateSeals(database, rotation);
  expect(rest).toBeGreaterThan(0);
  expect(await rotateSeals(database, rotation)).toBe(0);
  const renewed = testRecords([newKey]);
  await act(async (sql) => {
    const { records: found } = await renewed.list(sql, userEntity, { orderBy: ['createdAt'], limit: 1_000 });
    expect(found.map(({ privateMetadata }) => privateMetadata?.['note'])).toEqual(users.map((_, index) => index));
  });
  const factor = await act(async (sql) => await renewed.find(sql, secondFactorEntity, factorId));
  expect(factor).toMatchObject({ totpSecret: 'OLDSECRET', nextTotpSecret: 'NEXTSECRET' });
  const stored = await database.asOwner(
    async (sql) => await rowOf(sql, 'SELECT sealed_text FROM mails WHERE id = $1', mail),
  );
  expect(createSealer([newKey]).open(String(stored['sealed_text']), place)).toBe('a link');
  // The old key is gone: what it had sealed says so.
  const behind = await act(
    async (sql) => await old.list(sql, userEntity, { limit: 1 }).catch((error: unknown) => error),
  );
  expect(String(behind)).toContain('the key new, which is not in the key ring');
});

test('storage is counted by table and tenant', async () => {
  const { database, records, act, tenantId } = await setupTenant();
  await act(async (sql) => {
    await records.insert(
      sql,
      roleEntity,
      ['a', 'b'].map((name) => ({ tenantId, name, description: '', permissions: [] })),
    );
  });
  const { sizeBytes, tables } = await measureStorage(database, serverSchema.entities);
  expect(sizeBytes).toBeGreaterThan(1_000_000);
  const roles = tables.find(({ table }) => table === 'roles');
  expect(roles?.tenants.find((part) => part.tenantId === tenantId)).toMatchObject({ rows: 2 });
});
