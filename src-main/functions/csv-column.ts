import type { Column, ColumnType } from '#shared/values/value.ts';

import { ColumnRefused, packedBytesMax, tooLongReason } from './column-refused.ts';

/*
 * One column of a CSV file while it is being read: kept as the narrowest type that holds every field so far, widened when a
 * field does not fit (whole number → float). Only text cannot be reached from another type, because the fields are gone by
 * then ("1.50" is 1.5): `add` answers false, and the file is read once more with that column as text.
 *
 *   integer   12 -3            but a leading zero (a postcode, 007) makes the column text, since a number would lose it
 *   float     1.5 .5 1e-3 NaN Inf -Inf; with the delimiter `;` also 1,5
 *   boolean   true false TRUE FALSE True False
 *   date      2026-01-31
 *   instant   2026-01-31T12:00:00.000001Z, the T also a blank, seconds and zone optional (UTC)
 *   missing   an empty field and NA, quoted or not, as R and pandas have it
 */
export type CsvColumn = {
  /** False when the column must become text. */
  readonly add: (field: string) => boolean;
  readonly finish: () => Column;
};

type Kind = Extract<ColumnType, 'float' | 'integer' | 'boolean' | 'date' | 'instant'>;

export function createTextColumn(name: string): CsvColumn {
  const missing = createMissing();
  // Packed as they come: a million strings would take three times the memory, and seconds at the end.
  let bytes = new Uint8Array(1024);
  let offsets = new Int32Array(1024);
  let rowCount = 0;
  let end = 0;

  function append(field: string): void {
    if (end + 3 * field.length > bytes.length) {
      const room = Math.min(packedBytesMax, Math.max(2 * bytes.length, end + 3 * field.length));
      if (end + 3 * field.length > room) throw new ColumnRefused(name, tooLongReason);
      bytes = grown(bytes, new Uint8Array(room));
    }
    let at = 0;
    for (let code = field.charCodeAt(0); at < field.length && code < 0x80; code = field.charCodeAt(at)) {
      bytes[end + at] = code;
      at += 1;
    }
    end += at;
    if (at < field.length) end += utf8.encodeInto(field.slice(at), bytes.subarray(end)).written;
  }

  return {
    add(field) {
      const isMissing = field === '' || field === 'NA';
      missing.add(isMissing);
      if (!isMissing) append(field);
      rowCount += 1;
      if (rowCount === offsets.length) offsets = grown(offsets, new Int32Array(2 * rowCount));
      offsets[rowCount] = end;
      return true;
    },
    finish: () => ({
      type: 'text',
      ...missing.finish(),
      offsets: offsets.slice(0, rowCount + 1),
      bytes: bytes.slice(0, end),
    }),
  };
}

const utf8 = new TextEncoder();

export function createTypedColumn({ isCommaDecimal }: { readonly isCommaDecimal: boolean }): CsvColumn {
  const missing = createMissing();
  let kind: Kind | undefined;
  let numbers = new Float64Array(1024);
  let wholes: BigInt64Array | undefined; // Only from the first whole number beyond 2^53, or instant, on.
  let length = 0;

  function put(number: number, whole?: bigint): void {
    if (length === numbers.length) {
      numbers = grown(numbers, new Float64Array(length * 2));
      wholes = wholes === undefined ? undefined : grown(wholes, new BigInt64Array(length * 2));
    }
    numbers[length] = number;
    if (whole !== undefined && wholes === undefined) {
      wholes = new BigInt64Array(numbers.length);
      for (let index = 0; index < length; index += 1) wholes[index] = BigInt(numbers[index] ?? 0);
    }
    if (wholes !== undefined) wholes[length] = whole ?? (Number.isInteger(number) ? BigInt(number) : 0n);
    length += 1;
  }

  /** Takes the field as a number; false when it is none, or the column is something else already. */
  function addNumber(field: string): boolean {
    if (kind !== undefined && kind !== 'integer' && kind !== 'float') return false;
    const simple = parseSimple(field);
    if (simple !== undefined) {
      if (!simple.isWhole) kind = 'float';
      else kind ??= 'integer';
      put(simple.number);
      return true;
    }
    const text = isCommaDecimal && field.includes(',') && !field.includes('.') ? field.replace(',', '.') : field;
    const isWhole = wholePattern.test(text);
    if (isWhole && leadingZeroPattern.test(text)) return false;
    if (!isWhole && !floatPattern.test(text) && !numberWords.has(text)) return false;
    const number = numberWords.get(text) ?? Number(text);
    const whole = isWhole && text.length < 25 ? BigInt(text) : undefined;
    if (whole === undefined || BigInt.asIntN(64, whole) !== whole) kind = 'float';
    else kind ??= 'integer';
    put(number, kind === 'integer' ? whole : undefined);
    return true;
  }

  function addOther(field: string): boolean {
    const found = parseOther(field);
    if (found === undefined || (kind !== undefined && kind !== found.kind)) return false;
    kind = found.kind;
    put(found.number, found.whole);
    return true;
  }

  return {
    add(field) {
      const isMissing = field === '' || field === 'NA';
      missing.add(isMissing);
      if (!isMissing) return addNumber(field) || addOther(field);
      put(0);
      return true;
    },
    finish() {
      const filled = numbers.slice(0, length);
      const gaps = missing.finish();
      switch (kind) {
        case undefined: // Nothing but missing fields.
        case 'float':
          return { type: 'float', ...gaps, data: filled };
        case 'boolean':
          return { type: 'boolean', ...gaps, data: Uint8Array.from(filled) };
        case 'date':
          return { type: 'date', ...gaps, data: Int32Array.from(filled) };
        case 'integer':
        case 'instant':
          return { type: kind, ...gaps, data: wholes?.slice(0, length) ?? toWholes(filled) };
      }
    },
  };
}

