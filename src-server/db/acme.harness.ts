/* A database with one tenant, and a statement that writes a record of hers. */
import { addTenant, setupDatabase } from './database.harness.ts';
import type { ServerDatabase } from './server-database.ts';
import type { TestPostgres } from './start-postgres.harness.ts';

export const kinds = ['pglite', 'postgres'] as const;

export async function setupAcme(
  kind: (typeof kinds)[number],
  postgres: () => Promise<TestPostgres>,
): Promise<ServerDatabase> {
  const database = await setupDatabase(kind === 'pglite' ? undefined : await (await postgres()).createDatabase());
  await addTenant(database, 'acme');
  return database;
}

export const preference = (id: string, tenant = 'acme') =>
  `INSERT INTO user_preferences (id, tenant_id, user_id, preference_key, preference_value, created_at, updated_at, clocks)
VALUES ('${id}', '${tenant}', 'ada', 'theme', '1', now(), now(), '{}')`;
