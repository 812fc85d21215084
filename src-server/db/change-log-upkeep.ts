/*
 * What is taken out of the log of changes: what is old, and what it says of a person who is erased. And that it is another log than
 * it was, when a back-up has been put back.
 */
import type { OwnerSql, Sql } from './server-database.ts';

type Asks = Pick<Sql, 'query'>;

/** Changes of one statement, so that nobody waits long for the tenant. */
const forgottenMax = 10_000;
/** Answers of one device that it has not said to have: more than one push can bring. */
const answersKeptMax = 20_000;
/** Of a device's numbers, unbroken rows that are remembered; an honest one has a few, for only what was refused is between them. */
const rangesKeptMax = 10_000;

/**
 * Up to which number the oldest changes of a tenant (`$1`) after the floor (`$2`) are all from before a moment (`$3`), and how many
 * they are. Looked at in order: what is young ends it, so that nothing is forgotten after something that is kept.
 */
export const oldestSql = `SELECT max(seq) AS floor, count(*) AS number
FROM (
  SELECT seq, accepted_at
  FROM sync_changes
  WHERE tenant_id = $1 AND seq > $2
  ORDER BY seq
  LIMIT ${String(forgottenMax)}
) AS oldest
WHERE accepted_at < $3
  AND seq < coalesce(
    (SELECT min(seq) FROM sync_changes WHERE tenant_id = $1 AND seq > $2 AND accepted_at >= $3),
    9223372036854775807)`;

export type ForgetTimes = {
  /** What was accepted before is forgotten, and what was answered before, where its device has said that it has the answer. */
  readonly before: string;
  /** What was answered before is forgotten whether or not it has: that device does not come back, or has asked for nothing since. */
  readonly unacknowledgedBefore: string;
};

/**
 * Forgets what is old, in the reach of the server itself. A device that has not heard of it fetches everything anew; one that asks
 * again what became of its own changes is answered the same, for of these is kept what is not acknowledged, and for ever which
 * were taken. Returns whether there may be more.
 */
export async function forgetChanges({ query }: Asks, times: ForgetTimes): Promise<boolean> {
  const { before } = times;
  const [head] = await query(
    'SELECT tenant_id, floor FROM sync_heads WHERE tenant_id = public.app_tenant() FOR UPDATE',
  );
  if (head === undefined) return false;
  const [found] = await query(oldestSql, [head['tenant_id'], head['floor'], before]);
  await forgetAnswers({ query }, times);
  if (found === undefined || found['floor'] === null) return false;
  const { floor } = found;
  await query('UPDATE sync_heads SET floor = $1 WHERE tenant_id = public.app_tenant()', [floor]);
  await query(
    `UPDATE sync_devices AS device
     SET taken = (
       SELECT range_agg(numbers)
       FROM (
         SELECT numbers
         FROM unnest(device.taken + forgotten.taken) AS numbers
         ORDER BY numbers DESC
         LIMIT ${String(rangesKeptMax)}
       ) AS newest
     )
     FROM (
       SELECT device_id, range_agg(int8range(number, number, '[]')) AS taken
       FROM sync_changes
       WHERE tenant_id = public.app_tenant() AND seq <= $1
       GROUP BY device_id
     ) AS forgotten
     WHERE device.tenant_id = public.app_tenant() AND device.device_id = forgotten.device_id`,
    [floor],
  );
  await query('DELETE FROM sync_changes WHERE tenant_id = public.app_tenant() AND seq <= $1', [floor]);
  return Number(found['number']) === forgottenMax;
}

/** Answers other than that a change was taken. Of a device that is gone, nobody asks. */
async function forgetAnswers({ query }: Asks, { before, unacknowledgedBefore }: ForgetTimes): Promise<void> {
  await query(
    `DELETE FROM sync_outcomes AS answer
     WHERE answer.tenant_id = public.app_tenant()
       AND answer.answered_at < $1
       AND (
         answer.answered_at < $2
         OR NOT EXISTS (
           SELECT 1
           FROM sync_devices AS device
           WHERE device.tenant_id = answer.tenant_id
             AND device.device_id = answer.device_id
             AND device.acknowledged < answer.number
         )
       )`,
    [before, unacknowledgedBefore],
  );
  await query(
    `DELETE FROM sync_outcomes
     WHERE tenant_id = public.app_tenant() AND (device_id, number) IN (
       SELECT device_id, number
       FROM (
         SELECT device_id, number, row_number() OVER (PARTITION BY device_id ORDER BY number DESC) AS place
         FROM sync_outcomes
         WHERE tenant_id = public.app_tenant() AND answered_at < $1
       ) AS old
       WHERE place > ${String(answersKeptMax)}
     )`,
    [before],
  );
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
