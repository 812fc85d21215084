import { expect, test } from 'vitest';

import { parameterTypes } from '../../functions/parameter.ts';
import type { Parameter } from '../../functions/parameter.ts';
import { columnTypes } from '../../values/value.ts';
import { attributeToParameter, columnToAttribute, identifierOf, parameterToAttribute } from './attribute-types.ts';
import type { FoundAttribute } from './attribute-types.ts';
import { dataTypes } from '../attribute-entities.ts';
import { validationProblems } from '../validation-rules.ts';

const attribute: FoundAttribute = {
  name: 'Seats',
  dataType: 'integer',
  isRequired: true,
  defaultValue: null,
  description: 'How many.\nAnd more.',
  validationRules: { min: '1', max: '9' },
};
const parameter: Parameter = {
  name: 'seats',
  type: 'integer',
  isRequired: true,
  defaultSource: null,
  documentation: 'How many.',
  unit: null,
  choices: null,
  min: 1,
  max: 9,
};

test('an integer with its range is the same from attribute to parameter and back', () => {
  expect(attributeToParameter(attribute)).toEqual(parameter);
  expect(parameterToAttribute(parameter)).toEqual({ ...attribute, name: 'seats', description: 'How many.' });
});

test.each(dataTypes)('an attribute of type %s keeps its type through a parameter', (dataType) => {
  const values = dataType === 'enum' ? { values: ['a', 'b'] } : {};
  const given = attributeToParameter({ ...attribute, dataType, validationRules: values });
  expect(parameterToAttribute(given, dataType)).toMatchObject({ dataType, validationRules: values });
});

test.each(parameterTypes)('a parameter of type %s gives an attribute whose rules are right', (type) => {
  const choices = type === 'choice' ? ['a', 'a', ''] : null;
  const { dataType, validationRules } = parameterToAttribute({ ...parameter, type, choices });
  expect(validationProblems(dataType, validationRules, null)).toEqual([]);
});

test.each(columnTypes)('a column of type %s gives an attribute, which gives a parameter', (type) => {
  const found = columnToAttribute({ name: 'x', type });
  expect(parameterTypes).toContain(attributeToParameter(found).type);
});

test('an enumeration without its values is text for a function', () => {
  expect(attributeToParameter({ ...attribute, dataType: 'enum', validationRules: {} }).type).toBe('text');
});

test.each([
  ['Created at', 'created_at'],
  ['createdAt', 'created_at'],
  ['2nd name', 'x_2nd_name'],
  ['class', 'the_class'],
  ['👍', 'value'],
  ['Größe (cm)', 'größe_cm'],
])('the identifier of "%s" is %s', (name, identifier) => {
  expect(identifierOf(name)).toBe(identifier);
});
