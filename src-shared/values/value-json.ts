/*
 * The exact JSON of a value: what is stored in a run, sent to the renderer, and written in resources/workers/cases.
 *
 *   null true "text"            themselves
 *   missing                     {"$missing": true}
 *   integer                     a JSON number while it is a safe integer, otherwise {"$integer": "9223372036854775807"}
 *   float                       a JSON number while it has a fraction, otherwise {"$float": "3"}, "NaN", "Infinity", "-Infinity", "-0"
 *   decimal, complex            {"$decimal": "12.50"}, {"$complex": ["1.5", "-0"]}
 *   bytes                       {"$bytes": "base64"}
 *   date, instant               {"$date": "2026-01-31"}, {"$instant": "2026-01-31T12:00:00.000001Z"}, with a zone
 *                               {"$instant": "2026-01-31T12:00:00.000Z[Europe/Zurich]"} (RFC 9557)
 *   duration                    {"$duration": "PT90061.5S"}
 *   list                        an array
 *   vector                      an array of its cells, null for a missing one; {"$vector": COLUMN} where an array would not
 *                               tell its type: when it is empty, or a category
 *   array                       {"$array": {"shape": [2, 3], COLUMN…, "dimNames": [["a", "b"], null]}}, cells in row order
 *   map                         an object while names are unique, none is like an array index and none starts with "$";
 *                               otherwise {"$map": [["name", value], …]}
 *   table                       {"$table": {"rowCount": 2, "columns": [{"name": "x", COLUMN…}, …], "index": […]}}
 *   handle                      {"$handle": {"id", "language", "description"}}
 *
 * COLUMN is "type" and "values"; a category has "levels" and "isOrdered" too, an instant column its "zone" where it has one.
 * Within it the type says what a number is, so floats need a wrapper only for NaN, the infinities and -0, and null is missing.
 */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { columnOf } from './column-of.ts';
import { formatDate, formatDuration, formatInstant, parseDate, parseDuration, parseInstant } from './date-text.ts';
import { isJsonList } from './json.ts';
import type { Json } from './json.ts';
import { rowOrder } from './nest-rows.ts';
import { cellOf, columnLength, columnTypes, columnValues, isList, isMissing } from './value.ts';
import type { ArrayValue, Column, HandleValue, InstantValue, NamedColumn, TableValue, Value } from './value.ts';

type JsonObject = { readonly [key: string]: Json | undefined };

export function valueToJson(value: Value): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return integerToJson(value);
  if (typeof value === 'number') return floatToJson(value);
  if (isList(value)) return value.map(valueToJson);
  switch (value.kind) {
    case 'missing':
      return { $missing: true };
    case 'decimal':
      return { $decimal: value.text };
    case 'complex':
      return { $complex: [floatText(value.re), floatText(value.im)] };
    case 'bytes':
      return { $bytes: bytesToBase64(value.bytes) };
    case 'date':
      return { $date: formatDate(value.days) };
    case 'instant':
      return { $instant: instantText(value) };
    case 'duration':
      return { $duration: formatDuration(value.micros) };
    case 'vector':
      return vectorToJson(value.column);
    case 'array':
      return { $array: arrayToJson(value) };
    case 'map':
      return mapToJson(value.entries);
    case 'table':
      return { $table: tableToJson(value) };
    case 'handle':
      return { $handle: { id: value.id, language: value.language, description: value.description } };
  }
}

/** Throws a TypeError with the path of what is not in the form above. Use it only past a door that catches it. */
export function jsonToValue(json: Json, path = '$'): Value {
  if (json === null || typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (isJsonList(json)) return json.map((item, index) => jsonToValue(item, `${path}[${String(index)}]`));
  const keys = Object.keys(json);
  const tag = keys.length === 1 && keys[0]?.startsWith('$') ? keys[0] : undefined;
  if (tag === undefined) {
    return { kind: 'map', entries: keys.map((key) => [key, jsonToValue(json[key] ?? null, `${path}.${key}`)]) };
  }
  const parse = parsers.get(tag);
  if (parse === undefined) throw new TypeError(`${path}: ${tag} is not a kind of value.`);
  return parse(json[tag], path);
}

const parsers: ReadonlyMap<string, (json: Json | undefined, path: string) => Value> = new Map([
  ['$missing', parseMissing],
  ['$integer', parseInteger],
  ['$float', parseFloatText],
  ['$decimal', parseDecimal],
  ['$complex', parseComplex],
  ['$bytes', parseBytes],
  ['$date', parseDateText],
  ['$instant', parseInstantText],
  ['$duration', parseDurationText],
  ['$vector', parseVector],
  ['$array', parseArray],
  ['$map', (json: Json | undefined, path: string): Value => ({ kind: 'map', entries: parseEntries(json, path) })],
  ['$table', parseTable],
  ['$handle', parseHandle],
]);

function integerToJson(value: bigint): Json {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : { $integer: value.toString() };
}

function floatToJson(value: number): Json {
  return Number.isFinite(value) && !Number.isInteger(value) ? value : { $float: floatText(value) };
}

function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function instantText({ micros, zone }: Pick<InstantValue, 'micros' | 'zone'>): string {
  return `${formatInstant(micros)}${zone === undefined ? '' : `[${zone}]`}`;
}

function vectorToJson(column: Column): Json {
  const cells = columnValues(column);
  const tellsItsType = column.type !== 'category' && cells.length > 0;
  // Zones are told by every cell, and a list of them is read back cell by cell.
  return tellsItsType
    ? cells.map((cell) => (isMissing(cell) ? null : valueToJson(cell)))
    : { $vector: columnToJson(column) };
}

/** `places` are the rows in the order in which they are told. */
function columnToJson(column: Column, places?: Int32Array): { [key: string]: Json } {
  const rows = places ?? Int32Array.from({ length: columnLength(column) }, (_, row) => row);
  return {
    type: column.type,
    values: Array.from(rows, (row) => cellToJson(cellOf(column, row))),
    ...(column.type === 'category' ? { levels: column.levels, isOrdered: column.isOrdered } : {}),
    ...(column.type === 'instant' && column.zone !== undefined ? { zone: column.zone } : {}),
  };
}

/** Inside a column the type is known, so a whole float needs no wrapper. */
function cellToJson(value: Value): Json {
  if (isMissing(value)) return null;
  if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) return value;
  return valueToJson(value !== null && typeof value === 'object' && 'zone' in value ? withoutZone(value) : value);
}

