import type { Migration } from '#shared/schema/migrations/migration.ts';
import { migrations as allMigrations } from '#shared/schema/migrations/migrations.ts';
import { applyRowSecurity } from './apply-row-security.ts';
import { ensureRoles } from './database-roles.ts';
import { migrateUp } from './migrate.ts';
import type { SecuritySchema } from './row-rules.ts';
import type { ServerDatabase } from './server-database.ts';

/**
 * What a server does with its database before it serves: roles, schema, policies. Throws `DatabaseUnfit` with what to do. Who did it
 * is noted for the audit (`auditMigration`).
 */
export async function prepareDatabase(
  database: ServerDatabase,
  schema: SecuritySchema,
  { migrations = allMigrations, by }: { readonly migrations?: readonly Migration[]; readonly by?: string } = {},
): Promise<void> {
  await ensureRoles(database);
  await migrateUp(database, migrations, by);
  await applyRowSecurity(database, { ...schema, version: migrations.length });
}
