/*
 * Lists of thousands for the window, packed by SQLite field by field: see packed-records.ts. The last ones are kept until something is
 * written to their table, since a window that is opened, or opens a project again, asks for the same.
 */
import { packColumn } from '#shared/records/packed-column.ts';
import type { PackedRecords } from '#shared/records/packed-records.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { Row } from '#shared/schema/row-codec.ts';
import { isStoredField } from '#shared/schema/table-sql.ts';

/** The ids of the records, and all of each. */
export type PackedList = { readonly ids: readonly string[]; readonly packed: PackedRecords };

export type PackedQuery = {
  readonly where?: { readonly [field: string]: unknown } | undefined;
  readonly limit?: number | undefined;
};

export type PackedLists = {
  readonly list: (query: PackedQuery) => PackedList;
  /** To be called before each write to the table. */
  readonly forget: () => void;
};

type PackedListDeps = {
  /** False inside a transaction: what it has written may be taken back. */
  readonly isSettled: () => boolean;
  /** One row of `outer`, over the records' columns `inner`. */
  readonly readRow: (outer: string, inner: string, query: PackedQuery & { readonly isOrdered: boolean }) => Row;
};

/** Of each entity. A list of 20,000 relationships takes 2 MB. */
const keptListsMax = 4;

export function createPackedLists(entity: AnyEntity, { isSettled, readRow }: PackedListDeps): PackedLists {
  const kept = new Map<string, PackedList>();

  function pack(query: PackedQuery): PackedList {
    const { columns, constants } = packing(entity, query.where ?? {});
    const arrays = columns.map(({ column, packed }) => `json_group_array(${packed}) AS ${column}`);
    const outer = ['COUNT(*) AS count', ...arrays].join(', ');
    const inner = columns.map(({ column }) => column).join(', ');
    const whole = readRow(outer, inner, { ...query, isOrdered: false });
    // Sorting costs as much as all the rest, and matters only where the limit cuts something off.
    const isCutOff = Number(whole['count']) === query.limit;
    const row = isCutOff ? readRow(outer, inner, { ...query, isOrdered: true }) : whole;
    const jsonOf = (column: string): string => String(row[column]);
    const packed = {
      count: Number(row['count']),
      constants,
      columns: Object.fromEntries(columns.map(({ name, column }) => [name, packColumn(jsonOf(column))])),
    };
    // An id is a text in every entity.
    return { ids: JSON.parse(jsonOf('id')) as readonly string[], packed };
  }

  return {
    list(query) {
      if (!isSettled()) return pack(query);
      const key = JSON.stringify([query.where, query.limit]);
      const known = kept.get(key);
      if (known !== undefined) return known;
      if (kept.size >= keptListsMax) kept.clear();
      const packed = pack(query);
      kept.set(key, packed);
      return packed;
    },
    forget: () => kept.clear(),
  };
}

/** The fields that have a packed column; what the query fixes has none. */
function packing(entity: AnyEntity, where: NonNullable<PackedQuery['where']>) {
  const constants: PackedRecords['constants'] = { deletedAt: null };
  for (const [name, value] of Object.entries(where)) if (isScalar(value)) constants[name] = value;
  const columns = [{ name: 'id', column: 'id', packed: 'id' }];
  for (const [name, field] of Object.entries(entity.fields)) {
    if (name in constants) continue;
    if (!isStoredField(field, 'sqlite')) {
      constants[name] = null;
      continue;
    }
    const column = snakeCase(name);
    // JSON goes inside as what it is, not as a text of its own.
    columns.push({ name, column, packed: field.kind === 'json' ? `json(${column})` : column });
  }
  return { columns, constants };
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null;
}