/** The column tells it once. */
function withoutZone({ kind, micros }: InstantValue): Value {
  return { kind, micros };
}

function arrayToJson(array: ArrayValue): Json {
  return {
    shape: array.shape,
    ...columnToJson(array.column, rowOrder(array)),
    ...(array.dimNames === undefined ? {} : { dimNames: array.dimNames }),
  };
}

const arrayIndexPattern = /^(0|[1-9]\d*)$/;

function mapToJson(entries: readonly (readonly [string, Value])[]): Json {
  const names = entries.map(([name]) => name);
  const isPlain =
    new Set(names).size === names.length &&
    names.every((name) => !name.startsWith('$') && name !== '__proto__' && !arrayIndexPattern.test(name));
  if (isPlain) return Object.fromEntries(entries.map(([name, value]) => [name, valueToJson(value)]));
  return { $map: entries.map(([name, value]) => [name, valueToJson(value)]) };
}

function tableToJson({ rowCount, columns, index }: TableValue): Json {
  const named = ({ name, column }: NamedColumn): Json => ({ name, ...columnToJson(column) });
  return { rowCount, columns: columns.map(named), ...(index === undefined ? {} : { index: index.map(named) }) };
}

function parseMissing(json: Json | undefined, path: string): Value {
  if (json !== true) throw new TypeError(`${path}: not a missing value.`);
  return { kind: 'missing' };
}

function parseInteger(json: Json | undefined, path: string): bigint {
  if (typeof json !== 'string' || !/^-?\d+$/.test(json)) throw new TypeError(`${path}: not an integer.`);
  return BigInt(json);
}

function parseFloatText(json: Json | undefined, path: string): number {
  if (json === 'NaN') return Number.NaN;
  const number = typeof json === 'string' && json.trim() !== '' ? Number(json) : Number.NaN;
  if (Number.isNaN(number)) throw new TypeError(`${path}: not a float.`);
  return number;
}

function parseDecimal(json: Json | undefined, path: string): Value {
  if (typeof json !== 'string' || !/^-?\d+(\.\d+)?$/.test(json))
    throw new TypeError(`${path}: not a decimal like 12.50.`);
  return { kind: 'decimal', text: json };
}

function parseComplex(json: Json | undefined, path: string): Value {
  const [re, im, ...more] = json !== undefined && isJsonList(json) ? json : [];
  if (more.length > 0) throw new TypeError(`${path}: not a complex number like ["1.5", "-0"].`);
  return { kind: 'complex', re: parseFloatText(re, `${path}[0]`), im: parseFloatText(im, `${path}[1]`) };
}

const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function parseBytes(json: Json | undefined, path: string): Value {
  if (typeof json !== 'string' || !base64Pattern.test(json)) throw new TypeError(`${path}: not bytes in base64.`);
  return { kind: 'bytes', bytes: base64ToBytes(json) };
}

function parseDateText(json: Json | undefined, path: string): Value {
  const days = typeof json === 'string' ? parseDate(json) : undefined;
  if (days === undefined) throw new TypeError(`${path}: not a date like 2026-01-31.`);
  return { kind: 'date', days };
}

const zonePattern = /^(.+Z)(?:\[([A-Za-z0-9_+/-]{1,64})\])?$/;

function parseInstantText(json: Json | undefined, path: string): InstantValue {
  const [, text = '', zone] = (typeof json === 'string' ? zonePattern.exec(json) : null) ?? [];
  const micros = parseInstant(text);
  if (micros === undefined) throw new TypeError(`${path}: not an instant like 2026-01-31T12:00:00Z.`);
  return { kind: 'instant', micros, ...(zone === undefined ? {} : { zone }) };
}

function parseDurationText(json: Json | undefined, path: string): Value {
  const micros = typeof json === 'string' ? parseDuration(json) : undefined;
  if (micros === undefined) throw new TypeError(`${path}: not a duration like PT1.5S.`);
  return { kind: 'duration', micros };
}

