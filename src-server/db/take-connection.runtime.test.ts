import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { expect, onTestFinished, test } from 'vitest';

import { sharedPostgres } from './postgres.harness.ts';
import { createConnectionTaker } from './take-connection.ts';

const postgres = sharedPostgres();

async function pidOf(client: PoolClient): Promise<unknown> {
  const { rows } = await client.query<{ readonly pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid;
}

test('who asks while all connections are taken gets the one that is released next, and a new one only when none is', async () => {
  const pool = new Pool({ connectionString: await (await postgres()).createDatabase(), max: 3 });
  onTestFinished(async () => await pool.end());
  const take = createConnectionTaker(pool, { connectionsMax: 3, waitMsMax: 10_000 });
  const first = await take();
  const pid = await pidOf(first);
  const asked = take();
  first.release();
  const second = await asked;
  expect({ pid: await pidOf(second), open: pool.totalCount }).toEqual({ pid, open: 1 });
  // None is released: one is opened all the same, until there are as many as may be.
  const third = await take();
  const fourth = await take();
  expect(new Set([pid, await pidOf(third), await pidOf(fourth)]).size).toBe(3);
  const fifth = take();
  third.release();
  const last = await fifth;
  for (const client of [second, fourth, last]) client.release();
  expect(pool.totalCount).toBe(3);
});

test('of many who wait, each gets the next that is free, and connections are opened one after the other', async () => {
  const pool = new Pool({ connectionString: await (await postgres()).createDatabase(), max: 8 });
  onTestFinished(async () => await pool.end());
  let opening = 0;
  let openingMax = 0;
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  pool.connect = (async () => {
    const isNew = pool.idleCount === 0;
    if (isNew) openingMax = Math.max(openingMax, (opening += 1));
    try {
      return await connect();
    } finally {
      if (isNew) opening -= 1;
    }
  }) as typeof pool.connect;
  const take = createConnectionTaker(pool, { connectionsMax: 8, waitMsMax: 10_000 });
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 40 }, async (_, number) => {
      const client = await take();
      order.push(number);
      await client.query('SELECT pg_sleep(0.02)');
      client.release();
    }),
  );
  expect(order).toEqual(Array.from({ length: 40 }, (_, number) => number));
  expect(openingMax).toBe(1);
});

test('who is known gets the connection before a hundred strangers who came earlier', async () => {
  const pool = new Pool({ connectionString: await (await postgres()).createDatabase(), max: 1 });
  onTestFinished(async () => await pool.end());
  const take = createConnectionTaker(pool, { connectionsMax: 1, waitMsMax: 60_000 });
  const taken = await take();
  const order: string[] = [];
  const work = async (who: string, givesWay: boolean): Promise<void> => {
    const client = await take({ who, givesWay });
    order.push(who);
    client.release();
  };
  const strangers = Array.from({ length: 100 }, async () => await work('flood', true));
  const known = work('ada', false);
  taken.release();
  await Promise.all([known, ...strangers]);
  expect(order).toEqual(['ada', ...strangers.map(() => 'flood')]);
});

test('who has waited too long is told so, and where the database is away nobody waits', async () => {
  const server = await postgres();
  const pool = new Pool({ connectionString: await server.createDatabase(), max: 1 });
  onTestFinished(async () => await pool.end());
  const take = createConnectionTaker(pool, { connectionsMax: 1, waitMsMax: 100 });
  const first = await take();
  await expect(take()).rejects.toThrow('no connection became free within 0.1 seconds');
  first.release();
  const away = new Pool({ host: '127.0.0.1', port: 1, max: 2 });
  onTestFinished(async () => await away.end());
  const takeNone = createConnectionTaker(away, { connectionsMax: 2, waitMsMax: 10_000 });
  const told = await Promise.allSettled([takeNone(), takeNone(), takeNone()]);
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  // The one whose connection was lost is replaced for those who wait.
  const lost = await take();
  lost.on('error', () => undefined);
  const asked = take();
  lost.release(true);
  const next = await asked;
  expect((await next.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  next.release();
});
