/*
 * Removing a tenant takes every row of it out of every table, also those that nobody may delete otherwise (the audit). No role of
 * the server may do that; a function may, which can do nothing else, and which only the operator may call. It is written anew
 * with the policies, from the entities: a new one is covered by being registered.
 */
import type { AnyEntity } from '#shared/schema/entity.ts';
import { isStoredEntity } from '#shared/schema/table-sql.ts';
import { blobTables } from './blob-security.ts';
import { roleNames } from './reach-sql.ts';
import type { Sql } from './server-database.ts';
import { syncTables } from './sync-security.ts';

const signature = 'public.operator_remove_tenant(text)';

/** As the operator, who has locked the tenant's row. How many rows of which table are gone. */
export async function removeTenant({ query }: Sql, tenantId: string): Promise<{ readonly [table: string]: number }> {
  const rows = await query('SELECT table_name, removed FROM public.operator_remove_tenant($1)', [tenantId]);
  return Object.fromEntries(rows.map((row) => [String(row['table_name']), Number(row['removed'])]));
}

/**
 * Runs as the owner of the tables, to whom rows show only in upkeep, as this is. Not by `SET` of the function: PostgreSQL lets only
 * a superuser write a setting of ours there.
 */
export function removeTenantSql(entities: readonly AnyEntity[]): readonly string[] {
  // The tenant's own row last: whoever would write to the tenant waits for it.
  const tables = entities
    .filter((entity) => isStoredEntity(entity, 'postgres'))
    .toSorted((one, other) => Number(one.name === 'tenant') - Number(other.name === 'tenant'))
    .map(({ table }) => table);
  return [
    `DROP FUNCTION IF EXISTS ${signature}`,
    `CREATE FUNCTION public.operator_remove_tenant(removed_tenant text)
  RETURNS TABLE (table_name text, removed bigint) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('app.upkeep', 'on', true);
${[...syncTables, ...blobTables, ...tables].map(removeSql).join('\n')}
  PERFORM set_config('app.upkeep', '', true);
END $$`,
    `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${signature} TO ${roleNames.operator}`,
  ];
}

function removeSql(table: string): string {
  return `  DELETE FROM public.${table} WHERE tenant_id = removed_tenant;
  table_name := '${table}';
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN NEXT;`;
}
