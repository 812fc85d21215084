import { expect, test } from 'vitest';

import { isolationHint, isolationName, parseLimit } from './setting-texts.ts';

test.each([
  ['', null],
  ['  ', null],
  ['12', 12],
  ['1,5', 1.5],
  ['0', undefined],
  ['-3', undefined],
  ['much', undefined],
  ['Infinity', undefined],
])('a limit typed as "%s" is %j', (text, value) => {
  expect(parseLimit('memoryLimitMb', text)).toBe(value);
});

test('processes are counted in whole numbers', () => {
  expect(parseLimit('processLimit', '8')).toBe(8);
  expect(parseLimit('processLimit', '8.5')).toBeUndefined();
});

test('where a session cannot be copied, one that was started ahead takes its place, and that is said', () => {
  const [julia, windows, r] = [
    { language: 'julia', platform: 'linux' },
    { language: 'python', platform: 'win32' },
    { language: 'r', platform: 'linux' },
  ] as const;
  expect(isolationName('fork', r)).toBe('a copy of a warm session');
  expect(isolationName('fork', julia)).toBe('a session started ahead');
  expect(isolationHint('fork', julia)).toContain('Julia cannot copy a session');
  expect(isolationHint('fork', windows)).toContain('Windows cannot copy a session');
});
