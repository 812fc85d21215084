import { formatDate, formatInstant } from './date-text.ts';
import type { Json } from './json.ts';
import { cellOf, columnValues, isList } from './value.ts';
import type { Value } from './value.ts';

/** JSON as a person would write it: what `triptych run --json` prints. NaN and the infinities become their names. */
export function valueToPlainJson(value: Value): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') {
    const asNumber = Number(value);
    return Number.isSafeInteger(asNumber) ? asNumber : value.toString();
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (isList(value)) return value.map(valueToPlainJson);
  switch (value.kind) {
    case 'date':
      return formatDate(value.days);
    case 'instant':
      return formatInstant(value.micros);
    case 'vector':
      return columnValues(value.column).map(valueToPlainJson);
    case 'map':
      return Object.fromEntries(value.entries.map(([name, inner]) => [name, valueToPlainJson(inner)]));
    case 'table':
      return Array.from({ length: value.rowCount }, (_, row) =>
        Object.fromEntries(value.columns.map(({ name, column }) => [name, valueToPlainJson(cellOf(column, row))])),
      );
  }
}
