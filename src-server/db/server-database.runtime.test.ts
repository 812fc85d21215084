import { setTimeout as sleep } from 'node:timers/promises';

import { expect, onTestFinished, test } from 'vitest';

import { kinds, preference, setupAcme } from './acme.harness.ts';
import { reachOf } from './database.harness.ts';
import { afterSending } from './gathered-statements.ts';
import { openPglite } from './open-pglite.ts';
import { sharedPostgres } from './postgres.harness.ts';
import { TenantClosed } from './server-database.ts';
import type { ServerDatabase } from './server-database.ts';
import { sqlStateOf } from './transaction.ts';

const postgres = sharedPostgres();
/** PostgreSQL plans a statement under a name for its values five times before it keeps a plan for any. */
const runsUntilKept = 8;

const setup = async (kind: (typeof kinds)[number]) => await setupAcme(kind, postgres);

const setStatus = async (database: ServerDatabase, status: string) =>
  await database.transaction({ role: 'operator' }, async ({ query }) => {
    await query('SELECT id FROM tenants WHERE id = $1 FOR UPDATE', ['acme']);
    await query('UPDATE tenants SET status = $1 WHERE id = $2', [status, 'acme']);
  });

test.each(kinds)('on %s values come as numbers, parsed JSON and dates', async (kind) => {
  const database = await setup(kind);
  const values = [
    9_007_199_254_740_991,
    '{"a":[1]}',
    '2026-11-26T01:02:03.004Z',
    new Uint8Array([0, 255]),
    ['a', 'b"c'],
  ];
  const [row = {}] = await database.asOwner(
    async ({ query }) =>
      await query(
        `SELECT $1::int8 AS i, $2::jsonb AS j, $3::timestamptz AS t, $4::bytea AS b, $5::text[] AS l, 1.10::numeric AS n`,
        values,
      ),
  );
  expect({ ...row, b: [...(row['b'] as Uint8Array)] }).toEqual({
    i: 9_007_199_254_740_991,
    j: { a: [1] },
    t: new Date('2026-11-26T01:02:03.004Z'),
    b: [0, 255],
    l: ['a', 'b"c'],
    n: '1.10',
  });
});

