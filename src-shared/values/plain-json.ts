import { bytesToBase64 } from '../base/base64.ts';
import { formatDate, formatDuration, formatInstant } from './date-text.ts';
import type { Json } from './json.ts';
import { nestRows } from './nest-rows.ts';
import { cellOf, columnValues, isList } from './value.ts';
import type { TableValue, Value } from './value.ts';

/**
 * JSON as a person would write it: what `triptych run --json` prints. NaN and the infinities become their names, a missing
 * value null, a decimal its text, a complex number `1+2i`, bytes base64, an array nested lists, a handle its description.
 */
export function valueToPlainJson(value: Value): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') {
    const asNumber = Number(value);
    return Number.isSafeInteger(asNumber) ? asNumber : value.toString();
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (isList(value)) return value.map(valueToPlainJson);
  switch (value.kind) {
    case 'missing':
      return null;
    case 'decimal':
      return value.text;
    case 'complex':
      return formatComplex(value.re, value.im);
    case 'bytes':
      return bytesToBase64(value.bytes);
    case 'date':
      return formatDate(value.days);
    case 'instant':
      return formatInstant(value.micros);
    case 'duration':
      return formatDuration(value.micros);
    case 'vector':
      return columnValues(value.column).map(valueToPlainJson);
    case 'array':
      return nestRows(value, valueToPlainJson);
    case 'map':
      return Object.fromEntries(value.entries.map(([name, inner]) => [name, valueToPlainJson(inner)]));
    case 'table':
      return tableToRows(value);
    case 'handle':
      return value.description;
  }
}

/** `1.5-2i`: as R and Julia (im) and mathematics have it. */
export function formatComplex(re: number, im: number): string {
  const isNegative = im < 0 || Object.is(im, -0);
  return `${Object.is(re, -0) ? '-0' : String(re)}${isNegative ? '-' : '+'}${String(Math.abs(im))}i`;
}

/** One object a row, its labels first. */
function tableToRows({ rowCount, index = [], columns }: TableValue): Json {
  const all = [...index, ...columns];
  return Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(all.map(({ name, column }) => [name, valueToPlainJson(cellOf(column, row))])),
  );
}
