/*
 * The table of one entity: reading and writing whole rows. Statements are written with their columns named, prepared once and
 * kept; a query's own statement depends on which fields it asks about, so those are kept by their text.
 */
import type { Database, Statement } from 'better-sqlite3';

import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import { rowCodec } from '#shared/schema/row-codec.ts';
import type { Row, StoredRecord } from '#shared/schema/row-codec.ts';
import { isStoredField } from '#shared/schema/table-sql.ts';
import { createFoundRecords } from './found-records.ts';
import { createPackedLists } from './packed-lists.ts';
import type { PackedList } from './packed-lists.ts';
import { StoreRefusal } from './store-failure.ts';

export type AnyQuery = {
  readonly where?: { readonly [field: string]: unknown } | undefined;
  readonly order?: readonly { readonly field: string; readonly direction: 'up' | 'down' }[] | undefined;
  readonly limit?: number | undefined;
  readonly includeDeleted?: boolean | undefined;
  readonly afterId?: string | undefined;
};

export type RecordTable = {
  readonly entity: AnyEntity;
  /** The record, deleted or not, with what merging needs. */
  readonly findStored: (id: string) => StoredRecord | undefined;
  /** The record, unless it is deleted. */
  readonly find: (id: string) => AnyRecord | undefined;
  readonly list: (query: AnyQuery) => readonly AnyRecord[];
  /** The ids of what `list` gives, for a fraction of its cost. */
  readonly listIds: (query: AnyQuery) => readonly string[];
  /** Of all records of which a field has a value, deleted ones too, as they lie in the file: cheap however many there are. */
  readonly listPlaces: (part: PartOfTable) => readonly Place[];
  /** The same as one text, and the ids in it. */
  readonly listPacked: (query: AnyQuery) => PackedList;
  readonly count: (where: AnyQuery['where']) => number;
  readonly insert: (stored: StoredRecord) => void;
  /** Of records in the order of their ids: a statement for several of them takes half the time of one for each. */
  readonly insertAll: (stored: readonly StoredRecord[]) => void;
  /** The first id from this one on, of a deleted record too; undefined where there is none. */
  readonly findNextId: (fromId: string) => string | undefined;
  readonly columns: readonly string[];
  /** The values of `columns`, and how they are inserted: for records that are written some time after they were encoded. */
  readonly encode: (stored: StoredRecord) => unknown[];
  readonly insertEncoded: (rows: readonly unknown[][]) => void;
  /** Writes every column of a record that is there. */
  readonly update: (stored: StoredRecord) => void;
  readonly erase: (id: string) => void;
  /** The row as it lies in the file. */
  readonly findRow: (id: string) => Row | undefined;
  /** Puts such a row there again, in the place of what is there now. A column that it does not have stays as it is. */
  readonly putRow: (row: Row) => void;
};

export type PartOfTable = {
  readonly field: string;
  readonly value: string;
  /** Null: from the first one. */
  readonly afterPlace: number | null;
  readonly limit: number;
};

/** Where a record lies in the file, while the file is open. */
export type Place = { readonly id: string; readonly place: number };

// A program asks a few dozen different questions. Should one make them up without end, the cache starts anew.
const keptStatementsMax = 200;

/** Records of one statement. More of them gain nothing, and it is written down for so many only. */
const insertedTogether = 10;

