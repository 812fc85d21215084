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
import { cellOf, columnValues } from './value.ts';
import type { Column, ColumnType, NamedColumn, TableValue, Value } from './value.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

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

export function formatDate(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, -14);
}

/** ISO 8601 in UTC; microseconds only where there are any. */
export function formatInstant(micros: bigint): string {
  const millis = micros >= 0n ? micros / 1000n : -((-micros + 999n) / 1000n);
  const rest = Number(micros - millis * 1000n);
  const iso = new Date(Number(millis)).toISOString();
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isJsonList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
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

const datePattern = /^-?\d{4,6}-\d{2}-\d{2}$/;

function parseDate(json: Json | undefined, path: string): number {
  const ms = typeof json === 'string' && datePattern.test(json) ? Date.parse(`${json}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new TypeError(`${path}: not a date like 2026-01-31.`);
  return ms / 86_400_000;
}

const instantPattern = /^(.+T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?Z$/;

function parseInstant(json: Json | undefined, path: string): bigint {
  const match = typeof json === 'string' ? instantPattern.exec(json) : null;
  const seconds = match === null ? Number.NaN : Date.parse(`${match[1] ?? ''}Z`);
  if (match === null || Number.isNaN(seconds)) throw new TypeError(`${path}: not an instant like 2026-01-31T12:00:00Z.`);
  return BigInt(seconds) * 1000n + BigInt((match[2] ?? '').padEnd(6, '0'));
}

function parseEntries(json: Json | undefined, path: string): readonly (readonly [string, Value])[] {
  if (json === undefined || json === null || typeof json !== 'object' || !isJsonList(json)) {
    throw new TypeError(`${path}: not a list of names and values.`);
  }
  return json.map((entry, index) => {
    const pair = entry !== null && typeof entry === 'object' && isJsonList(entry) ? entry : [];
    const [name, value] = pair;
    if (pair.length !== 2 || typeof name !== 'string') throw new TypeError(`${path}[${String(index)}]: not a name and a value.`);
    return [name, jsonToValue(value ?? null, `${path}.${name}`)];
  });
}

function parseTable(json: Json | undefined, path: string): TableValue {
  const table = json as { rowCount?: unknown; columns?: unknown } | null | undefined; // Every use below is checked.
  if (typeof table?.rowCount !== 'number' || !Array.isArray(table.columns)) throw new TypeError(`${path}: not a table.`);
  const rowCount = table.rowCount;
  const columns = table.columns.map((raw: unknown, index): NamedColumn => {
    const { name, type, values } = (raw ?? {}) as { name?: unknown; type?: unknown; values?: unknown };
    const where = `${path}.columns[${String(index)}]`;
    if (typeof name !== 'string' || typeof type !== 'string' || !Array.isArray(values) || values.length !== rowCount) {
      throw new TypeError(`${where}: not a column of ${String(rowCount)} values.`);
    }
    const cells = (values as Json[]).map((cell, row) => jsonToValue(cell, `${where}[${String(row)}]`));
    return { name, column: columnOf(type as ColumnType, cells, where) };
  });
  return { kind: 'table', rowCount, columns };
}

const utf8 = new TextEncoder();

/** Packs values of one kind into a column; null is missing. Throws a TypeError when a value is of another kind. */
export function columnOf(type: ColumnType, values: readonly Value[], path = 'column'): Column {
  const missing = values.includes(null) ? Uint8Array.from(values, (value) => (value === null ? 1 : 0)) : undefined;
  const withMissing = missing === undefined ? {} : { missing };
  const wrong = (value: Value): never => {
    throw new TypeError(`${path}: ${JSON.stringify(valueToJson(value))} is not of the column's type, ${type}.`);
  };
  switch (type) {
    case 'float':
      return { type, ...withMissing, data: Float64Array.from(values, (v) => (v === null ? 0 : typeof v === 'bigint' || typeof v === 'number' ? Number(v) : wrong(v))) };
    case 'integer':
      return { type, ...withMissing, data: BigInt64Array.from(values, (v) => (v === null ? 0n : typeof v === 'bigint' ? v : wrong(v))) };
    case 'boolean':
      return { type, ...withMissing, data: Uint8Array.from(values, (v) => (v === null ? 0 : typeof v === 'boolean' ? Number(v) : wrong(v))) };
    case 'date':
      return { type, ...withMissing, data: Int32Array.from(values, (v) => (v === null ? 0 : typeof v === 'object' && !isList(v) && v.kind === 'date' ? v.days : wrong(v))) };
    case 'instant':
      return { type, ...withMissing, data: BigInt64Array.from(values, (v) => (v === null ? 0n : typeof v === 'object' && !isList(v) && v.kind === 'instant' ? v.micros : wrong(v))) };
    case 'text':
      return { type, ...withMissing, ...packText(values.map((v) => (v === null ? '' : typeof v === 'string' ? v : wrong(v)))) };
    default:
      throw new TypeError(`${path}: ${String(type)} is not a type of column.`);
  }
}

/** Strings in Arrow's layout: one run of UTF-8 and where each string ends. */
export function packText(texts: readonly string[]): { readonly offsets: Int32Array; readonly bytes: Uint8Array } {
  const encoded = texts.map((text) => utf8.encode(text));
  const offsets = new Int32Array(texts.length + 1);
  encoded.forEach((part, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + part.length;
  });
  const bytes = new Uint8Array(offsets[texts.length] ?? 0);
  encoded.forEach((part, index) => bytes.set(part, offsets[index] ?? 0));
  return { offsets, bytes };
}
