/* What the database does at best: the rows of a push in bare tables, without roles, policies, a server or a second table. */
import { openDatabase } from '../src-server/db/open-database.ts';
import { givenRows } from '../src-server/db/given-rows.ts';
import { newId } from '../src-server/sync/test-device.harness.ts';
import { median, timeMs } from './harness.ts';
import { batch } from './sync-world.ts';

/** Rows a second. */
export type Bare = { readonly insert: number; readonly update: number; readonly read: number };

const runs = 40;
const page = 1_000;
const columns = [
  { name: 'seq', type: 'bigint' },
  { name: 'id', type: 'text' },
  { name: 'project_id', type: 'text' },
  { name: 'patch', type: 'jsonb' },
];

export async function measureBare(address: string): Promise<Bare> {
  const database = await openDatabase(address);
  try {
    return await database.asOwner(async ({ query, run }) => {
      await run(
        'CREATE TABLE bare (seq bigint PRIMARY KEY, id text NOT NULL, project_id text NOT NULL, patch jsonb NOT NULL)',
      );
      const projectId = newId();
      const inserts: number[] = [];
      const updates: number[] = [];
      const reads: number[] = [];
      const rowsOf = (at: number, body: string) =>
        Array.from({ length: batch }, (_, index) => ({
          seq: at * batch + index,
          id: newId(),
          project_id: projectId,
          patch: JSON.stringify({ body, authorId: newId(), subjectId: newId(), isResolved: false }),
        }));
      for (let at = 0; at < runs; at += 1) {
        const values: unknown[] = [];
        const given = givenRows(
          columns,
          rowsOf(at, 'A comment of some words'),
          (value) => `$${String(values.push(value))}`,
        );
        inserts.push(
          await timeMs(
            async () => await query(`INSERT INTO bare SELECT seq, id, project_id, patch FROM ${given}`, values),
          ),
        );
      }
      for (let at = 0; at < runs; at += 1) {
        const values: unknown[] = [];
        const given = givenRows(columns, rowsOf(at, 'Other words'), (value) => `$${String(values.push(value))}`);
        updates.push(
          await timeMs(
            async () =>
              await query(`UPDATE bare SET patch = given.patch FROM ${given} WHERE bare.seq = given.seq`, values),
          ),
        );
      }
      for (let from = 0; from < runs * batch; from += page)
        reads.push(
          await timeMs(
            async () => await query('SELECT seq, id, patch FROM bare WHERE seq >= $1 ORDER BY seq LIMIT 1000', [from]),
          ),
        );
      const perSecond = (rows: number, times: readonly number[]): number => (rows * 1000) / median(times);
      return { insert: perSecond(batch, inserts), update: perSecond(batch, updates), read: perSecond(page, reads) };
    });
  } finally {
    await database.close();
  }
}
