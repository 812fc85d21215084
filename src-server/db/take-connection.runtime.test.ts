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
  const take = createConnectionTaker(pool, 3);
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
