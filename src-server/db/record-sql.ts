/* The statements of server-records.ts as text and values: pure, so that what is asked can be read and tested by itself. */
import { assert } from '#shared/base/assert.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';

import type { Row, StoredRecord } from '#shared/schema/row-codec.ts';
import { columnsOf } from '#shared/schema/table-sql.ts';
import type { Column } from '#shared/schema/table-sql.ts';
import { givenColumns, givenRows } from './given-rows.ts';
import type { GivenColumn } from './given-rows.ts';
import { codecOf } from './postgres-codec.ts';

export type Statement = { readonly text: string; readonly values: readonly unknown[] };

export type ListQuery = {
  /** Each field is equal to the value, is null, or is one of the values. */
  readonly where?: { readonly [field: string]: unknown };
  /** Text that one of the fields holds, in whatever case. */
  readonly search?: { readonly fields: readonly string[]; readonly text: string } | undefined;
  /** From and including, until and not including. */
  readonly range?: { readonly field: string; readonly from?: unknown; readonly until?: unknown } | undefined;
  /** Fields that are never null; the id comes last by itself. */
  readonly orderBy?: readonly string[];
  readonly direction?: 'ascending' | 'descending';
  readonly includeDeleted?: boolean;
  /** The place where the page before has ended: `next` of its answer. */
  readonly after?: readonly unknown[] | undefined;
  readonly limit: number;
};

/** More than anybody reads at once; a page and not a limit of what there is. */
export const pageMax = 1_000;

export function selectSql(entity: AnyEntity): string {
  return `SELECT ${codecOf(entity).recordColumns.join(', ')}\nFROM ${entity.table}`;
}

