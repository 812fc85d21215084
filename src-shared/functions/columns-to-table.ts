import { columnOf, scalarType } from '../values/column-of.ts';
import { columnLength, isList, isMissing } from '../values/value.ts';
import type { Column, ColumnType, MapValue, TableValue, Value } from '../values/value.ts';

/**
 * A map of columns as the table that it means: every entry a list of scalars of one kind, all of the same length. Undefined
 * for every other map. A language without data frames gives its tables like this.
 */
export function columnsToTable(map: MapValue): TableValue | undefined {
  const names = map.entries.map(([name]) => name);
  if (names.length === 0 || new Set(names).size < names.length) return undefined;
  const columns: { name: string; column: Column }[] = [];
  for (const [name, value] of map.entries) {
    const column = asColumn(value);
    const first = columns[0]?.column;
    if (column === undefined || (first !== undefined && columnLength(first) !== columnLength(column))) return undefined;
    columns.push({ name, column });
  }
  const rowCount = columns[0] === undefined ? 0 : columnLength(columns[0].column);
  // One list is a list, and single values in brackets are settings rather than rows.
  if (rowCount === 0 || (columns.length === 1 && rowCount === 1)) return undefined;
  return { kind: 'table', rowCount, columns };
}

function asColumn(value: Value): Column | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (!isList(value)) return value.kind === 'vector' ? value.column : undefined;
  const type = commonType(value);
  return type === undefined ? undefined : columnOf(type, value);
}

/** The type that holds every item; null is missing in any of them. */
function commonType(items: readonly Value[]): ColumnType | undefined {
  let common: ColumnType | undefined;
  for (const item of items) {
    if (item === null || isMissing(item)) continue;
    const type = scalarType(item);
    if (type === undefined) return undefined;
    const isMixedNumber = (type === 'float' && common === 'integer') || (type === 'integer' && common === 'float');
    if (isMixedNumber) common = 'float';
    else if (common !== undefined && common !== type) return undefined;
    else common = type;
  }
  return common;
}
