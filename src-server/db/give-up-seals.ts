import type { AnyEntity } from '#shared/schema/entity.ts';

import type { SealedText } from './rotate-seals.ts';
import { sealedColumns } from './sealed-rows.ts';
import type { ServerDatabase } from './server-database.ts';

export type GivingUp = {
  readonly entities: readonly AnyEntity[];
  readonly sealedTexts: readonly SealedText[];
  /** The keys that are there. */
  readonly keyIds: readonly string[];
};

/**
 * Lets go of what is sealed with a key that is not there any more, as a whole or not at all: a field becomes empty, and a row that is
 * there for its sealed text goes. What a known key does not open stays, and shows when it is read. Returns how many values are gone.
 */
export async function giveUpSeals(
  database: ServerDatabase,
  { entities, sealedTexts, keyIds }: GivingUp,
): Promise<number> {
  const isLost = (text: string): string => `${text} IS NOT NULL AND split_part(${text}, '.', 3) <> ALL ($1)`;
  const statements = [
    ...entities.flatMap((entity) =>
      sealedColumns(entity).map(
        ({ column, isJson }) =>
          `UPDATE ${entity.table} SET ${column} = NULL WHERE ${isLost(isJson ? `(${column} #>> '{}')` : column)} RETURNING id`,
      ),
    ),
    ...sealedTexts.map(({ table, column }) => `DELETE FROM ${table} WHERE ${isLost(column)} RETURNING id`),
  ];
  return await database.asOwner(async ({ query }) => {
    let count = 0;
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    for (const statement of statements) count += (await query(statement, [keyIds])).length;
    return count;
  });
}
