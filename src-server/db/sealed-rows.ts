import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { Row } from '#shared/schema/row-codec.ts';
import { SealBroken } from './sealer.ts';
import type { Sealer } from './sealer.ts';

export type SealedColumn = { readonly column: string; readonly isJson: boolean };

export function sealedColumns(entity: AnyEntity): readonly SealedColumn[] {
  return Object.entries(entity.fields)
    .filter(([, { isSensitive }]) => isSensitive)
    .map(([name, { kind }]) => ({ column: snakeCase(name), isJson: kind === 'json' }));
}

/** Seals the columns of a row that the codec has made. In a JSON column the sealed text is a JSON string. */
export function sealRow(entity: AnyEntity, id: string, row: Row, sealer: Sealer): Row {
  const sealed: { [column: string]: unknown } = { ...row };
  for (const { column, isJson } of sealedColumns(entity)) {
    const value = row[column];
    if (typeof value !== 'string') continue; // Null: the codec gives text for both kinds.
    const text = sealer.seal(value, { table: entity.table, column, id });
    sealed[column] = isJson ? JSON.stringify(text) : text;
  }
  return sealed;
}

/** A row of the database as the codec reads it. */
export function openRow(entity: AnyEntity, row: Row, sealer: Sealer): Row {
  const columns = sealedColumns(entity);
  if (columns.length === 0) return row;
  const opened: { [column: string]: unknown } = { ...row };
  for (const { column, isJson } of columns) {
    const value = row[column];
    if (value === null || value === undefined) continue;
    const place = { table: entity.table, column, id: String(row['id']) };
    if (typeof value !== 'string') throw new SealBroken(`${place.table}.${column} of ${place.id} is not sealed.`);
    const text = sealer.open(value, place);
    opened[column] = isJson ? (JSON.parse(text) as unknown) : text;
  }
  return opened;
}
