import { packText } from '../values/column-of.ts';
import { takeRows } from '../values/take-rows.ts';
import type { ArrayValue, NamedColumn, TableValue } from '../values/value.ts';

/** More columns than a grid is looked through; a wider matrix stays a value. */
const columnsMax = 10_000;

/**
 * A matrix as a table: a column without a name has its number, counted from 1, and named rows have their names as labels.
 * Undefined for an array of other dimensions than two, and for one that is too wide.
 */
export function arrayToTable(array: ArrayValue): TableValue | undefined {
  const [rowCount, columnCount, ...more] = array.shape;
  if (rowCount === undefined || columnCount === undefined || more.length > 0 || columnCount > columnsMax)
    return undefined;
  const [rowNames, columnNames] = array.dimNames ?? [];
  const [rowStep, columnStep] = array.order === 'row' ? [columnCount, 1] : [1, rowCount];
  const columns = Array.from({ length: columnCount }, (_, at): NamedColumn => {
    const places = Int32Array.from({ length: rowCount }, (_row, row) => row * rowStep + at * columnStep);
    return { name: columnNames?.[at] ?? String(at + 1), column: takeRows(array.column, places, undefined) };
  });
  if (rowNames === null || rowNames === undefined) return { kind: 'table', rowCount, columns };
  return { kind: 'table', rowCount, columns, index: [{ name: '', column: { type: 'text', ...packText(rowNames) } }] };
}
