import type { RunRecord } from '#shared/functions/function-entities.ts';
import { valueToPlainJson } from '#shared/values/plain-json.ts';
import { jsonToValue } from '#shared/values/value-json.ts';
import { isJsonList } from '#shared/values/json.ts';
import type { Json } from '#shared/values/json.ts';

const charactersMax = 120;

/** A run's arguments on one line: `n = 500, data = airquality.csv`. */
export function describeArguments(args: RunRecord['arguments']): string {
  const text = Object.entries(args)
    .map(([name, json]) => `${name} = ${describe(json)}`)
    .join(', ');
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text;
}

function describe(json: Json): string {
  if (json !== null && typeof json === 'object' && !isJsonList(json)) {
    if (typeof json['$file'] === 'string') return json['$file'].split(/[\\/]/).at(-1) ?? '';
    if ('$table' in json) return 'a table';
  }
  if (typeof json === 'string')
    return json.length > 40 ? `${JSON.stringify(json.slice(0, 40))}…` : JSON.stringify(json);
  const text = JSON.stringify(valueToPlainJson(jsonToValue(json)));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
