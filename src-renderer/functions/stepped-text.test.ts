import { expect, test } from 'vitest';

import type { Parameter } from '#shared/functions/parameter.ts';

import { steppedText } from './stepped-text.ts';

const parameter: Parameter = {
  name: 'x',
  type: 'number',
  isRequired: false,
  defaultSource: '0.95',
  defaultJson: 0.95,
  documentation: '',
  unit: null,
  choices: null,
  min: 0.5,
  max: 0.999,
};

test.each([
  ['', 1, '0.96'],
  ['0.7', 1, '0.8'],
  ['0.70', -1, '0.69'],
  ['0.99', 1, '1.00'],
  ['0.5', -1, '0.5'],
  ['NaN', 1, 'NaN'],
  ['many', 1, 'many'],
] as const)('%j stepped by %i is %j', (text, direction, expected) => {
  const range = text === '0.99' ? { ...parameter, max: 1 } : parameter;
  expect(steppedText(range, text, direction)).toBe(expected);
});

test('without a default the first step is the least there may be', () => {
  expect(steppedText({ ...parameter, defaultSource: null, defaultJson: undefined }, '', 1)).toBe('0.5');
});
