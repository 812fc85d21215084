import { expect, test } from 'vitest';

import { formatRecoveryCode, formatSecret, parseCode } from './factor-rules.ts';

const code = '0123456789ABCDEFGHJKMNPQ';

test.each([
  ['123456', { kind: 'time', digits: '123456' }],
  [' 123 456 ', { kind: 'time', digits: '123456' }],
  [formatRecoveryCode(code), { kind: 'recovery', code }],
  [code.toLowerCase(), { kind: 'recovery', code }],
  // What looks alike is the same.
  ['O1I3456789abcdefghjkmnpq', { kind: 'recovery', code: '0113456789ABCDEFGHJKMNPQ' }],
  ['12345', undefined],
  ['1234567', undefined],
  ['１２３４５６', undefined],
  [`${code}0`, undefined],
  ['U123456789ABCDEFGHJKMNPQ', undefined],
  ['', undefined],
])('%j is read as it is meant', (typed, meant) => {
  expect(parseCode(typed)).toEqual(meant);
});

test('codes and secrets are shown in groups of four', () => {
  expect(formatRecoveryCode(code)).toBe('0123-4567-89AB-CDEF-GHJK-MNPQ');
  expect(formatSecret('ABCDEFGH')).toBe('ABCD EFGH');
});
