/*
 * A list of thousands of records on its way to the window. As objects each is written, checked and walked through field by field
 * several times between the database and the page: 20,000 relationships took more than a second. Packed, the database itself writes
 * one text for each field, which nobody on the way walks through; and the page reads the fields that it needs, and makes objects of
 * the records that somebody looks at.
 */
import { z } from 'zod';

import { LazyMap } from '../base/lazy-map.ts';
import type { AnyEntity, AnyRecord } from '../schema/entity.ts';
import { packedColumnSchema, readPackedColumn, valueAt } from './packed-column.ts';
import type { ReadColumn } from './packed-column.ts';

export const packedRecordsSchema = z.object({
  count: z.number().int().nonnegative(),
  /** Fields that are the same in all records. */
  constants: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Each other field's values as SQLite has them, but for JSON, which is inside as it is. */
  columns: z.record(z.string(), packedColumnSchema),
});
export type PackedRecords = z.infer<typeof packedRecordsSchema>;

/** What a packed list holds, by row. */
export type PackedRows = {
  readonly count: number;
  /** Read once. */
  readonly column: (field: string) => ReadColumn;
  /** The same object each time. */
  readonly recordAt: (row: number) => AnyRecord;
};

/** Records by their ids, each of which becomes an object when it is first read. */
export class PackedTable extends LazyMap<number, AnyRecord> {
  readonly rows: PackedRows;

  constructor(rows: PackedRows) {
    super(() => new Map(textsOf(rows, 'id').map((id, row) => [id, row])), rows.recordAt);
    this.rows = rows;
  }

  override get size(): number {
    return this.rows.count;
  }
}

/** A field that holds a text in every record, such as a reference. */
export function textsOf({ count, column }: PackedRows, field: string): readonly string[] {
  const read = column(field);
  return Array.from({ length: count }, (_, row) => String(valueAt(read, row)));
}

export function openPacked(entity: AnyEntity, { count, constants, columns }: PackedRecords): PackedRows {
  const read = new Map<string, ReadColumn>();
  const records: (AnyRecord | undefined)[] = [];
  const names = Object.keys(columns);

  function column(field: string): ReadColumn {
    const known = read.get(field);
    if (known !== undefined) return known;
    const packed = columns[field];
    const made =
      packed === undefined
        ? { values: [constants[field]], places: new Uint16Array(count) }
        : readPackedColumn(packed, decoderOf(entity, field));
    read.set(field, made);
    return made;
  }

  function makeRecord(row: number): AnyRecord {
    const record: { id: string; [field: string]: unknown } = { id: '' };
    for (const name of names) record[name] = valueAt(column(name), row);
    return Object.assign(record, constants);
  }

  return { count, column, recordAt: (row) => (records[row] ??= makeRecord(row)) };
}

/** The records, as the core would have given them one by one. */
export function unpackRecords(entity: AnyEntity, packed: PackedRecords): readonly AnyRecord[] {
  const { recordAt } = openPacked(entity, packed);
  return Array.from({ length: packed.count }, (_, row) => recordAt(row));
}

/** What makes the field's value of the column's; undefined where they are the same. */
function decoderOf(entity: AnyEntity, name: string): ((value: unknown) => unknown) | undefined {
  const field = entity.fields[name];
  if (field?.kind === 'boolean') return (value) => value === 1;
  return field?.kind === 'json' ? field.complete : undefined;
}
