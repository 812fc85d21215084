import { expect, test } from 'vitest';

import type { End } from '../object-entities.ts';
import { formatEnds, parseTypedCell } from './typed-cell.ts';

const one: readonly [string, End | null][] = [
  ['1', '1'],
  ['one', '1'],
  ['has one', '1'],
  ['0..1', '0..1'],
  ['0-1', '0..1'],
  ['*', '0..*'],
  ['has many', '0..*'],
  ['0 .. *', '0..*'],
  ['0…*', '0..*'],
  ['1..*', '1..*'],
  ['1+', '1..*'],
  ['1..N', '1..*'],
  ['x', null],
  ['✓', null],
  ['×', null],
];

test.each(one)('"%s" says how many there are in one direction', (text, end) => {
  expect(parseTypedCell(text)).toEqual({ ok: true, value: { kind: 'ends', ends: [{ end }] } });
});

const both: readonly [string, End | null, End | null][] = [
  ['1:n', '1', '0..*'],
  ['n:1', '0..*', '1'],
  ['n:m', '0..*', '0..*'],
  ['1 : 1', '1', '1'],
  ['1:1..*', '1', '1..*'],
  ['0..1:0..*', '0..1', '0..*'],
  ['one to many', '1', '0..*'],
  ['many_to_many', '0..*', '0..*'],
  ['?:n', null, '0..*'],
];

test.each(both)('"%s" says both directions', (text, reverseEnd, end) => {
  expect(parseTypedCell(text)).toEqual({ ok: true, value: { kind: 'ends', ends: [{ end, reverseEnd }] } });
});

test.each(['no', 'n', 'N', '-', '–', '0', 'none', '✗', 'has no'])('"%s" is an explicit no', (text) => {
  expect(parseTypedCell(text)).toEqual({ ok: true, value: { kind: 'no' } });
});

test('nothing clears, and a question mark asks', () => {
  expect(parseTypedCell('  ')).toEqual({ ok: true, value: { kind: 'clear' } });
  expect(parseTypedCell('? Who pays?')).toEqual({ ok: true, value: { kind: 'question', question: 'Who pays?' } });
});

test('several relationships of a pair are parted by commas', () => {
  expect(parseTypedCell('1, 0..*')).toEqual({
    ok: true,
    value: { kind: 'ends', ends: [{ end: '1' }, { end: '0..*' }] },
  });
});

test.each(['2', '1..2', 'lots', '=cmd', '1:', ':n', 'n:x:m', '1,,2', 'a'.repeat(100_000)])(
  'what is no cardinality is told',
  (text) => {
    const read = parseTypedCell(text);
    const problem = read.ok ? '' : read.failure.problem;
    expect(problem).toMatch(/^.{20,199}$/);
  },
);

test('what a cell shows is read again as the same', () => {
  const shown: readonly (End | null)[] = ['1', '0..1', '0..*', '1..*', null];
  expect(parseTypedCell(formatEnds(shown))).toEqual({
    ok: true,
    value: { kind: 'ends', ends: shown.map((end) => ({ end })) },
  });
});
