import type { AnyEntity } from '#shared/schema/entity.ts';
import { sealedColumns } from './sealed-rows.ts';
import type { Sealer } from './sealer.ts';
import type { OwnerSql, ServerDatabase } from './server-database.ts';

/** A column whose values whoever writes them seals; the others are sealed with their record. */
export type SealedText = { readonly table: string; readonly column: string };

export type Rotation = {
  readonly entities: readonly AnyEntity[];
  readonly sealedTexts: readonly SealedText[];
  readonly sealer: Sealer;
};

/** Rows of one transaction: some milliseconds for which nobody else can write them. */
const rowsMax = 200;

type Column = SealedText & { readonly isJson: boolean };

/**
 * Seals everything anew that is not sealed with the ring's first key. It can be cut off at any moment and called again: what is
 * sealed anew already is passed over. Returns how many values it has sealed; throws `SealBroken` for one that does not open.
 */
export async function rotateSeals(
  database: ServerDatabase,
  { entities, sealedTexts, sealer }: Rotation,
  signal?: AbortSignal,
): Promise<number> {
  const columns: readonly Column[] = [
    ...entities.flatMap((entity) => sealedColumns(entity).map((column) => ({ table: entity.table, ...column }))),
    ...sealedTexts.map((text) => ({ ...text, isJson: false })),
  ];
  let sealed = 0;
  for (const column of columns) {
    let after: string | undefined = '';
    while (after !== undefined) {
      signal?.throwIfAborted();
      const from: string = after;
      const page = await database.asOwner(async (sql) => await sealPage(sql, column, { sealer, from }));
      sealed += page.count;
      after = page.last;
    }
  }
  return sealed;
}

async function sealPage(
  { query }: OwnerSql,
  { table, column, isJson }: Column,
  { sealer, from }: { readonly sealer: Sealer; readonly from: string },
): Promise<{ readonly count: number; readonly last: string | undefined }> {
  const text = isJson ? `${column} #>> '{}'` : column;
  const rows = await query(
    `SELECT id, ${text} AS sealed
    FROM ${table}
    WHERE id > $1 AND ${column} IS NOT NULL AND NOT starts_with(${text}, $2)
    ORDER BY id
    LIMIT ${String(rowsMax)}
    FOR UPDATE`,
    [from, `sealed.1.${sealer.keyId}.`],
  );
  const anew = rows.map((row) => {
    const place = { table, column, id: String(row['id']) };
    return { id: place.id, sealed: sealer.seal(sealer.open(String(row['sealed']), place), place) };
  });
  await query(
    `UPDATE ${table}
    SET ${column} = ${isJson ? 'to_jsonb(given.sealed)' : 'given.sealed'}
    FROM json_to_recordset($1::json) AS given (id text, sealed text)
    WHERE ${table}.id = given.id`,
    [JSON.stringify(anew)],
  );
  return { count: anew.length, last: rows.length < rowsMax ? undefined : anew.at(-1)?.id };
}
