/*
 * The views of a large table that the window has just been given: grouped by its columns, without making objects of the records that
 * nobody looks at yet.
 */
import { LazyMap } from '../base/lazy-map.ts';
import { PackedTable, textsOf } from '../records/packed-records.ts';
import type { PackedRows } from '../records/packed-records.ts';

/** The rows of a table as it came; undefined of one that has been edited since. */
export function packedRowsOf(table: ReadonlyMap<string, unknown>): PackedRows | undefined {
  return table instanceof PackedTable ? table.rows : undefined;
}

/** As `groupBy`, for the two columns that name a record's objects. */
export function groupRows<T>(
  rows: PackedRows,
  [oneField, otherField]: readonly [string, string],
  keysOf: (one: string, other: string) => readonly string[],
  inOrder: (records: readonly T[]) => readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return new LazyMap(
    () => {
      const ones = textsOf(rows, oneField);
      const others = textsOf(rows, otherField);
      const groups = new Map<string, number[]>();
      for (let row = 0; row < rows.count; row += 1) {
        for (const key of keysOf(ones[row] ?? '', others[row] ?? '')) {
          const group = groups.get(key);
          if (group === undefined) groups.set(key, [row]);
          else group.push(row);
        }
      }
      return groups;
    },
    // The table's own entity says what its records are.
    (group) => inOrder(group.map((row) => rows.recordAt(row) as unknown as T)),
  );
}
