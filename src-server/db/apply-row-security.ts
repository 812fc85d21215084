import { createHash } from 'node:crypto';

import { advisoryLocks } from './advisory-locks.ts';
import { patiently, rowSecurityKey } from './migrate.ts';
import { rowSecuritySql } from './row-security.ts';
import type { SecuritySchema } from './row-rules.ts';
import type { OwnerSql, ServerDatabase } from './server-database.ts';

/**
 * Puts the policies of this program in the place of those that are there, in one transaction. Leaves them when they are these
 * already, or those of a newer program. Returns whether it wrote them.
 */
export async function applyRowSecurity(
  database: ServerDatabase,
  schema: SecuritySchema & { readonly version: number },
): Promise<boolean> {
  const text = rowSecuritySql(schema).join(';\n');
  return await patiently(database, async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.rowSecurity]);
    const [login = {}] = await sql.query('SELECT current_user AS name');
    // They name the owner of the tables, and so are others when another login has become it.
    const checksum = createHash('sha256')
      .update(`${String(login['name'])}\n${text}`)
      .digest('hex');
    const applied = await readApplied(sql);
    if (applied.version > schema.version) return false;
    const isThere = applied.checksum === checksum;
    if (isThere && applied.version === schema.version) return false;
    if (!isThere) await sql.run(text);
    await sql.query(
      `INSERT INTO server_state (key, value)
      VALUES ($1, $2)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [rowSecurityKey, JSON.stringify({ version: schema.version, checksum })],
    );
    return !isThere;
  });
}

async function readApplied({ query }: OwnerSql): Promise<{ readonly version: number; readonly checksum: unknown }> {
  const [row] = await query('SELECT value FROM server_state WHERE key = $1', [rowSecurityKey]);
  const value = row?.['value'];
  if (typeof value !== 'object' || value === null || !('version' in value) || !('checksum' in value))
    return { version: 0, checksum: undefined };
  return { version: Number(value.version), checksum: value.checksum };
}
