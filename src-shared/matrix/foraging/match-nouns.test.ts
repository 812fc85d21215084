import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { indexNouns, matchNouns } from './match-nouns.ts';
import { listWords, nounKey } from './noun-words.ts';

function mentionsOf(text: string, names: readonly string[], runs: readonly (readonly [number, number])[] = []) {
  const known = indexNouns(names.map(nounKey));
  const found = matchNouns(
    listWords(text),
    runs.map(([first, count]) => ({ first, count })),
    known,
  );
  return found.map(({ start, end }) => text.slice(start, end));
}

test('known nouns are found in plural, in capitals and as possessives', () => {
  expect(mentionsOf('Accounts of the ACCOUNT’s owner: an account', ['Account'])).toEqual([
    'Accounts',
    'ACCOUNT’s',
    'account',
  ]);
});

test('of nouns that overlap the longest is meant', () => {
  expect(mentionsOf('the account holder has an account', ['Account', 'Account holder'])).toEqual([
    'account holder',
    'account',
  ]);
  expect(mentionsOf('the account holder has an account', ['Account'], [[1, 2]])).toEqual(['account holder', 'account']);
});

test('a noun does not reach over the end of a sentence', () => {
  expect(mentionsOf('He has an account. Holder of it is she.', ['Account holder', 'Holder'])).toEqual(['Holder']);
});

test('mentions are in order, do not overlap, and each is what it is found as', () => {
  const word = fc.constantFrom('account', 'accounts', 'holder', 'plan', 'the', 'of', 'Account');
  const sentence = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
  const names = fc.array(fc.constantFrom('Account', 'Account holder', 'Plan', 'Holder of the plan'));
  const runs = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 4 })));
  fc.assert(
    fc.property(sentence, names, runs, (text, known, given) => {
      const words = listWords(text);
      const sorted = given
        .filter(([first, count]) => first + count <= words.length)
        .toSorted(([left], [right]) => left - right)
        .map(([first, count]) => ({ first, count }));
      let end = 0;
      for (const mention of matchNouns(words, sorted, indexNouns(known.map(nounKey)))) {
        expect(mention.start).toBeGreaterThanOrEqual(end);
        expect(nounKey(text.slice(mention.start, mention.end))).toBe(mention.key);
        end = mention.end;
      }
    }),
  );
});
