import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { foldWord, listWords, nounKey, nounName, titleOf } from './noun-words.ts';
import { singular } from './singular.ts';

test.each([
  ['profiles', 'profile'],
  ['categories', 'category'],
  ['addresses', 'address'],
  ['statuses', 'status'],
  ['status', 'status'],
  ['purchases', 'purchase'],
  ['boxes', 'box'],
  ['people', 'person'],
  ['movies', 'movie'],
  ['series', 'series'],
  ['analysis', 'analysis'],
  ['analyses', 'analysis'],
  ['criteria', 'criterion'],
  ['canvas', 'canvas'],
  ['canvases', 'canvas'],
  ['heroes', 'hero'],
  ['drives', 'drive'],
  ['ads', 'ad'],
  ['pies', 'pie'],
  ['childrens', 'child'],
])('the singular of %s is %s', (plural, expected) => {
  expect(singular(plural)).toBe(expected);
});

test('a singular has no other singular', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,12}(s|es|ies|ses|ches)?$/), (word) => {
      expect(singular(singular(word))).toBe(singular(word));
    }),
  );
});

test.each([
  ['Account Holders', 'account holder'],
  ['account-holder’s', 'account holder'],
  ['  ACCOUNT   holders ', 'account holder'],
  ['Café', 'cafe\u0301'.normalize('NFC')],
  ['حسابات', 'حسابات'],
  ['🎬', '🎬'],
  ['→', '→'],
])('%s is known as %s', (name, key) => {
  expect(nounKey(name)).toBe(key);
});

test('case, plural and possessive do not change what a noun is known by', () => {
  const name = fc.stringMatching(/^[a-z]{4,10}[bdfgmnpt]( [a-z]{4,10}[bdfgmnpt])?$/);
  fc.assert(
    fc.property(name, (noun) => {
      const key = nounKey(noun);
      for (const form of [noun.toUpperCase(), `${noun}s`, `${noun}'s`, `${noun}’s`, noun.replace(' ', '-')]) {
        expect(nounKey(form)).toBe(key);
      }
    }),
  );
});

test('the words of any text lie in it, in its order, and do not overlap', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      let end = 0;
      for (const word of listWords(text)) {
        expect(word.start).toBeGreaterThanOrEqual(end);
        expect(word.end).toBeGreaterThan(word.start);
        expect(word.folded).toBe(foldWord(text.slice(word.start, word.end)));
        end = word.end;
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('a word follows another over spaces and hyphens only', () => {
  expect(listWords('Sign-up form. New\nuser, too').map(({ folded, follows }) => [folded, follows])).toEqual([
    ['sign', false],
    ['up', true],
    ['form', true],
    ['new', false],
    ['user', true],
    ['too', false],
  ]);
});

test('words are found where none are set apart by spaces', () => {
  expect(listWords('顧客は注文を確認する').map(({ folded }) => folded)).toContain('注文');
});

test.each([
  ['account holders', 'account holder'],
  ['Watch  Lists', 'Watch List'],
  ['customers’', 'customer'],
  ["customer's", 'customer'],
  ['APIs', 'API'],
  ['TAXES', 'TAX'],
  ['status', 'status'],
])('%s is called %s', (found, name) => {
  expect(nounName(found)).toBe(name);
});

test('an object begins with a capital, whatever its letters take', () => {
  expect([titleOf('account'), titleOf('ärzte'), titleOf('🎬 film'), titleOf('')]).toEqual([
    'Account',
    'Ärzte',
    '🎬 film',
    '',
  ]);
});
