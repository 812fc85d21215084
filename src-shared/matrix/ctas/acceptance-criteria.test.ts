import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';

import {
  countScenarios,
  formatCriteria,
  keywords,
  newLine,
  newScenario,
  parseCriteria,
  withKeyword,
} from './acceptance-criteria.ts';

test('any text comes back as it was, character by character', () => {
  const word = oneof(constantFrom(...keywords, 'given', ' - When:', '\r', '\t', '\n', ':', '  '), string());
  assert(
    property(array(word), (words) => {
      const text = words.join('');
      expect(formatCriteria(parseCriteria(text))).toBe(text);
    }),
  );
});

test('a scenario is read line by line, whatever its indent and case', () => {
  const text =
    'Scenario: pause\n  Given an active account\n  when it is paused\nThen nothing is billed\nKept for 10 months';
  expect(parseCriteria(text).map(({ keyword, text: said }) => [keyword, said])).toEqual([
    ['Scenario', 'pause'],
    ['Given', 'an active account'],
    ['When', 'it is paused'],
    ['Then', 'nothing is billed'],
    [null, 'Kept for 10 months'],
  ]);
});

test('a word that only begins like a keyword is free text', () => {
  expect(parseCriteria('Andrea is told')).toEqual([
    { keyword: null, lead: '', written: '', gap: '', text: 'Andrea is told' },
  ]);
});

test('a line said with another keyword keeps its text and its indent', () => {
  const [line] = parseCriteria('  Given a card');
  expect(line === undefined ? '' : formatCriteria([withKeyword(line, 'And')])).toBe('  And a card');
});

test('a new scenario is a text that is read as one', () => {
  const text = formatCriteria([...newScenario, newLine('Given', 'another')]);
  expect(text).toBe('Scenario: \nGiven \nWhen \nThen \nGiven another');
  expect(countScenarios(parseCriteria(text))).toBe(2);
});
