/*
 * A list of thousands of records on its way to the window. As objects each is written, checked and walked through field by field
 * several times between the database and the page: 20,000 relationships took more than a second. Packed, the database itself writes
 * them as one text of arrays, which nobody on the way looks into, and the page reads it once.
 */
import { z } from 'zod';

import type { AnyEntity, AnyRecord } from '../schema/entity.ts';

export const packedRecordsSchema = z.object({
  /** What stands at each place of a row. */
  fields: z.array(z.string()),
  /** Fields that are the same in all records. */
  constants: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** JSON: one array for each record, its values as SQLite has them, but for JSON, which is inside as it is. */
  rows: z.string(),
});
export type PackedRecords = z.infer<typeof packedRecordsSchema>;

/**
 * The records, as the core would have given them one by one.
 *
 * Cost:   20,000 relationships take 80 ms (2 cores, 2026-11).
 */
export function unpackRecords(entity: AnyEntity, { fields, constants, rows }: PackedRecords): readonly AnyRecord[] {
  // Written by SQLite for the core of this very program, from columns that only the entity's schema has filled.
  const table = JSON.parse(rows) as readonly (readonly unknown[])[];
  const readers = fields.map((name) => readerOf(entity, name));
  return table.map((row) => {
    const record: { id: string; [field: string]: unknown } = { id: '' };
    for (const [index, name] of fields.entries()) {
      const value = row[index] ?? null;
      const read = readers[index];
      record[name] = value === null || read === undefined ? value : read(value);
    }
    return Object.assign(record, constants);
  });
}

/** What makes the field's value of the column's; undefined where they are the same. */
function readerOf(entity: AnyEntity, name: string): ((value: unknown) => unknown) | undefined {
  const field = entity.fields[name];
  if (field?.kind === 'boolean') return (value) => value === 1;
  return field?.kind === 'json' ? field.complete : undefined;
}
