import { argumentText } from '#shared/functions/arguments-text.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

const charactersMax = 120;
const valueCharsMax = 40;

/** A run's arguments on one line: `n = 500, data = airquality.csv`. */
export function describeArguments(args: RunRecord['arguments']): string {
  const text = Object.entries(args)
    .map(([name, json]) => `${name} = ${argumentText(json, valueCharsMax)}`)
    .join(', ');
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text;
}
