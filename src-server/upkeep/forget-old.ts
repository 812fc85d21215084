/*
 * Removes what nobody needs any more: failed sign-ins, answers that no client asks for again, links that have expired, sessions
 * that ended long ago, mails that were sent, changes that every device has long heard of with the records that they deleted, bytes
 * that no record names. Once an hour, by whichever server process gets there; twice does no harm.
 */
import type { Clock, Instant } from '#shared/base/instant.ts';

import type { AnyEntity } from '#shared/schema/entity.ts';

import { forgetBlobs } from '../db/blob-upkeep.ts';
import { forgetOldChanges } from '../db/forget-old-changes.ts';
import type { ServerDatabase } from '../db/server-database.ts';

export type ForgetDeps = {
  readonly database: ServerDatabase;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
  readonly entities: readonly AnyEntity[];
  /** What is counted across tenants, in the reach `access`. */
  readonly forgetFailures: (nowMs: ReturnType<Clock['nowMs']>) => Promise<void>;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** By table: the condition with `$1`, the moment before which it holds, and how long that is ago. */
const old: readonly { readonly table: string; readonly condition: string; readonly afterMs: number }[] = [
  { table: 'idempotency_keys', condition: 'created_at < $1', afterMs: dayMs },
  { table: 'password_resets', condition: 'expires_at < $1', afterMs: 7 * dayMs },
  { table: 'half_sign_ins', condition: 'expires_at < $1', afterMs: dayMs },
  { table: 'sessions', condition: 'coalesce(ended_at, expires_at) < $1', afterMs: 90 * dayMs },
  { table: 'mails', condition: `state <> 'waiting' AND updated_at < $1`, afterMs: 30 * dayMs },
];

/** How long a device may be away and still be told what it has missed, change by change. */
const changesKeptMs = 90 * dayMs;
/** How long it may be away and still be told what was refused of its last push, where it never got that answer. */
const answersKeptMs = 730 * dayMs;

/** Returns what stops it. */
export function startForgetting(deps: ForgetDeps): () => Promise<void> {
  let working: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    working = working
      .then(async () => await forgetOld(deps))
      .catch((error: unknown) =>
        deps.log(`What is old could not be removed: ${String(error)}. It is tried again in an hour.`),
      );
  }, hourMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await working;
  };
}

export async function forgetOld({ database, clock, forgetFailures, entities }: ForgetDeps): Promise<void> {
  const nowMs = clock.nowMs();
  await forgetFailures(nowMs);
  const tenants = await database.transaction(
    { role: 'operator' },
    async ({ query }) => await query(`SELECT id FROM tenants WHERE status = 'active' AND deleted_at IS NULL`),
  );
  for (const tenant of tenants) {
    const tenantId = String(tenant['id']);
    // oxlint-disable-next-line no-await-in-loop -- One tenant after the other, off everybody's way.
    await database.transaction(
      {
        role: 'app',
        tenantId,
        userId: null,
        permissions: ['session:manage', 'user:edit', 'server:read'],
        mode: 'write',
      },
      async ({ query }) => {
        for (const { table, condition, afterMs } of old) {
          // oxlint-disable-next-line no-await-in-loop -- One connection.
          await query(`DELETE FROM ${table} WHERE ${condition}`, [new Date(nowMs - afterMs).toISOString()]);
        }
      },
    );
    // oxlint-disable-next-line no-await-in-loop -- The same.
    await forgetOldChanges(
      { database, entities, tenantId },
      {
        before: new Date(nowMs - changesKeptMs).toISOString(),
        unacknowledgedBefore: new Date(nowMs - answersKeptMs).toISOString(),
      },
    );
    // oxlint-disable-next-line no-await-in-loop -- The same.
    await forgetBlobsOf(database, entities, { tenantId, nowMs });
  }
}

/** How long bytes stay that no record names any more, and what somebody has begun to send and does not go on with. */
const unnamedMs = dayMs;

/** A piece at a time. */
async function forgetBlobsOf(
  database: ServerDatabase,
  entities: readonly AnyEntity[],
  { tenantId, nowMs }: { readonly tenantId: string; readonly nowMs: Instant },
): Promise<void> {
  // To see whether a record names them, the server reads as whoever it gives a person what is stored of them.
  const reach = { role: 'app', tenantId, userId: null, permissions: ['user:erase'], mode: 'write' } as const;
  const times = { now: new Date(nowMs).toISOString(), before: new Date(nowMs - unnamedMs).toISOString() };
  // oxlint-disable-next-line no-await-in-loop -- Piece after piece.
  while (await database.transaction(reach, async (sql) => await forgetBlobs(sql, entities, times)));
}
