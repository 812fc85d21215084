/*
 * The records of entities, read and written in a transaction that has its reach. The server is a device too: what it writes
 * carries its stamps, so that it merges with what devices wrote apart.
 */
import { assert } from '#shared/base/assert.ts';
import type { Instant } from '#shared/base/instant.ts';
import { stampMs } from '#shared/changes/stamp.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity, AnyRecord, DraftOf, PatchOf, RecordOf } from '#shared/schema/entity.ts';

import { hasClocks } from '#shared/schema/table-sql.ts';
import { codecOf } from './postgres-codec.ts';
import { RecordRefused, refusalOf } from './record-refused.ts';
import { insertStatement, listStatement, orderOf, selectSql, updateStatement } from './record-sql.ts';
import type { ListQuery, Statement } from './record-sql.ts';
import { openRow, sealRow } from './sealed-rows.ts';
import type { Sealer } from './sealer.ts';
import type { Sql, SqlRow } from './server-database.ts';

/** One record that has been written: what of it, and under which stamp. */
export type RecordWrite = {
  readonly record: AnyRecord;
  readonly values: Values;
  readonly isNew: boolean;
  readonly stamp: Stamp;
};

/** Notes what is written, in the same transaction, and may take its locks before. `tenantId` is null for the reach's own. */
export type WriteLog = <T>(
  sql: Reader,
  entity: AnyEntity,
  work: {
    readonly tenantId: string | null;
    readonly write: () => Promise<{ readonly result: T; readonly writes: readonly RecordWrite[] }>;
  },
) => Promise<T>;

export type ServerRecordsDeps = {
  readonly log: WriteLog;
  readonly sealer: Sealer;
  readonly newId: () => string;
  /** Later than every stamp that it has given, and at the present time where the clock allows. */
  readonly nextStamp: () => Stamp;
};

type Values = { readonly [field: string]: unknown };
type Reader = Pick<Sql, 'query'>;
type Page<R> = {
  readonly records: readonly R[];
  /** Where the next page goes on; undefined when there is none. */
  readonly next: readonly unknown[] | undefined;
};

/** All throw `RecordRefused` where the database does, or a value does not fit its field. */
export type ServerRecords = {
  readonly find: <E extends AnyEntity>(
    sql: Reader,
    entity: E,
    id: string,
    options?: { readonly includeDeleted?: boolean },
  ) => Promise<RecordOf<E> | undefined>;
  readonly list: <E extends AnyEntity>(sql: Reader, entity: E, query: ListQuery) => Promise<Page<RecordOf<E>>>;
  readonly insert: <E extends AnyEntity>(
    sql: Reader,
    entity: E,
    drafts: readonly DraftOf<E>[],
  ) => Promise<readonly RecordOf<E>[]>;
  /** The record as it is now; undefined where there is none, or none that the reach may change. */
  readonly patch: <E extends AnyEntity>(
    sql: Reader,
    entity: E,
    id: string,
    patch: PatchOf<E>,
  ) => Promise<RecordOf<E> | undefined>;
  /** Marks the record as deleted. */
  readonly remove: <E extends AnyEntity>(sql: Reader, entity: E, id: string) => Promise<RecordOf<E> | undefined>;
  readonly restore: <E extends AnyEntity>(sql: Reader, entity: E, id: string) => Promise<RecordOf<E> | undefined>;
};

/** Rows of one INSERT: more are no faster, and one text of them stays small. */
const insertRowsMax = 1_000;

