/*
 * Decimals between the text that a column keeps (`-12.50`) and the whole number and scale that files keep (-1250 and 2).
 */
import type { Column } from '#shared/values/value.ts';

type DecimalColumn = Extract<Column, { readonly type: 'decimal' }>;

/** What a 128-bit decimal holds, in Arrow and in Parquet. */
export const decimalDigitsMax = 38;

const ascii = new TextDecoder('latin1');

/**
 * The one scale with which every cell of the column is a 128-bit decimal and comes back letter by letter. Undefined where
 * there is none: cells of different scales, more digits than fit, `-0` or leading zeros. Such a column is kept as text.
 */
export function commonScale(column: DecimalColumn): number | undefined {
  const { offsets, bytes, missing } = column;
  let scale: number | undefined;
  for (let row = 0; row + 1 < offsets.length; row += 1) {
    if (missing?.[row] === 1) continue;
    const cellScale = exactScale(ascii.decode(bytes.subarray(offsets[row], offsets[row + 1])));
    if (cellScale === undefined || (scale !== undefined && scale !== cellScale)) return undefined;
    scale = cellScale;
  }
  return scale ?? 0;
}

const canonicalPattern = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

function exactScale(text: string): number | undefined {
  const match = canonicalPattern.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const digits = `${whole}${fraction}`.replace(/^0+/, '').length;
  if (digits > decimalDigitsMax || fraction.length > decimalDigitsMax || (sign === '-' && digits === 0))
    return undefined;
  return fraction.length;
}

/** The whole number of each row; 0 where it is missing. */
export function unscaledOf({ offsets, bytes, missing }: DecimalColumn, row: number): bigint {
  if (missing?.[row] === 1) return 0n;
  return BigInt(ascii.decode(bytes.subarray(offsets[row], offsets[row + 1])).replace('.', ''));
}

/** No database goes beyond some thousand digits; a broken file may say anything, and each cell would be as long. */
const scaleMax = 10_000;

/** `-1250` with scale 2 is `-12.50`; with a negative scale zeros are put behind. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (Math.abs(scale) > scaleMax) throw new Error(`it has decimals of the scale ${String(scale)}, which is none`);
  if (scale <= 0) return `${unscaled.toString()}${unscaled === 0n ? '' : '0'.repeat(-scale)}`;
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const decimalPattern = /^-?\d+(\.\d+)?$/;

/** A column of texts as decimals; undefined where one of them is none. */
export function decimalsIn(column: Extract<Column, { readonly type: 'text' }>): Column | undefined {
  const { offsets, bytes, missing } = column;
  for (let row = 0; row + 1 < offsets.length; row += 1) {
    if (missing?.[row] === 1) continue;
    if (!decimalPattern.test(ascii.decode(bytes.subarray(offsets[row], offsets[row + 1])))) return undefined;
  }
  return { ...column, type: 'decimal' };
}
