import { cellOf, columnLength } from '#shared/values/value.ts';
import type { Column } from '#shared/values/value.ts';

import { ArgumentRefusal } from './argument-refusal.ts';

/** Every decimal of so many digits is told apart by a 64-bit float, and comes back from it as it was. */
const digitsMax = 15;
/** Below it a float has fewer and fewer digits, and at last none. */
const normalMin = 2 ** -1022;

/** Julia has no decimals in its standard library. Throws an ArgumentRefusal where a float would be another number. */
export function decimalToFloat(text: string, parameter: string): number {
  const digits = text
    .replace(/^-?[0.]*/, '')
    .replace('.', '')
    .replace(/0+$/, '');
  const float = Number(text);
  if (!Number.isFinite(float)) throw new ArgumentRefusal(parameter, 'It is a decimal larger than any Float64.');
  if (digits !== '' && Math.abs(float) < normalMin)
    throw new ArgumentRefusal(
      parameter,
      'It is a decimal so near zero that a Float64 would lose digits of it. Give it as a text.',
    );
  if (digits.length <= digitsMax) return float;
  throw new ArgumentRefusal(
    parameter,
    `The decimal ${text} has more than ${String(digitsMax)} significant digits, and Julia would round it to a Float64. Give it as a text, or with fewer digits.`,
  );
}

export function decimalsToFloats(column: Column & { readonly type: 'decimal' }, parameter: string): Column {
  const data = Float64Array.from({ length: columnLength(column) }, (_, row) => {
    const cell = cellOf(column, row);
    const isDecimal = cell !== null && typeof cell === 'object' && 'kind' in cell && cell.kind === 'decimal';
    return isDecimal ? decimalToFloat(cell.text, parameter) : 0;
  });
  return { type: 'float', ...(column.missing === undefined ? {} : { missing: column.missing }), data };
}