export function createServerRecords(deps: ServerRecordsDeps): ServerRecords {
  const { log, sealer, newId, nextStamp } = deps;
  // What the schema of E accepts is a record of E; the compiler cannot follow from AnyEntity to it.
  const toRecord = <E extends AnyEntity>(entity: E, row: SqlRow): RecordOf<E> =>
    codecOf(entity).rowToRecord(openRow(entity, row, sealer)) as RecordOf<E>;

  async function update<E extends AnyEntity>(
    sql: Reader,
    entity: E,
    id: string,
    { valuesAt, includeDeleted }: { readonly valuesAt: (nowMs: Instant) => Values; readonly includeDeleted: boolean },
  ): Promise<RecordOf<E> | undefined> {
    const stamp = nextStamp();
    const values = valuesAt(stampMs(stamp));
    const fields = Object.keys(values);
    const row = Object.fromEntries(
      fields.map((field) => [snakeCase(field), codecOf(entity).valueToColumn(field, values[field])]),
    );
    const set = { ...sealRow(entity, id, row, sealer), updated_at: new Date(stampMs(stamp)).toISOString() };
    const clocks = hasClocks(entity) ? Object.fromEntries(fields.map((field) => [field, stamp])) : undefined;
    return await log(sql, entity, {
      tenantId: tenantOf(entity, { id }),
      write: async () => {
        const [written] = await ask(sql, entity, updateStatement(entity, id, { set, clocks, includeDeleted }));
        if (written === undefined) return { result: undefined, writes: [] };
        const record = toRecord(entity, written);
        return { result: record, writes: [{ record: record as AnyRecord, values, isNew: false, stamp }] };
      },
    });
  }

  return {
    find: async (sql, entity, id, { includeDeleted = false } = {}) => {
      const text = `${selectSql(entity)}\nWHERE id = $1${includeDeleted ? '' : ' AND deleted_at IS NULL'}`;
      const [row] = await sql.query(text, [id]);
      return row === undefined ? undefined : toRecord(entity, row);
    },
    list: async (sql, entity, query) => {
      const { text, values } = listStatement(entity, query);
      const records = (await sql.query(text, values)).map((row) => toRecord(entity, row));
      const last = records.length < query.limit ? undefined : (records.at(-1) as AnyRecord | undefined);
      return { records, next: last === undefined ? undefined : orderOf(query).map((field) => last[field]) };
    },
    insert: async (sql, entity, drafts) => {
      const made = drafts.map((draft) => createRecord(entity, draft, { newId, nextStamp }));
      const write = async () => {
        await insertAll(sql, entity, { made, sealer });
        return {
          result: made.map(({ record }) => record as RecordOf<typeof entity>), // Parsed by its schema.
          writes: made.map(({ record, clocks }) => ({ record, values: record, isNew: true, stamp: clocks['*'] })),
        };
      };
      const [first] = made;
      return first === undefined ? [] : await log(sql, entity, { tenantId: tenantOf(entity, first.record), write });
    },
    patch: async (sql, entity, id, patch) => {
      const values = acceptPatch(entity, patch);
      return await update(sql, entity, id, { valuesAt: () => values, includeDeleted: false });
    },
    remove: async (sql, entity, id) =>
      await update(sql, entity, id, { valuesAt: (deletedAt) => ({ deletedAt }), includeDeleted: false }),
    restore: async (sql, entity, id) =>
      await update(sql, entity, id, { valuesAt: () => ({ deletedAt: null }), includeDeleted: true }),
  };
}

async function insertAll(
  sql: Reader,
  entity: AnyEntity,
  { made, sealer }: { readonly made: readonly Made[]; readonly sealer: Sealer },
): Promise<void> {
  const codec = codecOf(entity);
  for (let from = 0; from < made.length; from += insertRowsMax) {
    const rows = made
      .slice(from, from + insertRowsMax)
      .map(({ record, clocks }) =>
        sealRow(entity, record.id, codec.recordToRow({ record, clocks, states: {} }), sealer),
      );
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    await ask(sql, entity, insertStatement(entity, rows));
  }
}

/** A tenant's own record is written by who reaches no tenant. */
function tenantOf(entity: AnyEntity, { id }: { readonly id: string }): string | null {
  return entity.name === 'tenant' ? id : null;
}

async function ask(sql: Reader, entity: AnyEntity, { text, values }: Statement): Promise<readonly SqlRow[]> {
  try {
    return await sql.query(text, values);
  } catch (error) {
    throw refusalOf(entity, error);
  }
}

type Made = { readonly record: AnyRecord; readonly clocks: { readonly '*': Stamp } };

function createRecord(
  entity: AnyEntity,
  draft: { readonly id?: string | undefined },
  { newId, nextStamp }: Pick<ServerRecordsDeps, 'newId' | 'nextStamp'>,
): Made {
  const stamp = nextStamp();
  const nowMs: Instant = stampMs(stamp);
  const given: { readonly [field: string]: unknown } = draft;
  const values: { [field: string]: unknown } = {};
  for (const [name, field] of Object.entries(entity.fields)) {
    assert(
      field.kind !== 'merged-text',
      `${entity.name}.${name} is text that devices merge; the server does not write it.`,
    );
    values[name] = given[name] ?? (field.isOptional ? null : given[name]);
  }
  const whole = { ...values, id: draft.id ?? newId(), createdAt: nowMs, updatedAt: nowMs, deletedAt: null };
  const record = accept(entity, whole, entity.schema.safeParse(whole));
  return { record: record as AnyRecord, clocks: { '*': stamp } }; // With an id: it was given one above.
}

function acceptPatch(entity: AnyEntity, patch: object): { readonly [field: string]: unknown } {
  const values: { [field: string]: unknown } = {};
  for (const [name, value] of Object.entries(patch)) {
    const field = entity.fields[name];
    assert(
      field !== undefined && field.kind !== 'merged-text',
      `${entity.name}.${name} is nothing that the server changes.`,
    );
    if (value === undefined) continue;
    const parsed = field.schema.safeParse(value);
    if (!parsed.success || holdsNul(value)) throw new RecordRefused(entity, { kind: 'invalid', fields: [name] });
    values[name] = parsed.data;
  }
  return values;
}

type Parsed =
  | { readonly success: true; readonly data: unknown }
  | {
      readonly success: false;
      readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
    };

function accept(entity: AnyEntity, values: { readonly [field: string]: unknown }, parsed: Parsed): unknown {
  const invalid = parsed.success
    ? Object.keys(values).filter((name) => holdsNul(values[name]))
    : [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))];
  if (!parsed.success || invalid.length > 0) throw new RecordRefused(entity, { kind: 'invalid', fields: invalid });
  return parsed.data;
}

/** PostgreSQL stores every character but this one. In JSON's text it is written as an escape. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && /(?<!\\)(?:\\\\)*\\u0000/.test(JSON.stringify(value));
}
