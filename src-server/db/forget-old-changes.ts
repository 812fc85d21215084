import type { AnyEntity } from '#shared/schema/entity.ts';

import { forgetChanges } from './change-log-upkeep.ts';
import type { ForgetTimes } from './change-log-upkeep.ts';
import type { ServerDatabase } from './server-database.ts';
import { forgetTombstones } from './tombstone-upkeep.ts';

export type OldChangesGiven = {
  readonly database: ServerDatabase;
  readonly entities: readonly AnyEntity[];
  readonly tenantId: string;
};

/** What a tenant's log has of old, with the records that it has deleted. A piece at a time: whoever pushes waits for one. */
export async function forgetOldChanges(given: OldChangesGiven, times: ForgetTimes): Promise<void> {
  const { database, entities, tenantId } = given;
  const reach = { role: 'app', tenantId, userId: null, permissions: ['user:erase'], mode: 'write' } as const;
  const { before } = times;
  for (let hasMore = true; hasMore;) {
    // The records go first: what is cut off in between is found again by the changes that are still there.
    // oxlint-disable-next-line no-await-in-loop -- Piece after piece.
    await database.asOwner(async (sql) => await forgetTombstones(sql, { entities, tenantId, before }));
    // oxlint-disable-next-line no-await-in-loop -- The same.
    hasMore = await database.transaction(reach, async (sql) => await forgetChanges(sql, times));
  }
}
