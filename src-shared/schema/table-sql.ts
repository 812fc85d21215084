/*
 * The tables of an entity, for the database of a device (SQLite) and of the server (PostgreSQL). Used by the writer of
 * migrations, which puts the text into a frozen file, and by the tests that compare a migrated database with today's entities.
 */
import { unreachable } from '../base/assert.ts';
import { snakeCase } from './entity.ts';
import type { AnyEntity } from './entity.ts';
import type { Field, FieldKind } from './field.ts';

export type Dialect = 'sqlite' | 'postgres';

export type Column = { readonly name: string; readonly type: string; readonly isNullable: boolean };

export const clocksColumn = 'clocks';

/** The column of a field's Yjs state, beside its plain text. */
export function stateColumn(field: string): string {
  return `${snakeCase(field)}_state`;
}

/** Records that other devices may edit too carry the stamp of each field. */
export function hasClocks(entity: AnyEntity): boolean {
  return entity.scope !== 'device' && entity.scope !== 'server';
}

/** Whether the database has the entity's table: the server has nothing of a device's own, a device nothing of the server's. */
export function isStoredEntity(entity: AnyEntity, dialect: Dialect): boolean {
  return entity.scope !== (dialect === 'sqlite' ? 'server' : 'device');
}

/** Whether the field is kept in this database: what only the server may know is no column on a device. */
export function isStoredField(field: Field<unknown>, dialect: Dialect): boolean {
  return field.kind !== 'retired' && (dialect === 'postgres' || !field.isServerOnly);
}

/** Every column of an entity's table, in the table's order. A retired field has none: nobody reads what is left of it. */
export function columnsOf(entity: AnyEntity, dialect: Dialect): readonly Column[] {
  const columns: Column[] = [{ name: 'id', type: columnType('text', dialect), isNullable: false }];
  for (const [name, field] of Object.entries(entity.fields)) {
    if (isStoredField(field, dialect)) columns.push(...fieldColumns(name, field, dialect));
  }
  if (hasClocks(entity)) columns.push({ name: clocksColumn, type: columnType('json', dialect), isNullable: false });
  return columns;
}

export function fieldColumns(name: string, field: Field<unknown>, dialect: Dialect): readonly Column[] {
  const column = { name: snakeCase(name), type: columnType(field.kind, dialect), isNullable: field.isOptional };
  if (field.kind !== 'merged-text') return [column];
  const stateType = dialect === 'sqlite' ? 'BLOB' : 'bytea';
  return [column, { name: stateColumn(name), type: stateType, isNullable: field.isOptional }];
}

export function createTableSql(entity: AnyEntity, dialect: Dialect): string {
  const columns = columnsOf(entity, dialect).map(
    (column) => `  ${columnSql(column)}${column.name === 'id' ? ' PRIMARY KEY' : ''}`,
  );
  return `CREATE TABLE ${entity.table} (\n${columns.join(',\n')}\n)${dialect === 'sqlite' ? ' STRICT' : ''}`;
}

export function addColumnSql(table: string, column: Column): string {
  return `ALTER TABLE ${table} ADD COLUMN ${columnSql(column)}`;
}

export function createIndexSql(table: string, fields: readonly string[]): string {
  return `CREATE INDEX ${indexName(table, fields)} ON ${table} (${fields.map(snakeCase).join(', ')})`;
}

/** Only on the server: devices that were apart may have given the same name, and nothing is refused or lost for a name. */
export function createUniqueSql(table: string, fields: readonly string[]): string {
  return `CREATE UNIQUE INDEX ${uniqueName(table, fields)} ON ${table} (${fields.map(snakeCase).join(', ')}) WHERE deleted_at IS NULL`;
}

export function uniqueName(table: string, fields: readonly string[]): string {
  return `${table}_unique_${fields.map(snakeCase).join('_')}`;
}

export function dropIndexSql(table: string, fields: readonly string[]): string {
  return `DROP INDEX ${indexName(table, fields)}`;
}

export function indexName(table: string, fields: readonly string[]): string {
  return `${table}_by_${fields.map(snakeCase).join('_')}`;
}

function columnSql({ name, type, isNullable }: Column): string {
  return `${name} ${type}${isNullable ? '' : ' NOT NULL'}`;
}

function columnType(kind: FieldKind, dialect: Dialect): string {
  const isSqlite = dialect === 'sqlite';
  switch (kind) {
    case 'text':
    case 'choice':
    case 'reference':
    case 'merged-text':
    case 'blob':
    case 'retired':
      return isSqlite ? 'TEXT' : 'text';
    case 'order-key': // Ordered by its bytes, as devices do, and not as a language would.
      return isSqlite ? 'TEXT' : 'text COLLATE "C"';
    case 'integer':
      return isSqlite ? 'INTEGER' : 'bigint';
    case 'decimal':
      return isSqlite ? 'TEXT' : 'numeric';
    case 'boolean':
      return isSqlite ? 'INTEGER' : 'boolean';
    case 'instant':
      return isSqlite ? 'INTEGER' : 'timestamptz';
    case 'json':
      return isSqlite ? 'TEXT' : 'jsonb';
    default:
      return unreachable(kind);
  }
}
