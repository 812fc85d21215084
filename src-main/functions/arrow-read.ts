/*
 * Columns out of Arrow's data, whoever wrote them. Numbers are read as the file has them: floats of any width as 64-bit
 * floats and integers of any width as integers, both exactly; unsigned integers beyond 64 signed bits make their column
 * decimals. A timestamp without a zone is taken as UTC, a time of day is the duration since midnight. What is nested (lists,
 * structs, maps, unions) is refused with its column's name.
 */
import type { Data, DataType, Decimal, Dictionary, Field, Int, Vector } from 'apache-arrow';

import { packText } from '#shared/values/column-of.ts';
import { takeRows } from '#shared/values/take-rows.ts';
import type { Column } from '#shared/values/value.ts';

import { typeKey } from './arrow-write.ts';
import type { Arrow } from './arrow-write.ts';
import { ColumnRefused, packedBytesMax, tooLongReason } from './column-refused.ts';
import { decimalText, decimalsIn } from './decimal-text.ts';
import { unpackBits } from './table-bits.ts';
import { toMicros, unitsPerSecond, zoneOf } from './time-units.ts';

type Gaps = { readonly missing?: Uint8Array };

/** One piece of a column; its buffers are views of the data where the layouts agree. */
export function columnOfArrow(arrow: Arrow, field: Field, data: Data): Column {
  const { name, metadata } = field;
  const { DataType } = arrow;
  const type: DataType = data.type;
  const { length } = data;
  if (length > storedRows(arrow, data)) throw new Error(`the column ${name} has fewer rows than it says`);
  if (DataType.isNull(type)) return allMissing(length);
  const gaps = gapsOf(data);
  // The element type of `values` belongs to the type that is asked for just before.
  const values: unknown = data.values;
  if (DataType.isDictionary(type)) return dictionaryColumn(arrow, field, data as Data<Dictionary>, gaps);
  if (DataType.isFloat(type)) return { type: 'float', ...gaps, data: floatsOf(values, length) };
  if (DataType.isInt(type)) return integerColumn(type, values, length, gaps);
  if (DataType.isBool(type))
    return { type: 'boolean', ...gaps, data: unpackBits(values as Uint8Array, data.offset, length) };
  if (DataType.isUtf8(type)) {
    const texts = { type: 'text', ...gaps, ...packedOf(data) } as const;
    return (metadata.get(typeKey) === 'decimal' ? decimalsIn(texts) : undefined) ?? texts;
  }
  if (DataType.isLargeUtf8(type)) return { type: 'text', ...gaps, ...largePackedOf(name, data) };
  if (DataType.isBinary(type)) return { type: 'bytes', ...gaps, ...packedOf(data) };
  if (DataType.isLargeBinary(type)) return { type: 'bytes', ...gaps, ...largePackedOf(name, data) };
  if (DataType.isUtf8View(type)) return { type: 'text', ...gaps, ...viewsOf(data) };
  if (DataType.isBinaryView(type)) return { type: 'bytes', ...gaps, ...viewsOf(data) };
  if (DataType.isFixedSizeBinary(type)) {
    const offsets = Int32Array.from({ length: length + 1 }, (_, row) => row * type.byteWidth);
    return { type: 'bytes', ...gaps, offsets, bytes: (values as Uint8Array).subarray(0, length * type.byteWidth) };
  }
  if (DataType.isDecimal(type)) return { type: 'decimal', ...gaps, ...decimalsOf(type, values as Uint32Array, gaps) };
  const time = timeColumn(arrow, name, data, gaps);
  if (time !== undefined) return time;
  if (DataType.isFixedSizeList(type) && metadata.get(typeKey) === 'complex') {
    const parts: unknown = data.children[0]?.values;
    return { type: 'complex', ...gaps, data: (parts as Float64Array).subarray(0, 2 * length) };
  }
  throw new ColumnRefused(name, nestedReason(`${arrow.Type[type.typeId]} values`));
}

export function nestedReason(type: string): string {
  return `holds ${type}, and a table's column holds single values. Take it apart, or leave it out, where the file is made`;
}

/** Of a column that says nothing of its type. */
export function allMissing(length: number): Column {
  return { type: 'float', missing: new Uint8Array(length).fill(1), data: new Float64Array(length) };
}

/** A column without bytes, of which nothing else says how long it can be. */
const nullRowsMax = 0x7fff_ffff;

/** For how many rows there are bytes. A broken file may say that it has 2^60, and making them up would take for ever. */
function storedRows({ DataType }: Arrow, data: Data): number {
  const type: DataType = data.type;
  if (DataType.isNull(type)) return nullRowsMax;
  const hasGaps = data.nullCount > 0 && data.nullBitmap.length > 0;
  return Math.min(storedValues(DataType, data), hasGaps ? 8 * data.nullBitmap.length - data.offset : Infinity);
}

