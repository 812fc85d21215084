/*
 * How a returned value becomes things to look at, and back again.
 *
 * Tables, matrices (as tables) and figures are taken out of the value, wherever they are in its maps and lists, and shown under their place in it
 * ("fit / coefficients", "[2]"); what is left over is shown as one value. A value that is itself a table or a figure has
 * the empty place. `joinParts` puts everything back for whoever wants the whole value (`triptych run --json`).
 */
import { cellOf, columnValues, isList } from '../values/value.ts';
import { valueToPlainJson } from '../values/plain-json.ts';
import type { Json } from '../values/json.ts';
import { nestRows } from '../values/nest-rows.ts';
import { arrayToTable } from './array-to-table.ts';
import { columnsToTable } from './columns-to-table.ts';
import type { TableValue, Value, VectorValue } from '../values/value.ts';

export type ShownPart =
  | { readonly kind: 'table'; readonly title: string; readonly table: TableValue; readonly isMatrix: boolean }
  | { readonly kind: 'figure'; readonly title: string; readonly spec: Json }
  | { readonly kind: 'value'; readonly title: ''; readonly value: Value };

const separator = ' / ';

/** The parts in the order of the value, with what is left over at the end. */
export function splitValue(value: Value): readonly ShownPart[] {
  const parts: ShownPart[] = [];
  const rest = takeParts(value, [], parts);
  return rest === undefined ? parts : [...parts, { kind: 'value', title: '', value: rest }];
}

/** A returned map is a figure when its `$schema` names Vega-Lite. */
export function isFigure(value: Value): boolean {
  if (value === null || typeof value !== 'object' || isList(value) || value.kind !== 'map') return false;
  return value.entries.some(
    ([name, schema]) => name === '$schema' && typeof schema === 'string' && schema.includes('vega-lite'),
  );
}

/** What a part became in plain JSON goes back to its place; the left-over value is the one with the empty title. */
export function joinParts(parts: readonly { readonly title: string; readonly json: Json }[]): Json {
  const root = parts.find(({ title }) => title === '')?.json;
  const placed = parts.filter(({ title }) => title !== '');
  const [first] = placed;
  if (first === undefined) return root ?? null;
  let whole: Json = root ?? (/^\[\d+\]/.test(first.title) ? [] : {});
  for (const { title, json } of placed) whole = putAt(whole, title.split(separator), json);
  return whole;
}

/** Takes tables, matrices and figures out of a value; undefined when nothing of it is left. What was taken out of a list leaves a null. */
function takeParts(value: Value, place: readonly string[], parts: ShownPart[]): Value | undefined {
  const title = place.join(separator);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) {
    const before = parts.length;
    const rest = value.map((item, index) => takeParts(item, [...place, `[${String(index + 1)}]`], parts));
    if (parts.length === before) return value;
    return rest.every((item) => item === undefined) ? undefined : rest.map((item) => item ?? null);
  }
  if (value.kind === 'table') {
    parts.push({ kind: 'table', title, table: value, isMatrix: false });
    return undefined;
  }
  const matrix = value.kind === 'array' ? arrayToTable(value) : undefined;
  if (matrix !== undefined) {
    parts.push({ kind: 'table', title, table: matrix, isMatrix: true });
    return undefined;
  }
  if (value.kind !== 'map') return value;
  if (isFigure(value)) {
    parts.push({ kind: 'figure', title, spec: figureSpec(value) });
    return undefined;
  }
  const table = place.length === 0 ? undefined : columnsToTable(value);
  if (table !== undefined) {
    parts.push({ kind: 'table', title, table, isMatrix: false });
    return undefined;
  }
  const before = parts.length;
  const entries = value.entries.flatMap(([name, inner]): readonly (readonly [string, Value])[] => {
    const rest = takeParts(inner, [...place, name], parts);
    return rest === undefined ? [] : [[name, rest]];
  });
  if (parts.length === before) return value;
  return entries.length === 0 ? undefined : { kind: 'map', entries };
}

/**
 * A specification as Vega-Lite reads it: plain JSON, in which a missing value and NaN are null, and a table or a list of
 * columns within `data.values` is a list of rows.
 */
function figureSpec(value: Value): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (isList(value)) return value.map(figureSpec);
  switch (value.kind) {
    case 'decimal':
      return Number(value.text);
    case 'duration':
      return Number(value.micros) / 1e6;
    case 'array':
      return nestRows(value, figureSpec);
    case 'missing':
    case 'complex':
    case 'bytes':
    case 'date':
    case 'instant':
    case 'handle':
      return valueToPlainJson(value);
    case 'vector':
    case 'table':
      return rowsOf(value).map(figureSpec);
    case 'map':
      return Object.fromEntries(value.entries.map(([name, inner]) => [name, figureSpec(inner)]));
  }
}

function rowsOf(value: TableValue | VectorValue): readonly Value[] {
  if (value.kind === 'vector') return columnValues(value.column);
  const columns = [...(value.index ?? []), ...value.columns];
  return Array.from({ length: value.rowCount }, (_, row) => ({
    kind: 'map',
    entries: columns.map(({ name, column }) => [name, cellOf(column, row)] as const),
  }));
}

function putAt(whole: Json, place: readonly string[], json: Json): Json {
  const [step, ...rest] = place;
  if (step === undefined) return json;
  const listIndex = /^\[(\d+)\]$/.exec(step)?.[1];
  if (listIndex !== undefined && (isJsonList(whole) || whole === null)) {
    const items = isJsonList(whole) ? [...whole] : [];
    const index = Number(listIndex) - 1;
    while (items.length < index) items.push(null);
    items[index] = putAt(items[index] ?? null, rest, json);
    return items;
  }
  const map = whole !== null && typeof whole === 'object' && !isJsonList(whole) ? whole : {};
  return { ...map, [step]: putAt(map[step] ?? null, rest, json) };
}

function isJsonList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
