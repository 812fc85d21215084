import { expect, test } from 'vitest';

import type { Language } from '../calls/language.ts';
import type { Json } from '../values/json.ts';
import type { Value } from '../values/value.ts';
import { argumentFromText, fitArguments } from './fit-arguments.ts';
import type { Parameter, ParameterType } from './parameter.ts';

function parameter(type: ParameterType, rest: Partial<Parameter> = {}): Parameter {
  return {
    name: 'x',
    type,
    isRequired: true,
    defaultSource: null,
    documentation: '',
    unit: null,
    choices: null,
    min: null,
    max: null,
    ...rest,
  };
}

function fit(one: Parameter, json: Json, language: Language = 'python') {
  return fitArguments({ parameters: [one], language, given: { x: json } });
}

const list: Value = [1n, 2.5, 'a'];

test.each<[ParameterType, Json, Value]>([
  ['integer', 5, 5n],
  ['integer', '5', 5n],
  ['integer', ' -7 ', -7n],
  ['integer', '1e3', 1000n],
  ['integer', { $float: '3' }, 3n],
  ['integer', { $integer: '9223372036854775807' }, 9_223_372_036_854_775_807n],
  ['number', 3, 3],
  ['number', '2.5', 2.5],
  ['number', 'NaN', Number.NaN],
  ['number', '-Inf', -Infinity],
  ['boolean', true, true],
  ['boolean', 'TRUE', true],
  ['boolean', 'no', false],
  ['text', '5', '5'],
  ['date', '2026-01-31', { kind: 'date', days: 20_484 }],
  ['instant', '2026-01-31T12:00+02:00', { kind: 'instant', micros: 1_769_853_600_000_000n }],
  ['list', [1, 2.5, 'a'], list],
  ['list', '1, 2.5, a', list],
  ['list', '[1, 2.5, "a"]', list],
  ['map', '{"a": 1}', { kind: 'map', entries: [['a', 1n]] }],
  ['any', 5, 5n],
  ['any', '5', '5'],
  ['any', null, null],
])('for %s, %j fits', (type, json, value) => {
  expect(fit(parameter(type), json)).toEqual({ ok: true, value: [{ parameter: 'x', value }] });
});

test.each<[ParameterType, Json, string, string]>([
  ['integer', 2.5, 'a whole number', '2.5'],
  ['integer', 'five', 'a whole number', '"five"'],
  ['integer', true, 'a whole number', 'true'],
  ['integer', null, 'a whole number', 'nothing'],
  ['number', '1,5', 'a number', '"1,5"'],
  ['boolean', 'maybe', 'true or false', '"maybe"'],
  ['text', 5, 'a text', '5'],
  ['date', '2026-02-30x', 'a date like 2026-01-31', '"2026-02-30x"'],
  ['date', '2026-02-30', 'a date like 2026-01-31', '"2026-02-30"'],
  ['list', { a: 1 }, 'a list like [1, 2, 3]', '{"a":1}'],
  ['map', '[1]', 'names with values like {"name": 1}', '"[1]"'],
  ['table', 5, 'a table: the path of a CSV, Parquet or Arrow file', '5'],
  ['any', { $nonsense: 1 }, 'a value', '{"$nonsense":1}'],
])('for %s, %j is refused: it takes %s', (type, json, expected, given) => {
  expect(fit(parameter(type), json)).toEqual({
    ok: false,
    failure: { kind: 'argument-invalid', parameter: 'x', expected, given },
  });
});

test('a range and a unit are kept, and told', () => {
  const ranged = parameter('integer', { min: 1, max: 100, unit: 'kg' });
  expect(fit(ranged, 100).ok).toBe(true);
  expect(fit(ranged, 101)).toMatchObject({ failure: { expected: 'a whole number from 1 to 100 (kg)', given: '101' } });
  expect(fit(parameter('number', { min: 0 }), 'NaN').ok).toBe(false);
});

