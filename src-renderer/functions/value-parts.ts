/*
 * Exact JSON (value-json.ts) as a tree draws it: what has parts, and what is one text with a look of its own.
 */
import { displayBytes, displayDuration, displayInstant } from '#shared/values/display-text.ts';
import { isJsonList } from '#shared/values/json.ts';
import type { Json } from '#shared/values/json.ts';
import { nestRows } from '#shared/values/nest-rows.ts';
import { formatComplex } from '#shared/values/plain-json.ts';
import { jsonToValue, valueToJson } from '#shared/values/value-json.ts';

export type Parts = {
  readonly isList: boolean;
  /** What it is, in a word or two: `list`, `map`, `matrix 2 × 3 of float`. */
  readonly what: string;
  readonly entries: readonly (readonly [name: string, json: Json])[];
};

/** How a text looks: `missing` is faint, `handle` is a chip. */
export type ScalarLook = 'missing' | 'number' | 'text' | 'time' | 'handle';

/** The entries of a list or a map; null for everything that is one value. */
export function partsOf(json: Json): Parts | null {
  if (json === null || typeof json !== 'object') return null;
  if (isJsonList(json)) return listParts('list', json);
  const [tag, inner] = tagged(json) ?? ['', null];
  switch (tag) {
    case '':
      return mapParts('map', json);
    case '$map':
      return isJsonList(inner) ? { isList: false, what: 'map', entries: inner.map(entryOf) } : null;
    case '$table':
      return isObject(inner) ? mapParts('table', inner) : null;
    case '$vector':
      return isObject(inner) ? vectorParts(inner) : null;
    case '$array':
      return arrayParts(json, inner);
    default:
      return null;
  }
}

/** What stands for one value: null, missing and NaN are three things. */
export function scalarText(json: Json): readonly [look: ScalarLook, text: string] {
  if (json === null) return ['missing', 'null'];
  if (typeof json === 'string') return ['text', JSON.stringify(json)];
  if (typeof json === 'boolean' || typeof json === 'number') return ['number', String(json)];
  const [tag, inner] = (isObject(json) ? tagged(json) : undefined) ?? ['', null];
  const text = typeof inner === 'string' ? inner : JSON.stringify(inner);
  switch (tag) {
    case '$missing':
      return ['missing', 'missing'];
    // A whole float is told from an integer by its point.
    case '$float':
      return ['number', /^-?\d+$/.test(text) ? `${text}.0` : text];
    case '$complex':
      return ['number', complexText(inner)];
    case '$bytes':
      return ['time', displayBytes(text)];
    case '$duration':
      return ['time', displayDuration(text)];
    case '$date':
      return ['time', text];
    case '$instant':
      return ['time', instantText(text)];
    case '$handle':
      return ['handle', handleText(inner)];
    default:
      return ['number', text];
  }
}

function tagged(json: { readonly [key: string]: Json | undefined }): readonly [tag: string, inner: Json] | undefined {
  const keys = Object.keys(json);
  const [first = ''] = keys;
  return keys.length === 1 && first.startsWith('$') ? [first, json[first] ?? null] : undefined;
}

function isObject(json: Json): json is { readonly [key: string]: Json } {
  return json !== null && typeof json === 'object' && !isJsonList(json);
}

function listParts(what: string, items: readonly Json[]): Parts {
  return { isList: true, what, entries: items.map((inner, index) => [String(index + 1), inner]) };
}

function mapParts(what: string, json: { readonly [key: string]: Json | undefined }): Parts {
  return { isList: false, what, entries: Object.keys(json).map((key) => [key, json[key] ?? null]) };
}

/** A list whose type an array would not tell: an empty one, or a category with its levels. */
function vectorParts(inner: { readonly [key: string]: Json }): Parts {
  const type = typeof inner['type'] === 'string' ? inner['type'] : '';
  const values = inner['values'] ?? [];
  const levels = inner['levels'] ?? [];
  const named =
    type === 'category' && isJsonList(levels)
      ? `factor with levels ${levels.map(String).join(inner['isOrdered'] === true ? ' < ' : ', ')}`
      : `list of ${type}`;
  // Within a column null is a missing cell.
  const cells = (isJsonList(values) ? values : []).map((cell) => (cell === null ? { $missing: true } : cell));
  return listParts(named, cells);
}

/** An array of three dimensions and more: a list of its slices. */
function arrayParts(json: Json, inner: Json): Parts | null {
  const value = jsonToValue(json);
  if (!isObject(inner) || value === null || typeof value !== 'object' || !('kind' in value) || value.kind !== 'array')
    return null;
  const nested = nestRows(value, valueToJson);
  const shape = value.shape.map(String).join(' × ');
  return isJsonList(nested) ? listParts(`array ${shape} of ${value.column.type}`, nested) : null;
}

/** A pair of a name and a value. */
function entryOf(json: Json): readonly [name: string, json: Json] {
  if (!isJsonList(json)) return ['', json];
  const [name, inner = null] = json;
  return [typeof name === 'string' ? name : '', inner];
}

function complexText(inner: Json): string {
  const [re, im] = isJsonList(inner) ? inner : [];
  return formatComplex(Number(re), Number(im));
}

function instantText(text: string): string {
  const match = /^(.*?)(?:\[(.*)\])?$/.exec(text);
  const [, iso = text, zone] = match ?? [];
  return zone === undefined ? `${displayInstant(iso)} UTC` : `${displayInstant(iso, zone)} ${zone}`;
}

function handleText(inner: Json): string {
  const description = isObject(inner) ? inner['description'] : undefined;
  return typeof description === 'string' && description !== '' ? description : 'a kept value';
}