function parseVector(json: Json | undefined, path: string): Value {
  return { kind: 'vector', column: parseColumn(parseObject(json, path), path) };
}

function parseArray(json: Json | undefined, path: string): Value {
  const object = parseObject(json, path);
  const { shape, dimNames } = object;
  const sizes = shape !== undefined && isJsonList(shape) ? shape.map((size) => parseSize(size, path)) : [];
  const column = parseColumn(object, path);
  if (sizes.length < 2 || sizes.reduce((product, size) => product * size, 1) !== columnLength(column))
    throw new TypeError(`${path}: not an array of the shape that it says.`);
  const array = { kind: 'array', shape: sizes, order: 'row', column } as const;
  return dimNames === undefined ? array : { ...array, dimNames: parseDimNames(dimNames, sizes, path) };
}

function parseSize(json: Json, path: string): number {
  if (typeof json !== 'number' || !Number.isSafeInteger(json) || json < 0)
    throw new TypeError(`${path}: ${JSON.stringify(json)} is not a size.`);
  return json;
}

function parseDimNames(json: Json, shape: readonly number[], path: string): readonly (readonly string[] | null)[] {
  const dimensions = isJsonList(json) ? json : [];
  if (dimensions.length !== shape.length) throw new TypeError(`${path}: not the names of each dimension.`);
  return dimensions.map((names, dimension) => {
    if (names === null) return null;
    const texts = parseTexts(names, path);
    if (texts.length !== shape[dimension]) throw new TypeError(`${path}: not a name for each place of a dimension.`);
    return texts;
  });
}

function parseTexts(json: Json | undefined, path: string): readonly string[] {
  const texts = json !== undefined && isJsonList(json) ? json : [null];
  return texts.map((text) => {
    if (typeof text !== 'string') throw new TypeError(`${path}: not a list of texts.`);
    return text;
  });
}

function parseHandle(json: Json | undefined, path: string): HandleValue {
  const { id, language, description } = parseObject(json, path);
  if (typeof id !== 'string' || typeof language !== 'string' || typeof description !== 'string')
    throw new TypeError(`${path}: not a handle.`);
  return { kind: 'handle', id, language, description };
}

function parseEntries(json: Json | undefined, path: string): readonly (readonly [string, Value])[] {
  if (!isJsonList(json)) {
    throw new TypeError(`${path}: not a list of names and values.`);
  }
  return json.map((entry, index) => {
    const pair = isJsonList(entry) ? entry : [];
    const [name, value] = pair;
    if (pair.length !== 2 || typeof name !== 'string')
      throw new TypeError(`${path}[${String(index)}]: not a name and a value.`);
    return [name, jsonToValue(value ?? null, `${path}.${name}`)];
  });
}

function parseTable(json: Json | undefined, path: string): TableValue {
  const { rowCount, columns, index } = parseObject(json, path);
  const isCount = typeof rowCount === 'number' && Number.isSafeInteger(rowCount) && rowCount >= 0;
  if (!isCount || !isJsonList(columns)) throw new TypeError(`${path}: not a table.`);
  const table = { kind: 'table', rowCount, columns: parseColumns(columns, rowCount, `${path}.columns`) } as const;
  if (index === undefined) return table;
  if (!isJsonList(index)) throw new TypeError(`${path}.index: not a list of columns.`);
  return { ...table, index: parseColumns(index, rowCount, `${path}.index`) };
}

function parseColumns(json: readonly Json[], rowCount: number, path: string): readonly NamedColumn[] {
  return json.map((item, place) => {
    const where = `${path}[${String(place)}]`;
    const object = parseObject(item, where);
    const column = parseColumn(object, where);
    if (typeof object['name'] !== 'string' || columnLength(column) !== rowCount)
      throw new TypeError(`${where}: not a column of ${String(rowCount)} values.`);
    return { name: object['name'], column };
  });
}

function parseColumn({ type, values, levels, isOrdered, zone }: JsonObject, path: string): Column {
  const columnType = columnTypes.find((known) => known === type);
  if (columnType === undefined) throw new TypeError(`${path}: ${JSON.stringify(type)} is not a type of column.`);
  if (!isJsonList(values)) throw new TypeError(`${path}: not a list of values.`);
  const known = levels === undefined ? undefined : parseTexts(levels, path);
  if (known !== undefined && new Set(known).size < known.length)
    throw new TypeError(`${path}: a level is there twice.`);
  const cells = values.map((cell, row) => jsonToValue(cell, `${path}[${String(row)}]`));
  const column = columnOf(columnType, cells, {
    path,
    ...(known === undefined ? {} : { levels: known }),
  });
  if (column.type === 'category') return { ...column, isOrdered: isOrdered === true };
  return column.type === 'instant' && typeof zone === 'string' ? { ...column, zone } : column;
}

function parseObject(json: Json | undefined, path: string): JsonObject {
  if (json === undefined || json === null || typeof json !== 'object' || isJsonList(json)) {
    throw new TypeError(`${path}: not an object.`);
  }
  return json;
}
