import { expect, test } from 'vitest';

import type { Parameter, ParameterType } from '#shared/functions/parameter.ts';

import { argumentsToFields, defaultText, fieldsToArguments, shownField } from './form-values.ts';
import type { FormFields, FormOutcome } from './form-values.ts';

function makeParameter(type: ParameterType, more: Partial<Parameter> = {}): Parameter {
  return {
    name: 'x',
    type,
    isRequired: false,
    defaultSource: null,
    documentation: '',
    unit: null,
    choices: null,
    min: null,
    max: null,
    ...more,
  };
}

function outcomeOf(parameter: Parameter, fields: FormFields): FormOutcome {
  return fieldsToArguments({ parameters: [parameter], language: 'python', fields });
}

test.each([
  ['integer', '5 000', 5000],
  ['integer', '9223372036854775807', { $integer: '9223372036854775807' }],
  ['number', '3', { $float: '3' }],
  ['number', '1e-3', 0.001],
  ['number', '-inf', { $float: '-Infinity' }],
  ['text', ' as typed ', ' as typed '],
  ['boolean', true, true],
  ['date', '2026-01-31', { $date: '2026-01-31' }],
  ['instant', '2026-01-31T12:00:00Z', { $instant: '2026-01-31T12:00:00.000Z' }],
  ['list', ['1', '2.5', 'a', 'true'], [1, 2.5, 'a', true]],
  ['list', '[[1], [2]]', [[1], [2]]],
  ['map', '{"a": 1}', { a: 1 }],
  ['table', '/data/a.csv', { $file: '/data/a.csv' }],
  ['any', '{"a": [1]}', { a: [1] }],
  ['any', 'just words', 'just words'],
] as const)('a %s field with %j is the argument %j', (type, field, expected) => {
  const { arguments: given, problems } = outcomeOf(makeParameter(type), { x: field });
  expect(problems).toEqual({});
  expect(given).toEqual({ x: expected });
});

test.each([
  ['integer', '1.5', 'Type a whole number such as 12.'],
  ['number', 'many', 'Type a number such as 3.5 or 1e-3.'],
  ['date', '2026-02-30x', 'Type a date like 2026-01-31.'],
  ['map', '[1]', 'Type a map in JSON, such as {"name": 1}.'],
] as const)('a %s field with %j cannot be sent', (type, field, problem) => {
  expect(outcomeOf(makeParameter(type), { x: field })).toEqual({ arguments: {}, problems: { x: problem } });
});

test('a number outside its range says the range', () => {
  const { problems } = outcomeOf(makeParameter('number', { min: 0, max: 1 }), { x: '2' });
  expect(problems).toEqual({ x: 'Type a number from 0 to 1.' });
});

test('what an earlier run was given is judged anew: the signature may take something else by now', () => {
  const parameter = makeParameter('choice', { choices: ['p', 'q'] });
  expect(outcomeOf(parameter, argumentsToFields({ x: 'p' }))).toEqual({ arguments: { x: 'p' }, problems: {} });
  expect(outcomeOf(parameter, argumentsToFields({ x: 'r' })).problems).toEqual({ x: 'Choose one of p, q.' });
});

test('an empty field takes the default, and is a problem where there is none', () => {
  expect(outcomeOf(makeParameter('number'), { x: ' ' })).toEqual({ arguments: {}, problems: {} });
  expect(outcomeOf(makeParameter('number', { isRequired: true }), {}).problems).toEqual({
    x: 'Needs a value: the function gives no default.',
  });
});

test('the arguments of an earlier run are shown, and sent again exactly', () => {
  const fields = argumentsToFields({ x: { $float: '3' } });
  expect(shownField(makeParameter('number'), fields.x)).toBe('3');
  expect(outcomeOf(makeParameter('number'), fields).arguments).toEqual({ x: { $float: '3' } });
});

test('a text that looks like a number is shown in quotes where anything may be typed', () => {
  expect(shownField(makeParameter('any'), { exact: '5' })).toBe('"5"');
  expect(shownField(makeParameter('text'), { exact: '5' })).toBe('5');
});

test('a default is shown as it would be typed, or in the words of the source', () => {
  expect(
    defaultText(makeParameter('list', { defaultSource: 'c(1, 2)', defaultJson: [{ $float: '1' }, { $float: '2' }] })),
  ).toBe('1, 2');
  expect(defaultText(makeParameter('map', { defaultSource: 'list(a = 1)', defaultJson: { a: 1 } }))).toBe(
    'list(a = 1)',
  );
  expect(defaultText(makeParameter('instant', { defaultSource: 'Sys.time()' }))).toBe('Sys.time()');
});
