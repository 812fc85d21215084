import { valueToPlainJson } from '../values/plain-json.ts';
import { jsonToValue } from '../values/value-json.ts';
import { isJsonList } from '../values/json.ts';
import type { Json } from '../values/json.ts';

/** What a run was called with, an argument a line: `data = airquality.csv`. A longer value is cut. */
export function argumentsText(args: { readonly [name: string]: Json }, valueCharsMax: number): string {
  return Object.entries(args)
    .map(([name, json]) => `${name} = ${argumentText(json, valueCharsMax)}`)
    .join('\n');
}

/** A file by its name alone: where it lay on somebody's disk is nobody else's business. */
export function argumentText(json: Json, charsMax: number): string {
  if (json !== null && typeof json === 'object' && !isJsonList(json)) {
    if (typeof json['$file'] === 'string') return json['$file'].split(/[\\/]/).at(-1) ?? '';
    if ('$table' in json) return 'a table';
  }
  if (typeof json === 'string')
    return json.length > charsMax ? `${JSON.stringify(json.slice(0, charsMax))}…` : JSON.stringify(json);
  const text = JSON.stringify(valueToPlainJson(jsonToValue(json)));
  return text.length > charsMax ? `${text.slice(0, charsMax)}…` : text;
}
