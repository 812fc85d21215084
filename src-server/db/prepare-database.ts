import type { Migration } from '#shared/schema/migrations/migration.ts';
import { migrations as allMigrations } from '#shared/schema/migrations/migrations.ts';
import { applyRowSecurity } from './apply-row-security.ts';
import { ensureRoles } from './database-roles.ts';
import { migrateUp } from './migrate.ts';
import type { SecuritySchema } from './row-rules.ts';
import type { ServerDatabase } from './server-database.ts';

/** What a server does with its database before it serves: roles, schema, policies. Throws `DatabaseUnfit` with what to do. */
export async function prepareDatabase(
  database: ServerDatabase,
  schema: SecuritySchema,
  migrations: readonly Migration[] = allMigrations,
): Promise<void> {
  await ensureRoles(database);
  await migrateUp(database, migrations);
  await applyRowSecurity(database, { ...schema, version: migrations.length });
}
