/*
 * What is taken out of the log of changes: what is old, and what it says of a person who is erased. And that it is another log than
 * it was, when a back-up has been put back.
 */
import type { OwnerSql, Sql } from './server-database.ts';

type Asks = Pick<Sql, 'query'>;

/** Changes of one statement, so that nobody waits long for the tenant. */
const forgottenMax = 10_000;

/**
 * Forgets what was accepted, and answered, before a moment, in the reach of the server itself. A device that has not heard of it
 * fetches everything anew. Returns whether there may be more.
 */
export async function forgetChanges({ query }: Asks, before: string): Promise<boolean> {
  const [head] = await query('SELECT floor FROM sync_heads WHERE tenant_id = public.app_tenant() FOR UPDATE');
  if (head === undefined) return false;
  // Looked at in order: what is young ends it, so that nothing is forgotten after something that is kept.
  const [found] = await query(
    `SELECT max(seq) AS floor, count(*) AS number
     FROM (
       SELECT seq, accepted_at
       FROM sync_changes
       WHERE tenant_id = public.app_tenant() AND seq > $1
       ORDER BY seq
       LIMIT ${String(forgottenMax)}
     ) AS oldest
     WHERE accepted_at < $2
       AND seq < coalesce(
         (SELECT min(seq) FROM sync_changes WHERE tenant_id = public.app_tenant() AND seq > $1 AND accepted_at >= $2),
         9223372036854775807)`,
    [head['floor'], before],
  );
  await query('DELETE FROM sync_outcomes WHERE tenant_id = public.app_tenant() AND answered_at < $1', [before]);
  if (found === undefined || found['floor'] === null) return false;
  await query('UPDATE sync_heads SET floor = $1 WHERE tenant_id = public.app_tenant()', [found['floor']]);
  await query('DELETE FROM sync_changes WHERE tenant_id = public.app_tenant() AND seq <= $1', [found['floor']]);
  return Number(found['number']) === forgottenMax;
}

/**
 * In the reach of the server itself: the changes of a person's own records, and what their devices were told. What they have
 * changed in workspaces and projects stays, and names an id.
 */
export async function eraseFromChangeLog({ query }: Asks, userId: string): Promise<void> {
  await query(
    `DELETE FROM sync_changes
     WHERE tenant_id = public.app_tenant()
       AND (entity = 'user' AND id = $1 OR user_id = $1 AND workspace_id IS NULL AND entity <> 'userRole')`,
    [userId],
  );
  await query('DELETE FROM sync_outcomes WHERE tenant_id = public.app_tenant() AND user_id = $1', [userId]);
  await query('DELETE FROM sync_devices WHERE tenant_id = public.app_tenant() AND user_id = $1', [userId]);
}

/**
 * After a back-up has been put back, numbers are given a second time: devices are told that they mean something else now. They
 * greet before they push again, for what is on its way could bear the fence of then.
 */
export async function renewEpochs({ query }: Pick<OwnerSql, 'query'>): Promise<void> {
  const [state] = await query(`SELECT to_regclass('public.sync_heads') IS NOT NULL AS is_there`);
  // A back-up of an older program has no log.
  if (state?.['is_there'] !== true) return;
  await query('UPDATE sync_heads SET epoch = gen_random_uuid()::text');
  await query('UPDATE sync_devices SET fence = NULL');
}
