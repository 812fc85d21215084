import type { CallOutcome } from '../src-main/runner/call.ts';
import { valueToJson } from '../src-shared/values/value-json.ts';
import type { Value } from '../src-shared/values/value.ts';
import type { Random } from './seeded-random.ts';

/** Of the kinds that come back from every language as they went. */
export function randomValue(random: Random, depth: number): Value {
  const kind = Math.floor(random() * (depth === 0 ? 4 : 5));
  switch (kind) {
    case 0:
      return random() * 1e9;
    case 1:
      return BigInt(Math.floor(random() * 1e9));
    case 2:
      return random() < 0.5;
    case 3:
      return `text é ${String(random())}`;
    default: {
      const names = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => `name${String(index)}`);
      return { kind: 'map', entries: names.map((name) => [name, randomValue(random, depth - 1)] as const) };
    }
  }
}

export function isValue(outcome: CallOutcome, value: Value): boolean {
  return outcome.kind === 'done' && plain(outcome.value) === plain(value);
}

function plain(value: Value): string {
  return JSON.stringify(valueToJson(value));
}

/** A table of one column that counts from 0. */
export function isCounting({ kind, ...rest }: CallOutcome, rowCount: number): boolean {
  if (kind !== 'done' || !('value' in rest)) return false;
  const { value } = rest;
  if (value === null || typeof value !== 'object' || !('kind' in value) || value.kind !== 'table') return false;
  const column = value.columns[0]?.column;
  if (column?.type !== 'float' || column.data.length !== rowCount) return false;
  return column.data.every((number, row) => number === row);
}

export function isFailure(outcome: CallOutcome, kind: string): boolean {
  return outcome.kind === 'failed' && outcome.failure.kind === kind;
}