test.each(kinds)('on %s a transaction is kept as a whole or not at all', async (kind) => {
  const database = await setup(kind);
  const count = async () =>
    await database.transaction(
      reachOf('acme'),
      async ({ query }) => (await query('SELECT id FROM user_preferences')).length,
    );
  await expect(
    database.transaction(reachOf('acme'), async ({ query }) => {
      await query(preference('one'));
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await count()).toBe(0);
  const swallowing = database.transaction(reachOf('acme'), async ({ query }) => {
    await query(preference('one'));
    await query(preference('one')).catch(() => undefined);
  });
  await expect(swallowing).rejects.toThrow('nothing can be kept');
  expect(await count()).toBe(0);
  await database.transaction(reachOf('acme'), async ({ query }) => await query(preference('one')));
  expect(await count()).toBe(1);
});

test.each(kinds)('on %s what is asked last is kept as a whole along with its commit, or not at all', async (kind) => {
  const database = await setup(kind);
  const ids = async () =>
    await database.transaction(reachOf('acme'), async ({ query }) =>
      (await query('SELECT id FROM user_preferences ORDER BY id')).map(({ id }) => id),
    );
  const finishing = async (askLast: (query: (text: string) => Promise<unknown>) => readonly Promise<unknown>[]) =>
    await database.transaction(reachOf('acme'), async ({ query, finish }) => {
      await query(preference('before'));
      await finish(askLast(query));
    });
  const twice = finishing((query) => [query(preference('one')), query(preference('one')), query(preference('two'))]);
  await expect(twice).rejects.toMatchObject({ code: '23505' });
  // What fails in the program, with nothing wrong in the database.
  const broken = finishing((query) => [query(preference('one')), Promise.reject(new Error('no record'))]);
  await expect(broken).rejects.toThrow('no record');
  const late = finishing((query) => [
    query(preference('one')),
    afterSending(async () => await Promise.reject(new Error('late'))),
  ]);
  await expect(late).rejects.toThrow('late');
  expect(await ids()).toEqual([]);
  await finishing((query) => [query(preference('one')), afterSending(async () => await query(preference('two')))]);
  expect(await ids()).toEqual(['before', 'one', 'two']);
  const further = database.transaction(reachOf('acme'), async ({ query, finish }) => {
    await finish([query(preference('three'))]);
    await query(preference('four'));
  });
  await expect(further).rejects.toThrow('is over');
});

test.each(kinds)('on %s what is asked in a reach is given when it is known to be the right one', async (kind) => {
  const database = await setup(kind);
  const { promise: isKnown, resolve: know } = Promise.withResolvers<undefined>();
  const given: string[] = [];
  await database.transaction({ role: 'access' }, async ({ query, enter }) => {
    await enter(
      reachOf('acme'),
      isKnown.then(() => void given.push('known')),
    );
    const asked = query('SELECT app_tenant() AS tenant').then(([row]) => given.push(String(row?.['tenant'])));
    await sleep(50);
    given.push('later');
    know(undefined);
    await asked;
  });
  expect(given).toEqual(['later', 'known', 'acme']);
  const wrong = database.transaction({ role: 'access' }, async ({ query, enter }) => {
    await enter(reachOf('acme'), Promise.reject(new Error('somebody else')));
    await query(preference('theirs'));
    given.push('told');
  });
  await expect(wrong).rejects.toThrow('somebody else');
  const unasked = database.transaction({ role: 'access' }, async ({ enter }) => {
    await enter(reachOf('acme'), Promise.reject(new Error('somebody else')));
    return 'done';
  });
  await expect(unasked).rejects.toThrow('somebody else');
  expect(given).not.toContain('told');
  const left = await database.transaction(
    reachOf('acme'),
    async ({ query }) => await query(`SELECT id FROM user_preferences`),
  );
  expect(left).toEqual([]);
});

test.each(kinds)('on %s a query after the end of its transaction is refused', async (kind) => {
  const database = await setup(kind);
  const leaked = await database.transaction(reachOf('acme'), (sql) => Promise.resolve(sql));
  await expect(leaked.query('SELECT 1')).rejects.toThrow('is over');
});

test.each(kinds)('on %s a reach leaves nothing behind for the next one', async (kind) => {
  const database = await setup(kind);
  await database.transaction(reachOf('acme'), async ({ query }) => await query(preference('one')));
  const seen = await database.transaction(reachOf('acme'), async ({ query, enter }) => {
    await enter({ role: 'access' });
    return await query(`SELECT current_user AS who, app_tenant() AS tenant, app_may('user:read') AS may`);
  });
  expect(seen).toEqual([{ who: 'triptych_access', tenant: null, may: false }]);
  await database.asOwner(async ({ query, run }) => {
    // As if somebody had forgotten to take a role.
    await run(`SELECT set_config('app.upkeep', '', true)`);
    const [row = {}] = await query('SELECT count(*) AS found FROM user_preferences');
    // PGlite knows one user, a superuser, whom no policy holds; there only the roles do.
    expect(row['found']).toBe(kind === 'pglite' ? 1 : 0);
  });
});

test.each(kinds)('on %s a suspended tenant is read and not written, a cancelled one neither', async (kind) => {
  const database = await setup(kind);
  const attempt = async (mode: 'read' | 'write', tenant = 'acme') => {
    try {
      return await database.transaction(reachOf(tenant, { mode }), () => Promise.resolve('done'));
    } catch (error) {
      return error instanceof TenantClosed ? error.status : error;
    }
  };
  expect([await attempt('read'), await attempt('write')]).toEqual(['done', 'done']);
  await setStatus(database, 'suspended');
  expect([await attempt('read'), await attempt('write')]).toEqual(['done', 'suspended']);
  await setStatus(database, 'cancelled');
  expect([await attempt('read'), await attempt('write')]).toEqual(['cancelled', 'cancelled']);
  expect([await attempt('read', 'nowhere'), await attempt('write', 'nowhere')]).toEqual(['missing', 'missing']);
});

test.each(kinds)('on %s what is no id, permission or channel never reaches the database', async (kind) => {
  const database = await setup(kind);
  const done = () => Promise.resolve('done');
  for (const tenantId of [`acme'; DROP TABLE users; --`, '', 'a\0b', 'x'.repeat(65)])
    await expect(database.transaction(reachOf(tenantId), done)).rejects.toThrow('is none');
  await expect(database.transaction(reachOf('acme', { userId: `' OR true` }), done)).rejects.toThrow('is none');
  await expect(database.listen('things; DROP', { onMessage: () => undefined })).rejects.toThrow('no channel');
});

test.each(kinds)('on %s an announcement is heard once its transaction is kept, and only then', async (kind) => {
  const database = await setup(kind);
  const heard: string[] = [];
  const stop = await database.listen('things', { onMessage: (message) => heard.push(message) });
  await expect(
    database.transaction(reachOf('acme'), async ({ announce }) => {
      await announce('things', 'taken back');
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await database.transaction(reachOf('acme'), async ({ announce }) => await announce('things', 'kept'));
  await expect.poll(() => heard).toEqual(['kept']);
  await expect(
    database.transaction(reachOf('acme'), async ({ announce }) => await announce('things', 'ä'.repeat(4000))),
  ).rejects.toThrow('too long');
  await stop();
});

test.each(kinds)('on %s work that may be repeated is, after a failure that passes', async (kind) => {
  const database = await setup(kind);
  const serializationFailure = `DO $$ BEGIN RAISE EXCEPTION 'met another' USING ERRCODE = '40001'; END $$`;
  const work = (failures: number) => {
    let attempts = 0;
    return async ({ query }: { query: (text: string) => Promise<unknown> }) => {
      attempts += 1;
      if (attempts <= failures) await query(serializationFailure);
      return attempts;
    };
  };
  expect(await database.transaction(reachOf('acme'), work(2), { isRepeatable: true })).toBe(3);
  await expect(database.transaction(reachOf('acme'), work(1))).rejects.toThrow('met another');
  await expect(database.transaction(reachOf('acme'), work(100), { isRepeatable: true })).rejects.toThrow('met another');
});

test.each(kinds)('on %s what an audit event says is not changed, by nobody, but erased', async (kind) => {
  const database = await setup(kind);
  const write =
    (text: string) =>
    async ({ query }: { query: (text: string) => Promise<unknown> }) =>
      await query(text);
  await database.transaction(
    reachOf('acme', { given: [] }),
    write(`INSERT INTO audit_events (id, tenant_id, action, resource_type, timestamp, user_id, details, personal_digest, created_at, updated_at)
VALUES ('event', 'acme', 'sign-in', 'user', now(), 'ada', '{"a":1}', 'x', now(), now())`),
  );
  const states: unknown[] = [];
  for (const text of [
    `UPDATE audit_events SET action = 'other'`,
    `UPDATE audit_events SET user_id = 'bob'`,
    `DELETE FROM audit_events`,
    `UPDATE audit_events SET user_id = NULL, details = NULL`,
  ])
    states.push(await database.transaction(reachOf('acme'), write(text)).then(() => 'done', sqlStateOf));
  expect(states).toEqual(['42501', '42501', '42501', 'done']);
  await expect(database.asOwner(write(`UPDATE audit_events SET action = 'other'`))).rejects.toThrow('not changed');
});

test.each(kinds)(
  'on %s no plan that is kept reads a whole table, however small it was when it was made',
  async (kind) => {
    const database = await setup(kind);
    const ids = Array.from({ length: 50 }, (_, index) => `number-${String(index)}`);
    const [before, after] = await database.transaction(reachOf('acme'), async ({ query }) => {
      await query(preference('number-7'));
      const counted = async () =>
        await query(`SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'user_preferences'`);
      const atFirst = await counted();
      for (let run = 0; run < runsUntilKept; run += 1)
        expect(await query('SELECT id FROM user_preferences WHERE id = ANY ($1)', [ids])).toEqual([{ id: 'number-7' }]);
      return [atFirst, await counted()];
    });
    expect(before).toHaveLength(1);
    expect(after).toEqual(before);
  },
);

test('a suspension waits for the writers that are under way, and stops those that come after', async () => {
  const database = await setup('postgres');
  const order: string[] = [];
  const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<undefined>();
  const { promise: hasBegun, resolve: tellBegun } = Promise.withResolvers<undefined>();
  const writing = database.transaction(reachOf('acme'), async ({ query }) => {
    await query('SELECT 1');
    tellBegun(undefined);
    await mayEnd;
    await query(preference('one'));
    order.push('written');
  });
  await hasBegun;
  const suspending = setStatus(database, 'suspended').then(() => order.push('suspended'));
  letEnd(undefined);
  await Promise.all([writing, suspending]);
  expect(order).toEqual(['written', 'suspended']);
  await expect(database.transaction(reachOf('acme'), () => Promise.resolve())).rejects.toThrow(TenantClosed);
});

test('on PGlite transactions take their turn and none sees into another', async () => {
  const database = await openPglite();
  onTestFinished(async () => await database.close());
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3].map(
      async (number) =>
        await database.asOwner(async ({ query }) => {
          order.push(number);
          await query('SELECT 1');
          await sleep(0);
          order.push(number);
        }),
    ),
  );
  expect(order).toEqual([1, 1, 2, 2, 3, 3]);
});