function storedValues(types: Arrow['DataType'], data: Data): number {
  const type: DataType = data.type;
  if (types.isFixedSizeList(type)) return Math.floor((data.children[0]?.values.length ?? 0) / type.listSize);
  if (types.isUtf8(type) || types.isBinary(type) || types.isLargeUtf8(type) || types.isLargeBinary(type))
    return Math.max(0, data.valueOffsets.length - 1);
  const values = data.values as unknown as { readonly length: number } | undefined; // Nested types have none.
  if (values === undefined) return Infinity; // Refused by its type.
  if (types.isBool(type)) return 8 * values.length - data.offset;
  const isView = types.isUtf8View(type) || types.isBinaryView(type);
  return Math.floor(values.length / (isView ? 16 : data.stride));
}

function gapsOf(data: Data): Gaps {
  const hasGaps = data.nullCount > 0 && data.nullBitmap.length > 0;
  return hasGaps ? { missing: unpackBits(data.nullBitmap, data.offset, data.length, 0) } : {};
}

/** Half floats come as their 16 bits. */
function floatsOf(values: unknown, length: number): Float64Array {
  if (values instanceof Float64Array) return values.subarray(0, length);
  if (values instanceof Float32Array) return Float64Array.from(values.subarray(0, length));
  return Float64Array.from((values as Uint16Array).subarray(0, length), halfToFloat);
}

export function halfToFloat(bits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}

function integerColumn(type: Int, values: unknown, length: number, gaps: Gaps): Column {
  if (type.bitWidth === 64) {
    const data = (values as BigInt64Array | BigUint64Array).subarray(0, length);
    return data instanceof BigUint64Array ? unsignedColumn(data, gaps) : { type: 'integer', ...gaps, data };
  }
  const numbers = (values as Int32Array | Uint32Array).subarray(0, length);
  if (numbers instanceof Int32Array) return { type: 'integer', ...gaps, data: numbers };
  if (numbers instanceof Uint32Array) return { type: 'integer', ...gaps, data: BigInt64Array.from(numbers, BigInt) };
  return { type: 'integer', ...gaps, data: Int32Array.from(numbers) };
}

/** Unsigned 64-bit integers: integers while all of them fit, decimals otherwise. */
export function unsignedColumn(data: BigUint64Array, gaps: Gaps): Column {
  const signed = new BigInt64Array(data.buffer, data.byteOffset, data.length);
  const isBeyond = signed.some((value, row) => value < 0n && gaps.missing?.[row] !== 1);
  if (!isBeyond) return { type: 'integer', ...gaps, data: signed };
  return { type: 'decimal', ...gaps, ...packText(Array.from(data, String)) };
}

function packedOf(data: Data): { offsets: Int32Array; bytes: Uint8Array } {
  const offsets: unknown = data.valueOffsets;
  const bytes: unknown = data.values;
  // A column without rows may come without offsets.
  if (data.length === 0) return { offsets: new Int32Array(1), bytes: new Uint8Array() };
  return trimmed((offsets as Int32Array).subarray(0, data.length + 1), bytes as Uint8Array);
}

function largePackedOf(name: string, data: Data): { offsets: Int32Array; bytes: Uint8Array } {
  if (data.length === 0) return { offsets: new Int32Array(1), bytes: new Uint8Array() };
  const large = (data.valueOffsets as unknown as BigInt64Array).subarray(0, data.length + 1); // Large layouts have 64-bit offsets.
  const bytes: unknown = data.values;
  if ((large[data.length] ?? 0n) > packedBytesMax) throw new ColumnRefused(name, tooLongReason);
  return trimmed(Int32Array.from(large, Number), bytes as Uint8Array);
}

/** Only the bytes that belong to a row: buffers end with padding, and a slice may begin anywhere in them. */
function trimmed(offsets: Int32Array, bytes: Uint8Array): { offsets: Int32Array; bytes: Uint8Array } {
  const start = offsets[0] ?? 0;
  const own = bytes.subarray(start, offsets.at(-1) ?? 0);
  return { offsets: start === 0 ? offsets : offsets.map((offset) => offset - start), bytes: own };
}

/** Arrow's views: sixteen bytes a row, the length first; up to twelve bytes of data follow, or where to find them. */
function viewsOf(data: Data): { offsets: Int32Array; bytes: Uint8Array } {
  const views = data.values as unknown as Uint8Array; // Views are kept as their bytes.
  const at = new DataView(views.buffer, views.byteOffset, views.byteLength);
  const offsets = new Int32Array(data.length + 1);
  for (let row = 0; row < data.length; row += 1) {
    offsets[row + 1] = (offsets[row] ?? 0) + at.getInt32(16 * row, true);
  }
  const bytes = new Uint8Array(offsets[data.length] ?? 0);
  for (let row = 0; row < data.length; row += 1) {
    const size = at.getInt32(16 * row, true);
    const inline = views.subarray(16 * row + 4, 16 * row + 4 + size);
    const start = at.getInt32(16 * row + 12, true);
    const buffer = size > 12 ? data.variadicBuffers[at.getInt32(16 * row + 8, true)] : undefined;
    bytes.set(size > 12 ? (buffer?.subarray(start, start + size) ?? new Uint8Array()) : inline, offsets[row]);
  }
  return { offsets, bytes };
}