export function openRecordTable(database: Database, entity: AnyEntity): RecordTable {
  const codec = rowCodec(entity, 'sqlite');
  const { table } = entity;
  const selectRecord = `SELECT ${codec.recordColumns.join(', ')}\nFROM ${table}`;
  const find = database.prepare<[string], Row>(`${selectRecord}\nWHERE id = ? AND deleted_at IS NULL`);
  const findStored = database.prepare<[string], Row>(`SELECT ${codec.columns.join(', ')}\nFROM ${table}\nWHERE id = ?`);
  // By their places: by their names, binding takes as long as writing.
  const places = `(${codec.columns.map(() => '?').join(', ')})`;
  const insertSql = `INSERT INTO ${table} (${codec.columns.join(', ')})\nVALUES ${places}`;
  const insert = database.prepare(insertSql);
  const nextId = database.prepare<[string], Row>(`SELECT id\nFROM ${table}\nWHERE id >= ?\nORDER BY id ASC\nLIMIT 1`);
  const changedColumns = codec.columns.filter((column) => column !== 'id');
  const update = database.prepare(
    `UPDATE ${table}\nSET ${changedColumns.map((column) => `${column} = ?`).join(', ')}\nWHERE id = ?`,
  );
  const erase = database.prepare<[string]>(`DELETE FROM ${table}\nWHERE id = ?`);
  const insertTogetherSql = `${insertSql}${`, ${places}`.repeat(insertedTogether - 1)}`;
  const queries = new Map<string, Statement<unknown[], Row>>();

  function prepareQuery(sql: string): Statement<unknown[], Row> {
    const known = queries.get(sql);
    if (known !== undefined) return known;
    if (queries.size >= keptStatementsMax) queries.clear();
    const statement = database.prepare<unknown[], Row>(sql);
    queries.set(sql, statement);
    return statement;
  }

  function listRows(select: string, query: AnyQuery): readonly Row[] {
    const { clause, values } = whereSql(entity, query, codec.valueToColumn);
    const limit = query.limit === undefined ? '' : '\nLIMIT ?';
    const sql = `${select}${clause}\nORDER BY ${orderSql(entity, query)}${limit}`;
    return prepareQuery(sql).all(...values, ...(query.limit === undefined ? [] : [query.limit]));
  }

  const isSettled = (): boolean => !database.inTransaction;
  const foundRecords = createFoundRecords(isSettled);
  const packedLists = createPackedLists(entity, {
    isSettled,
    readRow(outer, inner, { where, limit, isOrdered }) {
      const { clause, values } = whereSql(entity, { where }, codec.valueToColumn);
      const end = `${isOrdered ? '\nORDER BY id' : ''}${limit === undefined ? '' : '\nLIMIT ?'}`;
      const sql = `SELECT ${outer}\nFROM (SELECT ${inner}\nFROM ${table}${clause}${end})`;
      return prepareQuery(sql).get(...values, ...(limit === undefined ? [] : [limit])) ?? {};
    },
  });

  /** Nobody else writes to the table: the data folder is one program's. */
  function write(run: () => void): void {
    packedLists.forget();
    foundRecords.forget();
    run();
  }

  /** Only columns that there are: the row may have been written down by an older program. */
  function putRow(row: Row): void {
    const columns = codec.columns.filter((column) => column in row);
    const isThere = findStored.get(String(row['id'])) !== undefined;
    const sql = isThere
      ? `UPDATE ${table}\nSET ${columns.map((column) => `${column} = ?`).join(', ')}\nWHERE id = ?`
      : `INSERT INTO ${table} (${columns.join(', ')})\nVALUES (${columns.map(() => '?').join(', ')})`;
    database.prepare(sql).run(valuesOf(row, columns), ...(isThere ? [row['id']] : []));
  }

  function insertEncoded(rows: readonly unknown[][]): void {
    write(() => {
      const together = rows.length - (rows.length % insertedTogether);
      for (let from = 0; from < together; from += insertedTogether)
        prepareQuery(insertTogetherSql).run(rows.slice(from, from + insertedTogether).flat());
      for (const values of rows.slice(together)) insert.run(values);
    });
  }

  return {
    entity,
    find: (id) =>
      foundRecords.find(id, () => {
        const row = find.get(id);
        return row === undefined ? undefined : codec.rowToRecord(row);
      }),
    findStored: (id) => {
      const row = findStored.get(id);
      return row === undefined ? undefined : codec.rowToStored(row);
    },
    list: (query) => listRows(selectRecord, query).map((row) => codec.rowToRecord(row)),
    listIds: (query) => listRows(`SELECT id\nFROM ${table}`, query).map((row) => String(row['id'])),
    listPlaces: ({ field, value, afterPlace, limit }) => {
      const sql = `SELECT id, rowid AS place\nFROM ${table}\nWHERE ${queryColumn(entity, field)} = ? AND rowid > ?\nORDER BY rowid ASC\nLIMIT ?`;
      const rows = prepareQuery(sql).all(value, afterPlace ?? 0, limit);
      return rows.map((row) => ({ id: String(row['id']), place: Number(row['place']) }));
    },
    listPacked: packedLists.list,
    count: (where) => {
      const { clause, values } = whereSql(entity, { where }, codec.valueToColumn);
      const row = prepareQuery(`SELECT COUNT(*) AS count\nFROM ${table}${clause}`).get(...values);
      return Number(row?.['count']);
    },
    insert: (stored) => write(() => insert.run(codec.recordToValues(stored))),
    insertAll: (all) => insertEncoded(all.map(codec.recordToValues)),
    columns: codec.columns,
    encode: codec.recordToValues,
    insertEncoded,
    findNextId: (fromId) => {
      const row = nextId.get(fromId);
      return row === undefined ? undefined : String(row['id']);
    },
    update: (stored) => write(() => update.run(codec.recordToValues(stored).slice(1), stored.record.id)),
    erase: (id) => write(() => erase.run(id)),
    findRow: (id) => findStored.get(id),
    putRow: (row) => write(() => putRow(row)),
  };
}

function valuesOf(row: Row, columns: readonly string[]): readonly unknown[] {
  return columns.map((column) => row[column]);
}

type Where = { readonly clause: string; readonly values: readonly unknown[] };

function whereSql(
  entity: AnyEntity,
  { where = {}, includeDeleted = false, afterId }: AnyQuery,
  valueToColumn: (field: string, value: unknown) => unknown,
): Where {
  const terms: string[] = [];
  const values: unknown[] = [];
  for (const [field, value] of Object.entries(where)) {
    if (value === undefined) continue;
    const column = queryColumn(entity, field);
    if (value === null) terms.push(`${column} IS NULL`);
    else {
      terms.push(`${column} = ?`);
      values.push(comparable(entity, field, valueToColumn(field, value)));
    }
  }
  if (!includeDeleted) terms.push('deleted_at IS NULL');
  if (afterId !== undefined) {
    terms.push('id > ?');
    values.push(afterId);
  }
  return { clause: terms.length === 0 ? '' : `\nWHERE ${terms.join(' AND ')}`, values };
}

// Records with equal fields come in the order of their ids, so that the same question gets the same answer.
function orderSql(entity: AnyEntity, { order = [] }: AnyQuery): string {
  const terms = order.map(
    ({ field, direction }) => `${queryColumn(entity, field)} ${direction === 'up' ? 'ASC' : 'DESC'}`,
  );
  return [...terms, 'id ASC'].join(', ');
}

// The name goes into the statement's text, so it must be one of the entity's own.
function queryColumn(entity: AnyEntity, name: string): string {
  if (name === 'id') return name;
  const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
  const isKnown = field !== undefined && isStoredField(field, 'sqlite');
  if (isKnown && field.kind !== 'json' && field.kind !== 'merged-text') return snakeCase(name);
  const problem = isKnown ? `${name} cannot be asked about` : `there is no field ${name}`;
  throw new StoreRefusal({ kind: 'record-invalid', entity: entity.name, problems: [problem] });
}

function comparable(entity: AnyEntity, field: string, value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  const problem = `${field} cannot be compared with ${typeof value}`;
  throw new StoreRefusal({ kind: 'record-invalid', entity: entity.name, problems: [problem] });
}
