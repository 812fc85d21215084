/*
 * Records of which there is one for each key (a setting, a preference, a note): set, changed, removed and set again under the one
 * id that comes from the key, so that two who set it at once, here or on a device, set the same record.
 */
import type { AnyEntity, DraftOf, PatchOf } from '#shared/schema/entity.ts';

import type { Sql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';

export type KeyedChange = 'created' | 'changed' | 'removed' | 'none';

type Keyed<E extends AnyEntity> = {
  readonly id: string;
  /** The whole record, for when there is none; null removes it. */
  readonly draft: DraftOf<E> | null;
  /** What is set where there is one. */
  readonly patch: PatchOf<E>;
};

/** What it did; it is told in the audit. */
export async function putKeyed<E extends AnyEntity>(
  records: ServerRecords,
  sql: Sql,
  entity: E,
  { id, draft, patch }: Keyed<E>,
): Promise<KeyedChange> {
  // Of two who make it at once, the second changes what the first has made.
  await sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [`${entity.table} ${id}`]);
  const isThere = (await records.find(sql, entity, id)) !== undefined;
  if (draft === null) {
    if (!isThere) return 'none';
    await records.remove(sql, entity, id);
    return 'removed';
  }
  const wasThere = isThere || (await records.restore(sql, entity, id)) !== undefined;
  if (wasThere) await records.patch(sql, entity, id, patch);
  else await records.insert(sql, entity, [draft]);
  return isThere ? 'changed' : 'created';
}
