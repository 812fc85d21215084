import { z } from 'zod';

import type { Instant } from '#shared/base/instant.ts';

import { migrationNoteKey } from '../db/migrate.ts';
import type { ServerDatabase } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';
import { auditCommand } from './audit-command.ts';

const noteSchema = z.object({ from: z.number(), to: z.number(), by: z.string() });

/**
 * Puts into the audit of every tenant that the database was brought to this program. The migrations have left a note of it, since
 * there may have been no place for an event before the last of them; it goes in the transaction that writes the events, so that it is
 * told once, also when the one who migrated was cut off.
 */
export async function auditMigration(
  deps: { readonly records: ServerRecords; readonly nowMs: () => Instant },
  database: ServerDatabase,
): Promise<void> {
  await database.asOwner(async (sql) => {
    const [row] = await sql.query('DELETE FROM server_state WHERE key = $1 RETURNING value', [migrationNoteKey]);
    if (row === undefined) return;
    const { by, from, to } = noteSchema.parse(row['value']);
    await auditCommand(deps, sql, {
      by,
      action: 'server.migrated',
      resourceType: 'database',
      detailsOf: () => ({ from, to }),
    });
  });
}
