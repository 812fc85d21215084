/*
 * How the database itself writes a record as a text of a snapshot (src-shared/sync/snapshot-rows.ts). It says the same as `sentToRow`
 * of what the codec reads; what the codec does beyond reading (fields that complete their JSON, merged texts) is left to it.
 */
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { Field } from '#shared/schema/field.ts';
import { clocksColumn, hasClocks, isStoredField } from '#shared/schema/table-sql.ts';

export type RowSql = { readonly columns: readonly string[]; readonly select: string };

/** PostgreSQL hands a function no more arguments than this. */
const argumentsMax = 100;
const head = ['id', `${clocksColumn} ->> '*'`, `${clocksColumn} - '*'`, `'{}'::json`];

/** Undefined where the database cannot say it. */
export function rowSql(entity: AnyEntity, names: readonly string[]): RowSql | undefined {
  const fields = names.map((name) => ({ column: snakeCase(name), field: entity.fields[name] }));
  const values = fields.map(({ column, field }) => (field === undefined ? undefined : valueSql(column, field)));
  if (!hasClocks(entity) || head.length + values.length > argumentsMax) return undefined;
  // Among the stamps are also those of fields that are not sent, which nobody else is to hear of.
  if (Object.values(entity.fields).some(({ isServerOnly, kind }) => isServerOnly || kind === 'retired'))
    return undefined;
  const args = [...head, ...values.filter((value) => value !== undefined)];
  if (args.length < head.length + values.length) return undefined;
  return {
    columns: ['id', clocksColumn, ...fields.map(({ column }) => column)],
    select: `json_build_array(${args.join(', ')})::text AS text`,
  };
}

function valueSql(column: string, field: Field<unknown>): string | undefined {
  if (!isStoredField(field, 'postgres') || field.complete !== undefined) return undefined;
  switch (field.kind) {
    case 'merged-text':
    case 'retired':
      return undefined;
    case 'instant':
      return `round(extract(epoch FROM ${column}) * 1000)::bigint`;
    case 'decimal':
      return `${column}::text`;
    case 'text':
    case 'choice':
    case 'reference':
    case 'order-key':
    case 'blob':
    case 'integer':
    case 'boolean':
    case 'json':
      return column;
  }
}
