import { expect, test } from 'vitest';

import { parseCellWord } from './cell-words.ts';
import type { End } from '../object-entities.ts';

const yes = (own: End | null, other: End | null = null) => ({ kind: 'yes', own, other });

test.each([
  ['', { kind: 'empty' }],
  ['  ', { kind: 'empty' }],
  ['no', { kind: 'no' }],
  ['–', { kind: 'no' }],
  ['✓', yes(null)],
  ['X', yes(null)],
  ['has many', yes('0..*')],
  ['Has one', yes('1')],
  ['1:N', yes('0..*', '1')],
  ['1 : n', yes('0..*', '1')],
  ['N:M', yes('0..*', '0..*')],
  ['one to many', yes('0..*', '1')],
  ['0..*', yes('0..*')],
  ['1..*', yes('1..*')],
  ['0..1:1..*', yes('1..*', '0..1')],
  ['?:0..1', yes('0..1', null)],
  ['1, 0..*', { kind: 'several' }],
])('a cell with "%s" is read', (cell, word) => {
  expect(parseCellWord(cell)).toEqual(word);
});

test.each(['sometimes', '1:2:3', '7', 'a:b'])('a cell with "%s" says nothing that is known', (cell) => {
  expect(parseCellWord(cell)).toBeUndefined();
});
