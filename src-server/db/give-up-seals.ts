import type { AnyEntity } from '#shared/schema/entity.ts';

import type { SealedText } from './rotate-seals.ts';
import { sealedColumns } from './sealed-rows.ts';
import type { OwnerSql, ServerDatabase } from './server-database.ts';

export type GivingUp = {
  readonly entities: readonly AnyEntity[];
  readonly sealedTexts: readonly SealedText[];
  /** The keys that are there. */
  readonly keyIds: readonly string[];
  readonly onGivenUp: (sql: OwnerSql, lostByTenantId: ReadonlyMap<string, number>) => Promise<void>;
};

/**
 * Lets go of what is sealed with a key that is not there any more, as a whole or not at all: a field becomes empty, and a row that is
 * there for its sealed text goes. What a known key does not open stays, and shows when it is read. Returns how many values are gone;
 * `onGivenUp` is told in the same transaction of how many in each tenant that has lost any.
 */
export async function giveUpSeals(
  database: ServerDatabase,
  { entities, sealedTexts, keyIds, onGivenUp }: GivingUp,
): Promise<number> {
  const isLost = (text: string): string => `${text} IS NOT NULL AND split_part(${text}, '.', 3) <> ALL ($1)`;
  const statements = [
    ...entities.flatMap((entity) =>
      sealedColumns(entity).map(
        ({ column, isJson }) =>
          `UPDATE ${entity.table} SET ${column} = NULL WHERE ${isLost(isJson ? `(${column} #>> '{}')` : column)} RETURNING tenant_id`,
      ),
    ),
    ...sealedTexts.map(({ table, column }) => `DELETE FROM ${table} WHERE ${isLost(column)} RETURNING tenant_id`),
  ];
  return await database.asOwner(async (sql) => {
    const lostByTenantId = new Map<string, number>();
    let count = 0;
    for (const statement of statements) {
      // oxlint-disable-next-line no-await-in-loop -- One connection.
      const rows = await sql.query(statement, [keyIds]);
      count += rows.length;
      for (const row of rows) {
        const tenantId = String(row['tenant_id']);
        lostByTenantId.set(tenantId, (lostByTenantId.get(tenantId) ?? 0) + 1);
      }
    }
    await onGivenUp(sql, lostByTenantId);
    return count;
  });
}
