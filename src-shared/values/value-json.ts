/*
 * The exact JSON of a value: what is stored in a run, sent to the renderer, and written in resources/workers/cases.
 *
 *   null true "text"            themselves
 *   integer                     a JSON number while it is a safe integer, otherwise {"$integer": "9223372036854775807"}
 *   float                       a JSON number while it has a fraction, otherwise {"$float": "3"}, "NaN", "Infinity", "-Infinity", "-0"
 *   date, instant               {"$date": "2026-01-31"}, {"$instant": "2026-01-31T12:00:00.000001Z"}
 *   list, vector                an array
 *   map                         an object while names are unique, none is like an array index and none starts with "$";
 *                               otherwise {"$map": [["name", value], …]}
 *   table                       {"$table": {"rowCount": 2, "columns": [{"name", "type", "values": […]}, …]}}
 *
 * Within a table the column's type says what a number is, so floats there need a wrapper only for NaN and the infinities.
 */
import { columnOf } from './column-of.ts';
import { formatDate, formatInstant } from './date-text.ts';
import { isJsonList } from './json.ts';
import type { Json } from './json.ts';
import { columnTypes, columnValues, isList } from './value.ts';
import type { NamedColumn, TableValue, Value } from './value.ts';

export function valueToJson(value: Value): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return integerToJson(value);
  if (typeof value === 'number') return floatToJson(value);
  if (isList(value)) return value.map(valueToJson);
  switch (value.kind) {
    case 'date':
      return { $date: formatDate(value.days) };
    case 'instant':
      return { $instant: formatInstant(value.micros) };
    case 'vector':
      return columnValues(value.column).map(valueToJson);
    case 'map':
      return mapToJson(value.entries);
    case 'table':
      return { $table: tableToJson(value) };
  }
}

/** Throws a TypeError with the path of what is not in the form above. Use it only past a door that catches it. */
export function jsonToValue(json: Json, path = '$'): Value {
  if (json === null || typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (isJsonList(json)) return json.map((item, index) => jsonToValue(item, `${path}[${String(index)}]`));
  const keys = Object.keys(json);
  const tag = keys.length === 1 && keys[0]?.startsWith('$') ? keys[0] : undefined;
  const inner = tag === undefined ? undefined : json[tag];
  switch (tag) {
    case undefined:
      return { kind: 'map', entries: keys.map((key) => [key, jsonToValue(json[key] ?? null, `${path}.${key}`)]) };
    case '$integer':
      return parseInteger(inner, path);
    case '$float':
      return parseFloatText(inner, path);
    case '$date':
      return { kind: 'date', days: parseDate(inner, path) };
    case '$instant':
      return { kind: 'instant', micros: parseInstant(inner, path) };
    case '$map':
      return { kind: 'map', entries: parseEntries(inner, path) };
    case '$table':
      return parseTable(inner, path);
    default:
      throw new TypeError(`${path}: ${tag} is not a kind of value.`);
  }
}

function integerToJson(value: bigint): Json {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : { $integer: value.toString() };
}

function floatToJson(value: number): Json {
  if (Number.isFinite(value) && !Number.isInteger(value)) return value;
  return { $float: Object.is(value, -0) ? '-0' : String(value) };
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

function tableToJson(table: TableValue): Json {
  return {
    rowCount: table.rowCount,
    columns: table.columns.map(({ name, column }) => ({
      name,
      type: column.type,
      values: columnValues(column).map(cellToJson),
    })),
  };
}

/** Inside a column the type is known, so a whole float needs no wrapper. */
function cellToJson(value: Value): Json {
  return typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0) ? value : valueToJson(value);
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

const datePattern = /^[+-]?\d{4,6}-\d{2}-\d{2}$/;

function parseDate(json: Json | undefined, path: string): number {
  const ms = typeof json === 'string' && datePattern.test(json) ? Date.parse(`${json}T00:00:00Z`) : Number.NaN;
  // Date.parse takes February 30 for March 2.
  if (Number.isNaN(ms) || formatDate(ms / 86_400_000) !== json)
    throw new TypeError(`${path}: not a date like 2026-01-31.`);
  return ms / 86_400_000;
}

const instantPattern = /^(.+T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?Z$/;

function parseInstant(json: Json | undefined, path: string): bigint {
  const match = typeof json === 'string' ? instantPattern.exec(json) : null;
  const seconds = match === null ? Number.NaN : Date.parse(`${match[1] ?? ''}Z`);
  if (match === null || Number.isNaN(seconds) || !new Date(seconds).toISOString().startsWith(match[1] ?? ''))
    throw new TypeError(`${path}: not an instant like 2026-01-31T12:00:00Z.`);
  return BigInt(seconds) * 1000n + BigInt((match[2] ?? '').padEnd(6, '0'));
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
  const { rowCount, columns } = parseObject(json, path);
  if (typeof rowCount !== 'number' || !isJsonList(columns)) throw new TypeError(`${path}: not a table.`);
  return {
    kind: 'table',
    rowCount,
    columns: columns.map((column, index) => parseColumn(column, rowCount, `${path}.columns[${String(index)}]`)),
  };
}

function parseColumn(json: Json, rowCount: number, path: string): NamedColumn {
  const { name, type, values } = parseObject(json, path);
  if (typeof name !== 'string' || !isJsonList(values) || values.length !== rowCount) {
    throw new TypeError(`${path}: not a column of ${String(rowCount)} values.`);
  }
  const columnType = columnTypes.find((known) => known === type);
  if (columnType === undefined) throw new TypeError(`${path}: ${JSON.stringify(type)} is not a type of column.`);
  const cells = values.map((cell, row) => jsonToValue(cell, `${path}[${String(row)}]`));
  return { name, column: columnOf(columnType, cells, path) };
}

function parseObject(json: Json | undefined, path: string): { readonly [key: string]: Json | undefined } {
  if (json === undefined || json === null || typeof json !== 'object' || isJsonList(json)) {
    throw new TypeError(`${path}: not an object.`);
  }
  return json;
}
