import { columnLength, isList } from '#shared/values/value.ts';
import type { Value } from '#shared/values/value.ts';

import type { Call } from './call.ts';

/** Items of a list, entries of a map, rows of a column: what is remembered of a call is to cost nothing. */
const itemsMax = 1_000;
const charsMax = 10_000;
const depthMax = 4;

/** A call to be remembered: without its arguments where those are large, or are values that a session keeps. */
export function lightened(call: Call): Call {
  return call.args.every(([, value]) => isLight(value, depthMax)) ? call : { ...call, args: [] };
}

function isLight(value: Value, depth: number): boolean {
  if (typeof value === 'string') return value.length <= charsMax;
  if (value === null || typeof value !== 'object') return true;
  if (depth === 0) return false;
  if (isList(value)) return value.length <= itemsMax && value.every((item) => isLight(item, depth - 1));
  switch (value.kind) {
    case 'map':
      return value.entries.length <= itemsMax && value.entries.every(([, item]) => isLight(item, depth - 1));
    case 'vector':
    case 'array':
      return columnLength(value.column) <= itemsMax;
    case 'table':
      return value.rowCount <= itemsMax && value.columns.length <= itemsMax / 10;
    case 'bytes':
      return value.bytes.length <= charsMax;
    case 'handle':
      return false;
    default:
      return true;
  }
}