function decimalsOf(type: Decimal, words: Uint32Array, { missing }: Gaps): { offsets: Int32Array; bytes: Uint8Array } {
  const wordsPerCell = type.bitWidth / 32;
  const length = Math.floor(words.length / wordsPerCell);
  const texts = Array.from({ length: missing?.length ?? length }, (_, row) => {
    if (missing?.[row] === 1) return '0';
    let unscaled = 0n;
    for (let word = wordsPerCell - 1; word >= 0; word -= 1) {
      unscaled = (unscaled << 32n) | BigInt(words[row * wordsPerCell + word] ?? 0);
    }
    return decimalText(BigInt.asIntN(type.bitWidth, unscaled), type.scale);
  });
  return packText(texts);
}

function timeColumn(arrow: Arrow, name: string, data: Data, gaps: Gaps): Column | undefined {
  const { DataType, TimeUnit } = arrow;
  const type: DataType = data.type;
  // Days and small units are 32-bit, all others 64-bit integers.
  const values = (data.values as unknown as BigInt64Array | Int32Array | undefined)?.subarray(0, data.length);
  if (values === undefined) return undefined;
  const perSecond = {
    [TimeUnit.SECOND]: unitsPerSecond.second,
    [TimeUnit.MILLISECOND]: unitsPerSecond.milli,
    [TimeUnit.MICROSECOND]: unitsPerSecond.micro,
    [TimeUnit.NANOSECOND]: unitsPerSecond.nano,
  };
  const micros = (unit: keyof typeof perSecond) => toMicros(name, values, perSecond[unit], gaps.missing);
  if (DataType.isTimestamp(type))
    return { type: 'instant', ...gaps, data: micros(type.unit), ...zoneOf(type.timezone) };
  if (DataType.isDuration(type) || DataType.isTime(type)) return { type: 'duration', ...gaps, data: micros(type.unit) };
  if (!DataType.isDate(type)) return undefined;
  return { type: 'date', ...gaps, data: values instanceof Int32Array ? values : daysOfMillis(name, values, gaps) };
}

const msPerDay = 86_400_000n;

function daysOfMillis(name: string, values: BigInt64Array, { missing }: Gaps): Int32Array {
  return Int32Array.from(values, (ms, row) => {
    if (missing?.[row] === 1) return 0;
    if (ms % msPerDay !== 0n) throw new ColumnRefused(name, 'has dates with a time of day, which is against its type');
    const days = ms / msPerDay;
    if (BigInt.asIntN(32, days) !== days) throw new ColumnRefused(name, 'has a date that is millions of years away');
    return Number(days);
  });
}

/** Texts are a category, whose levels are the dictionary; a dictionary of anything else is only a way to keep it small. */
function dictionaryColumn(arrow: Arrow, field: Field, data: Data<Dictionary>, gaps: Gaps): Column {
  const { type, dictionary } = data;
  const codes = Int32Array.from(data.values as ArrayLike<number | bigint>, Number).subarray(0, data.length);
  if (dictionary === undefined) throw new ColumnRefused(field.name, 'refers to a dictionary that is not in the file');
  const { DataType } = arrow;
  const valueType: DataType = type.dictionary;
  const isText = DataType.isUtf8(valueType) || DataType.isLargeUtf8(valueType) || DataType.isUtf8View(valueType);
  if (!isText) {
    const [only, ...more] = dictionary.data;
    if (only === undefined || more.length > 0)
      throw new ColumnRefused(field.name, 'has a dictionary that grows, of values that are no texts');
    return takeRows(columnOfArrow(arrow, field, only), codes, gaps.missing);
  }
  const { levels, codeByPlace, isPlain } = levelsOf(dictionary);
  if (isPlain) return { type: 'category', ...gaps, codes, levels, isOrdered: type.isOrdered };
  const missing = Uint8Array.from(codes, (place, row) =>
    gaps.missing?.[row] === 1 || codeByPlace[place] === undefined ? 1 : 0,
  );
  const mended = codes.map((place) => codeByPlace[place] ?? 0);
  return { type: 'category', missing, codes: mended, levels, isOrdered: type.isOrdered };
}

type Levels = {
  readonly levels: readonly string[];
  /** Undefined where the dictionary itself has a missing value. */
  readonly codeByPlace: readonly (number | undefined)[];
  readonly isPlain: boolean;
};

// Every batch of a file has the same dictionary.
const knownLevels = new WeakMap<Vector, Levels>();

/** Levels are different texts; a dictionary may have one twice, or a missing one. */
function levelsOf(dictionary: Vector): Levels {
  const known = knownLevels.get(dictionary);
  if (known !== undefined) return known;
  const codeByLevel = new Map<string, number>();
  const codeByPlace = Array.from({ length: dictionary.length }, (_, place) => {
    const level: unknown = dictionary.get(place);
    if (typeof level !== 'string') return undefined;
    const code = codeByLevel.get(level) ?? codeByLevel.size;
    codeByLevel.set(level, code);
    return code;
  });
  const found = {
    levels: [...codeByLevel.keys()],
    codeByPlace,
    isPlain: codeByPlace.every((code, place) => code === place),
  };
  knownLevels.set(dictionary, found);
  return found;
}
