import { expect, test } from 'vitest';

import { findByWords } from './find-by-words.ts';

const objects = [
  { name: 'Subscription', synonyms: ['Membership'] },
  { name: 'Account', synonyms: ['Household'] },
  { name: 'Account holder', synonyms: [] },
  { name: 'حساب', synonyms: [] },
];
const names = (words: string, likeName?: string) => findByWords(objects, words, likeName).map(({ name }) => name);

test('a whole name comes before a beginning, that before a part, and letters in their order are enough', () => {
  expect(names('account')).toEqual(['Account', 'Account holder']);
  expect(names('hold')).toEqual(['Account holder', 'Account']);
  expect(names('sbs')).toEqual(['Subscription']);
  expect(names('member')).toEqual(['Subscription']);
  expect(names('حسا')).toEqual(['حساب']);
  expect(names('xyz')).toEqual([]);
});

test('where nothing is typed the likest name comes first', () => {
  expect(names('', 'accounts')[0]).toBe('Account');
  expect(names('', 'subscriber')[0]).toBe('Subscription');
});
