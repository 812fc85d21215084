import { expect, test } from 'vitest';
import { z } from 'zod';

import type { Json } from '#shared/values/json.ts';
import { jsonToValue } from '#shared/values/value-json.ts';
import type { Value } from '#shared/values/value.ts';

import type { Call } from './call.ts';
import { failureOf, setupPython } from './python.harness.ts';
import { readCases } from './runner.harness.ts';

const json = z.json() as z.ZodType<Json>; // zod's own JSON type is the same, but for readonly.
const { cases } = z
  .object({
    cases: z.array(
      z.object({ name: z.string(), value: json, times: z.number().default(1), refused: z.looseObject({}).default({}) }),
    ),
  })
  .parse(readCases('values'));

const withPandas = 'import numpy, pandas\n';

function list(...values: Json[]): Json {
  return values;
}

/** What comes back of a shared case from a function that has imported pandas, where it is not the value itself. */
const backWithPandas: Readonly<Record<string, Json>> = {
  // A list stays a list, and has no type while it is empty.
  ...Object.fromEntries(
    ['float', 'integer', 'boolean', 'text', 'decimal', 'bytes', 'complex', 'date', 'instant', 'duration'].map(
      (type) => [`an empty vector of type ${type}`, list()] as const,
    ),
  ),
  // A dict of columns is how Python writes a table, when it is the whole result.
  'a map of equally long lists': {
    $table: {
      rowCount: 2,
      columns: [
        { name: 'a', type: 'integer', values: [1, 2] },
        { name: 'b', type: 'text', values: ['x', 'y'] },
      ],
    },
  },
  // numpy has no names of rows and columns, and no category.
  'a matrix with names': { $array: { shape: [2, 2], type: 'float', values: [1, 2, 3, 4.5] } },
  'a matrix with names of its columns only': { $array: { shape: [1, 2], type: 'integer', values: [1, 2] } },
  'an array of three dimensions with names': {
    $array: { shape: [1, 2, 2], type: 'text', values: ['a', 'b', 'c', 'd'] },
  },
  'a matrix of categories': { $array: { shape: [2, 2], type: 'text', values: ['a', 'b', 'b', 'a'] } },
  // Nothing tells an empty column of days from one of moments.
  'a table without rows': {
    $table: {
      rowCount: 0,
      columns: ['float', 'integer', 'text', 'boolean', 'instant', 'instant'].map((type, place) => ({
        name: 'fntbdi'.charAt(place),
        type,
        values: [],
      })),
    },
  },
  // An empty column of objects says nothing of its type.
  'a table without rows of the other types': {
    $table: {
      rowCount: 0,
      columns: ['text', 'text', 'complex', 'duration'].map((type, place) => ({
        name: 'mbzt'.charAt(place),
        type,
        values: [],
      })),
    },
  },
};

test('a function with pandas and numpy gives back every value that it is given', async () => {
  const { give, call } = setupPython({ hasPackages: true });
  const got: Record<string, unknown> = {};
  const wanted: Record<string, unknown> = {};
  for (const { name, value, times, refused } of cases) {
    const sent = typeof value === 'string' ? value.repeat(times) : value;
    const args: Call['args'] = [['x', jsonToValue(sent)]];
    const source = `${withPandas}def f(x): return x`;
    // A DataFrame may have a name twice.
    if ('python' in refused && !name.includes('column name')) {
      got[name] = failureOf(await call(source, args)).kind;
      wanted[name] = 'argument-refused';
    } else {
      got[name] = await give(source, args);
      wanted[name] = name in backWithPandas ? backWithPandas[name] : sent;
    }
  }
  expect(got).toEqual(wanted);
});
