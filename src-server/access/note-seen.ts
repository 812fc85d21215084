/*
 * Notes when a session or a machine's token was last used, off the way of the calls, and no more often than a person would
 * look: a write for every read would halve what the server can do.
 */
import { instantOf } from '#shared/base/instant.ts';
import type { Clock } from '#shared/base/instant.ts';

import type { ServerDatabase } from '../db/server-database.ts';
import type { Seen } from './find-asker.ts';

const noteEveryMs = 60_000;
/** Beyond it a moment is lost, which is no harm. */
const notingMax = 1_000;

export type SeenNotes = { readonly onSeen: Seen; readonly close: () => Promise<void> };

export function createSeenNotes(database: ServerDatabase, clock: Clock, log: (sentence: string) => void): SeenNotes {
  const noting = new Map<string, Promise<void>>();
  return {
    onSeen: ({ kind, id, tenantId, lastMs }) => {
      const nowMs = clock.nowMs();
      if (lastMs !== null && nowMs - lastMs < noteEveryMs) return;
      if (noting.has(id) || noting.size >= notingMax) return;
      const note = writeSeen(database, { kind, id, tenantId, at: new Date(instantOf(nowMs)).toISOString() })
        // A suspended tenant's sessions are used and not written.
        .catch((error: unknown) => {
          if (!(error instanceof Error) || error.name !== 'TenantClosed')
            log(`A session's use was not noted: ${String(error)}`);
        })
        .finally(() => void noting.delete(id));
      noting.set(id, note);
    },
    close: async () => {
      await Promise.all(noting.values());
    },
  };
}

async function writeSeen(
  database: ServerDatabase,
  {
    kind,
    id,
    tenantId,
    at,
  }: { readonly kind: 'session' | 'api-token'; readonly id: string; readonly tenantId: string; readonly at: string },
): Promise<void> {
  const permissions = [kind === 'session' ? 'session:manage' : 'token:manage'] as const;
  await database.transaction(
    { role: 'app', tenantId, userId: null, permissions: [...permissions], mode: 'write' },
    async ({ query }) => {
      const text =
        kind === 'session'
          ? `WITH seen AS (UPDATE sessions SET last_seen_at = $2 WHERE id = $1 RETURNING device_id)
           UPDATE devices SET last_seen_at = $2 WHERE id IN (SELECT device_id FROM seen)`
          : `UPDATE api_tokens SET last_used_at = $2 WHERE id = $1`;
      await query(text, [id, at]);
    },
  );
}