test('a choice is one of its choices', () => {
  const choice = parameter('choice', { choices: ['mean', 'median'] });
  expect(fit(choice, 'median').ok).toBe(true);
  expect(fit(choice, 'mode')).toMatchObject({ failure: { expected: 'one of mean, median' } });
});

test('to R a whole number of no known type is a float, within lists and maps too', () => {
  expect(fit(parameter('any'), 5, 'r')).toEqual({ ok: true, value: [{ parameter: 'x', value: 5 }] });
  expect(fit(parameter('list'), [1, 2], 'r')).toEqual({ ok: true, value: [{ parameter: 'x', value: [1, 2] }] });
  expect(fit(parameter('integer'), 5, 'r')).toEqual({ ok: true, value: [{ parameter: 'x', value: 5n }] });
});

test('a table is the path of a file, written either way, or a table', () => {
  const path = { ok: true, value: [{ parameter: 'x', path: 'a.csv' }] };
  expect(fit(parameter('table'), 'a.csv')).toEqual(path);
  expect(fit(parameter('table'), { $file: 'a.csv' })).toEqual(path);
  expect(fit(parameter('any'), { $file: 'a.csv' })).toEqual(path);
  expect(fit(parameter('table'), { $table: { rowCount: 0, columns: [] } })).toMatchObject({
    ok: true,
    value: [{ value: { kind: 'table' } }],
  });
});

test('what is left out is left to the language, but for a table whose default is a file', () => {
  const parameters = [
    parameter('table', { name: 'data', isRequired: false, defaultSource: '"a.csv"', defaultJson: { $file: 'a.csv' } }),
    parameter('integer', { name: 'n', isRequired: false, defaultSource: '5', defaultJson: 5 }),
    parameter('text', { name: 'title' }),
  ];
  const request = { parameters, language: 'python' } as const;
  expect(fitArguments({ ...request, given: { title: 'T' } })).toEqual({
    ok: true,
    value: [
      { parameter: 'data', path: 'a.csv' },
      { parameter: 'title', value: 'T' },
    ],
  });
  expect(fitArguments({ ...request, given: {} })).toEqual({
    ok: false,
    failure: { kind: 'argument-missing', parameter: 'title' },
  });
  expect(fitArguments({ ...request, given: { tilte: 'T' } })).toEqual({
    ok: false,
    failure: { kind: 'argument-unknown', parameter: 'tilte', known: ['data', 'n', 'title'] },
  });
});

test('Julia gets the literal defaults before the last argument given, since it finds arguments by their place', () => {
  const optional = (name: string) =>
    parameter('integer', { name, isRequired: false, defaultSource: '1', defaultJson: 1 });
  const parameters = [optional('a'), optional('b'), optional('c')];
  expect(fitArguments({ parameters, language: 'julia', given: { b: 7 } })).toEqual({
    ok: true,
    value: [
      { parameter: 'a', value: 1n },
      { parameter: 'b', value: 7n },
    ],
  });
});

test('text of the command line is JSON only where the type cannot be told', () => {
  expect(argumentFromText(parameter('any'), '5')).toBe(5);
  expect(argumentFromText(parameter('any'), '[1, "a"]')).toEqual([1, 'a']);
  expect(argumentFromText(parameter('any'), 'null')).toBeNull();
  expect(argumentFromText(undefined, 'five')).toBe('five');
  expect(argumentFromText(parameter('text'), '5')).toBe('5');
  expect(argumentFromText(parameter('table'), 'a.csv')).toEqual({ $file: 'a.csv' });
});

test('a number whose default is a whole number takes any number, and keeps a whole one whole', () => {
  const counted = parameter('number', { isRequired: false, defaultSource: '5', defaultJson: 5 });
  expect(fit(counted, '7')).toEqual({ ok: true, value: [{ parameter: 'x', value: 7n }] });
  expect(fit(counted, 2.5)).toEqual({ ok: true, value: [{ parameter: 'x', value: 2.5 }] });
  expect(fit(counted, 'seven').ok).toBe(false);
});
