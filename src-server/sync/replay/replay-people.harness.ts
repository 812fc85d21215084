/* The simulator's people in a real database: a tenant, its users with their roles, and a session for each. */
import { sessionEntity } from '#shared/access/access-entities.ts';
import { instantOf } from '#shared/base/instant.ts';
import { ownerId, tenantId, userIds } from '#shared/sync/simulator/sim-world.harness.ts';
import { idAt, startMs } from '#shared/sync/sync-world.harness.ts';
import { tenantEntity, userEntity, userRoleEntity } from '#shared/tenancy/tenancy-entities.ts';

import { createSecret, formatToken } from '../../access/tokens.ts';
import type { ServerDatabase } from '../../db/server-database.ts';
import type { ServerRecords } from '../../db/server-records.ts';

const at = instantOf(startMs);
const aYearMs = 366 * 86_400_000;

/** Returns the token of each. `records` logs nothing: nobody in the simulation holds these records. */
export async function addReplayPeople(
  database: ServerDatabase,
  records: ServerRecords,
): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>();
  await database.asOwner(async (sql) => {
    await records.insert(sql, tenantEntity, [
      { id: tenantId, tenantId, name: 'Simulated', slug: 'simulated', config: {}, status: 'active' },
    ]);
    for (const [index, userId] of [ownerId, ...userIds].entries()) {
      const person = {
        email: `${userId}@example.org`,
        name: userId,
        role: 'developer',
        status: 'active',
        isSystem: false,
        publicMetadata: {},
        unsafeMetadata: {},
        dateJoined: at,
      } as const;
      // oxlint-disable-next-line no-await-in-loop -- One connection.
      await records.insert(sql, userEntity, [{ id: userId, tenantId, ...person }]);
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await records.insert(sql, userRoleEntity, [{ tenantId, userId, roleId: 'developer', assignedAt: at }]);
      const { secret, secretHash } = createSecret();
      const id = idAt(index);
      const expiresAt = instantOf(startMs + aYearMs);
      const session = { expiresAt, lastSeenAt: at, userAgent: 'simulated', address: '127.0.0.1' };
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await records.insert(sql, sessionEntity, [{ id, tenantId, userId, secretHash, ...session }]);
      tokens.set(userId, formatToken({ kind: 'tps', id, secret }));
    }
  });
  return tokens;
}