type SimpleNumber = { number: number; isWhole: boolean };

// One for all calls: a million fields would be a million objects.
const simpleNumber: SimpleNumber = { number: 0, isWhole: true };
const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/**
 * The common form, `-12.345` of at most 15 digits, which is five times as fast as a pattern and `Number`: digits and power
 * of ten are exact in a double, so their quotient is the nearest double. Undefined for every other form.
 *
 * Source: W. Clinger, How to read floating point numbers accurately (1990), the fast path.
 */
function parseSimple(field: string): SimpleNumber | undefined {
  const length = field.length;
  let at = field.charCodeAt(0) === 45 ? 1 : 0;
  const isNegative = at === 1;
  if (length - at > 16 || length === at) return undefined;
  let digits = 0;
  let mantissa = 0;
  let pointAt = -1;
  const start = at;
  for (; at < length; at += 1) {
    const code = field.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48);
      digits += 1;
    } else if (code === 46 && pointAt === -1 && at > start) pointAt = at;
    else return undefined;
  }
  if (digits > 15 || (pointAt === -1 && length - start > 1 && field.charCodeAt(start) === 48)) return undefined;
  const magnitude = pointAt === -1 ? mantissa : mantissa / (powersOfTen[length - pointAt - 1] ?? 1);
  if (isNegative && magnitude === 0 && pointAt === -1) return undefined;
  simpleNumber.number = isNegative ? -magnitude : magnitude;
  simpleNumber.isWhole = pointAt === -1;
  return simpleNumber;
}

const wholePattern = /^[+-]?\d+$/;
const leadingZeroPattern = /^[+-]?0\d/;
const floatPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const numberWords = new Map<string, number>([
  ['NaN', Number.NaN],
  ['nan', Number.NaN],
  ['Inf', Infinity],
  ['inf', Infinity],
  ['Infinity', Infinity],
  ['-Inf', -Infinity],
  ['-inf', -Infinity],
  ['-Infinity', -Infinity],
]);

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const instantPattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.(\d{1,6})\d*)?(Z|[+-]\d{2}:?\d{2})?$/;

function parseOther(
  field: string,
): { readonly kind: Kind; readonly number: number; readonly whole?: bigint } | undefined {
  const word = field.length < 6 ? field.toLowerCase() : '';
  if ((word === 'true' || word === 'false') && /^(TRUE|FALSE|True|False|true|false)$/.test(field)) {
    return { kind: 'boolean', number: word === 'true' ? 1 : 0 };
  }
  if (datePattern.test(field)) {
    const ms = Date.parse(`${field}T00:00:00Z`);
    // JavaScript takes 2026-02-30 for the 2nd of March.
    const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(field);
    return isReal ? { kind: 'date', number: ms / 86_400_000 } : undefined;
  }
  const match = instantPattern.exec(field);
  if (match === null) return undefined;
  const [, day = '', minutes = '', seconds = ':00', fraction = '', zone = 'Z'] = match;
  const zoneText = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const ms = Date.parse(`${day}T${minutes}${seconds}${zoneText}`);
  if (Number.isNaN(ms)) return undefined;
  const whole = BigInt(ms) * 1000n + BigInt(fraction.padEnd(6, '0'));
  return { kind: 'instant', number: Number(whole), whole };
}

function createMissing(): {
  readonly add: (isMissing: boolean) => void;
  readonly finish: () => { readonly missing?: Uint8Array };
} {
  let flags = new Uint8Array(1024);
  let length = 0;
  let hasMissing = false;
  return {
    add(isMissing) {
      if (length === flags.length) flags = grown(flags, new Uint8Array(length * 2));
      if (isMissing) {
        flags[length] = 1;
        hasMissing = true;
      }
      length += 1;
    },
    finish: () => (hasMissing ? { missing: flags.slice(0, length) } : {}),
  };
}

function toWholes(numbers: Float64Array): BigInt64Array {
  const wholes = new BigInt64Array(numbers.length);
  for (let index = 0; index < numbers.length; index += 1) wholes[index] = BigInt(numbers[index] ?? 0);
  return wholes;
}

function grown<A extends { set: (from: A) => void }>(from: A, to: A): A {
  to.set(from);
  return to;
}