export function listStatement(entity: AnyEntity, query: ListQuery): Statement {
  assert(query.limit >= 1 && query.limit <= pageMax, 'A page has between 1 and 1,000 records.');
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${String(values.push(value))}`;
  const conditions = [
    ...Object.entries(query.where ?? {}).map(([field, value]) => equalSql(entity, field, value, place)),
    ...(query.includeDeleted === true ? [] : ['deleted_at IS NULL']),
    ...searchSql(entity, query.search, place),
    ...rangeSql(entity, query.range, place),
    ...afterSql(entity, query, place),
  ];
  const word = query.direction === 'descending' ? 'DESC' : 'ASC';
  const order = orderOf(query).map((field) => `${columnOf(entity, field)} ${word}`);
  const text = [
    selectSql(entity),
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    `ORDER BY ${order.join(', ')}`,
    `LIMIT ${String(query.limit)}`,
  ].join('\n');
  return { text, values };
}

/** All rows in one statement. */
export function insertStatement(entity: AnyEntity, rows: readonly Row[]): Statement {
  const values: unknown[] = [];
  const given = givenRows(columnsOf(entity, 'postgres'), rows, (value) => `$${String(values.push(value))}`);
  return { text: insertSql(entity, given), values };
}

/** Records as they were merged, all in one statement. */
export function insertRecordsStatement(entity: AnyEntity, records: readonly StoredRecord[]): Statement {
  const values: unknown[] = [];
  const given = givenRecords(entity, { records, columns: columnsOf(entity, 'postgres') }, values);
  return { text: insertSql(entity, given), values };
}

/** Returning asks for the right to see the row too, and an audit's event is written by who may not read it. */
function insertSql(entity: AnyEntity, given: string): string {
  const names = columnsOf(entity, 'postgres').map(({ name }) => name);
  return `INSERT INTO ${entity.table} (${names.join(', ')})
SELECT ${names.map((name) => `given.${name}`).join(', ')}
FROM ${given}`;
}

function givenRecords(
  entity: AnyEntity,
  { records, columns }: { readonly records: readonly StoredRecord[]; readonly columns: readonly GivenColumn[] },
  values: unknown[],
): string {
  const { readers } = codecOf(entity);
  return givenColumns(
    columns.map(({ name, type }) => {
      const read = readers.get(name);
      assert(read !== undefined, `${entity.name} has no column ${name}.`);
      return { name, type, values: records.map(read) };
    }),
    (value) => `$${String(values.push(value))}`,
  );
}

/** What a statement that has to reach each of its rows fails with where it has not: a division by zero. */
export const notAllReached = '22012';

/**
 * These columns of records that are there, all at once. What the rules hide from whoever would change it PostgreSQL passes over in
 * silence; here the statement fails (`notAllReached`).
 */
export function updateAllStatement(
  entity: AnyEntity,
  columns: readonly Column[],
  records: readonly StoredRecord[],
): Statement {
  const values: unknown[] = [];
  const id: GivenColumn = { name: 'id', type: 'text' };
  const given = givenRecords(entity, { records, columns: [id, ...columns] }, values);
  return {
    text: `WITH reached AS (
  UPDATE ${entity.table} AS target
  SET ${columns.map(({ name }) => `${name} = given.${name}`).join(', ')}
  FROM ${given}
  WHERE target.id = given.id
  RETURNING 1
)
SELECT 1 / (count(*) = $${String(values.push(records.length))})::integer FROM reached`,
    values,
  };
}

/** `set` holds the database's form of each column; `clocks` are put over those that are there. */
export function updateStatement(
  entity: AnyEntity,
  id: string,
  {
    set,
    clocks,
    includeDeleted,
  }: { readonly set: Row; readonly clocks?: Row | undefined; readonly includeDeleted: boolean },
): Statement {
  const values: unknown[] = [id];
  const place = (value: unknown): string => `$${String(values.push(value))}`;
  const parts = Object.entries(set).map(([column, value]) => `${column} = ${place(value)}`);
  if (clocks !== undefined) parts.push(`clocks = clocks || ${place(JSON.stringify(clocks))}::jsonb`);
  return {
    text: `UPDATE ${entity.table}
SET ${parts.join(', ')}
WHERE id = $1${includeDeleted ? '' : ' AND deleted_at IS NULL'}
RETURNING ${codecOf(entity).recordColumns.join(', ')}`,
    values,
  };
}

export function orderOf({ orderBy = [] }: Pick<ListQuery, 'orderBy'>): readonly string[] {
  return [...orderBy.filter((field) => field !== 'id'), 'id'];
}

export function columnOf(entity: AnyEntity, field: string): string {
  assert(field === 'id' || entity.fields[field] !== undefined, `${entity.name} has no field ${field}.`);
  return snakeCase(field);
}

type Place = (value: unknown) => string;

function equalSql(entity: AnyEntity, field: string, value: unknown, place: Place): string {
  const column = columnOf(entity, field);
  if (value === null) return `${column} IS NULL`;
  const { valueToColumn } = codecOf(entity);
  if (!Array.isArray(value)) return `${column} = ${place(valueToColumn(field, value))}`;
  return `${column} = ANY (${place(value.map((each) => valueToColumn(field, each)))})`;
}

function searchSql(entity: AnyEntity, search: ListQuery['search'], place: Place): readonly string[] {
  if (search === undefined || search.text === '') return [];
  const pattern = place(`%${search.text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
  return [`(${search.fields.map((field) => `${columnOf(entity, field)} ILIKE ${pattern}`).join(' OR ')})`];
}

function rangeSql(entity: AnyEntity, range: ListQuery['range'], place: Place): readonly string[] {
  if (range === undefined) return [];
  const column = columnOf(entity, range.field);
  const { valueToColumn } = codecOf(entity);
  return [
    ...(range.from === undefined ? [] : [`${column} >= ${place(valueToColumn(range.field, range.from))}`]),
    ...(range.until === undefined ? [] : [`${column} < ${place(valueToColumn(range.field, range.until))}`]),
  ];
}

function afterSql(entity: AnyEntity, query: ListQuery, place: Place): readonly string[] {
  if (query.after === undefined) return [];
  const fields = orderOf(query);
  const { after } = query;
  assert(after.length === fields.length, 'The place where a page ended does not fit its order.');
  assert(
    fields.every((field) => entity.fields[field]?.isOptional !== true),
    'A list is not ordered by a field that may be null.',
  );
  const { valueToColumn } = codecOf(entity);
  const columns = fields.map((field) => columnOf(entity, field)).join(', ');
  const places = fields.map((field, index) => place(valueToColumn(field, after[index]))).join(', ');
  return [`(${columns}) ${query.direction === 'descending' ? '<' : '>'} (${places})`];
}
