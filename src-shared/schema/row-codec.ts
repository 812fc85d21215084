/*
 * Records to rows and back, for either database: the one place where camelCase fields meet snake_case columns.
 *
 * A row counts as coming from outside (style rule 16), but parsing each one with zod would cost more than reading it. So every
 * value is checked to be of its field's kind (a text is text, a choice is one of the choices, JSON parses), and the inside of
 * JSON is believed: the store let nothing in that the schema had refused.
 */
import { snakeCase } from './entity.ts';
import type { AnyEntity, AnyRecord } from './entity.ts';
import type { Field } from './field.ts';
import { clocksColumn, hasClocks, isStoredField, stateColumn } from './table-sql.ts';
import type { Dialect } from './table-sql.ts';

export type Row = { readonly [column: string]: unknown };

/** A record with what merging needs: the stamp of each field (`merge.ts`), and the Yjs state of each merged text. */
export type StoredRecord = {
  readonly record: AnyRecord;
  readonly clocks: { readonly [field: string]: string };
  readonly states: { readonly [field: string]: Uint8Array };
};

export type RowCodec = {
  /** The columns that readers need. */
  readonly recordColumns: readonly string[];
  /** Every column: with clocks and states. */
  readonly columns: readonly string[];
  readonly recordToRow: (stored: StoredRecord) => Row;
  /** What stands in each of the columns. */
  readonly readers: ReadonlyMap<string, (stored: StoredRecord) => unknown>;
  /** The same as the values of `columns`, in their order. */
  readonly recordToValues: (stored: StoredRecord) => unknown[];
  readonly rowToRecord: (row: Row) => AnyRecord;
  readonly rowToStored: (row: Row) => StoredRecord;
  /** The database's form of one field's value, for a query. */
  readonly valueToColumn: (field: string, value: unknown) => unknown;
};

/** The row holds something that its column cannot have got from this program. */
class RowUnreadable extends Error {}

export function rowCodec(entity: AnyEntity, dialect: Dialect): RowCodec {
  const fields = Object.entries(entity.fields).map(([name, field]) => ({
    name,
    field,
    column: snakeCase(name),
    isStored: isStoredField(field, dialect),
    decode: decoder(field, dialect),
    mayBeNull: field.isOptional || (field.kind === 'json' && dialect === 'postgres'), // There JSON's null arrives as null.
    place: `${entity.table}.${snakeCase(name)}`,
  }));
  const stored = fields.filter(({ isStored }) => isStored);
  const merged = stored.filter(({ field }) => field.kind === 'merged-text');
  const recordColumns = ['id', ...stored.map(({ column }) => column)];

  function rowToRecord(row: Row): AnyRecord {
    const record: { id: string; [field: string]: unknown } = { id: asText(row['id'], `${entity.table}.id`) };
    for (const { name, column, isStored, decode, place, mayBeNull } of fields) {
      const value = isStored ? row[column] : null;
      if (value === null && !mayBeNull) throw unreadable(place, value);
      record[name] = value === null ? null : decode(value, place);
    }
    return record;
  }

  // In the order of the columns.
  const readers = new Map<string, (stored: StoredRecord) => unknown>([
    ['id', ({ record }) => record.id],
    ...stored.map(({ name, field, column }) => {
      const read = (one: StoredRecord): unknown => encode(field, one.record[name], dialect);
      return [column, read] as const;
    }),
    ...merged.map(({ name }) => [stateColumn(name), (one: StoredRecord): unknown => one.states[name] ?? null] as const),
    ...(hasClocks(entity) ? [[clocksColumn, (one: StoredRecord): unknown => JSON.stringify(one.clocks)] as const] : []),
  ]);
  const inOrder = [...readers.values()];

  return {
    recordColumns,
    readers,
    columns: [...readers.keys()],
    rowToRecord,
    rowToStored: (row) => ({
      record: rowToRecord(row),
      clocks: hasClocks(entity) ? asClocks(row[clocksColumn], `${entity.table}.${clocksColumn}`) : {},
      states: Object.fromEntries(
        merged.flatMap(({ name, place }) => {
          const state = row[stateColumn(name)];
          return state === null ? [] : [[name, asBytes(state, place)]];
        }),
      ),
    }),
    recordToRow: (one) => Object.fromEntries([...readers].map(([column, read]) => [column, read(one)])),
    recordToValues: (one) => inOrder.map((read) => read(one)),
    valueToColumn: (name, value) => {
      const field = entity.fields[name];
      return field === undefined ? value : encode(field, value, dialect);
    },
  };
}

function encode(field: Field<unknown>, value: unknown, dialect: Dialect): unknown {
  if (field.kind === 'json' && !(field.isOptional && value === null)) return JSON.stringify(value);
  if (value === null || value === undefined) return null;
  if (dialect === 'postgres') return field.kind === 'instant' ? isoOf(Number(value)) : value;
  return field.kind === 'boolean' ? Number(value) : value;
}

/** What was written together was mostly made and changed in the same moments, and a date takes long to write. */
let lastDate = { ms: 0, iso: new Date(0).toISOString() };
function isoOf(ms: number): string {
  if (lastDate.ms !== ms) lastDate = { ms, iso: new Date(ms).toISOString() };
  return lastDate.iso;
}

type Decode = (value: unknown, place: string) => unknown;

function decoder(field: Field<unknown>, dialect: Dialect): Decode {
  switch (field.kind) {
    case 'integer':
      return asInteger;
    case 'instant':
      return (value, place) => (value instanceof Date ? value.getTime() : asInteger(value, place));
    case 'boolean':
      return asBoolean;
    case 'json':
      return jsonDecoder(field, dialect);
    case 'choice': {
      const choices = new Set<unknown>(field.choices);
      return (value, place) => {
        if (!choices.has(value)) throw unreadable(place, value);
        return value;
      };
    }
    case 'text':
    case 'decimal':
    case 'reference':
    case 'merged-text':
    case 'order-key':
    case 'blob':
    case 'retired':
      return asText;
  }
}

function jsonDecoder({ complete }: Field<unknown>, dialect: Dialect): Decode {
  const read: Decode = dialect === 'sqlite' ? asJson : (value) => value; // PostgreSQL's drivers parse JSON by themselves.
  return complete === undefined ? read : (value, place) => complete(read(value, place));
}

function asText(value: unknown, place: string): string {
  if (typeof value !== 'string') throw unreadable(place, value);
  return value;
}

function asInteger(value: unknown, place: string): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw unreadable(place, value);
  return number;
}

function asBoolean(value: unknown, place: string): boolean {
  if (value === true || value === 1) return true;
  if (value === false || value === 0) return false;
  throw unreadable(place, value);
}

function asJson(value: unknown, place: string): unknown {
  if (typeof value !== 'string') throw unreadable(place, value);
  try {
    return JSON.parse(value) as unknown;
  } catch (cause) {
    throw new RowUnreadable(`${place} holds text that is not JSON.`, { cause });
  }
}

function asClocks(value: unknown, place: string): { readonly [field: string]: string } {
  const clocks = typeof value === 'string' ? asJson(value, place) : value;
  if (typeof clocks !== 'object' || clocks === null) throw unreadable(place, value);
  // Written by recordToRow and by nothing else; its stamps are compared as text, whatever they are.
  return clocks as { readonly [field: string]: string };
}

function asBytes(value: unknown, place: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw unreadable(place, value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength); // Node's drivers give a Buffer.
}

function unreadable(place: string, value: unknown): RowUnreadable {
  return new RowUnreadable(
    `${place} holds ${value === null ? 'nothing' : `a ${typeof value} that does not belong there`}.`,
  );
}
