import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { nounKey } from './noun-words.ts';

import { cutText, mentionsIn, readNouns } from './read-nouns.ts';
import type { Reading } from './read-nouns.ts';

function read(body: string, before?: Reading): { readonly reading: Reading; readonly steps: number } {
  const steps = readNouns(body, before);
  let count = 0;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { reading: step.value, steps: count };
    count += 1;
  }
}

function nounsOf(body: string, known: readonly string[] = []): { readonly [name: string]: number } {
  const { nouns } = mentionsIn(read(body).reading, known.map(nounKey));
  return Object.fromEntries(nouns.map(({ name, count }) => [name, count]));
}

test('nouns are proposed in the singular, counted in every form', () => {
  expect(
    nounsOf(
      "The account holder opens a customer's profile. Profiles have watchlists, and account holders share the profile with kids.",
    ),
  ).toEqual({ 'account holder': 2, customer: 1, profile: 3, watchlist: 1, kid: 1 });
});

test('pronouns, dates and amounts are no candidates', () => {
  expect(Object.keys(nounsOf('We sent them an invoice on Monday for $20.'))).toEqual(['invoice']);
});

test('what the model knows is counted, also where the tagger sees no noun', () => {
  expect(nounsOf('Please watch and rate it. The rate is good.', ['Watch', 'Rate'])).toMatchObject({
    watch: 1,
    rate: 2,
  });
});

test('a text in another language falls back to its frequent and capitalised words', () => {
  const { isEnglish, nouns } = mentionsIn(
    read('Der Kunde eröffnet ein Konto. Das Konto gehört dem Kunden.').reading,
    [],
  );
  expect(isEnglish).toBe(false);
  expect(nouns.map(({ name }) => name)).toEqual(['Kunde', 'Konto', 'Kunden']);
});

const paragraph = 'The editor schedules a title for a region, and every viewer of that region sees the title.\n';

test('after an edit only the pieces around it are read again', () => {
  const body = paragraph.repeat(400);
  const first = read(body);
  expect(first.steps).toBeGreaterThan(8);
  const edited = `${body.slice(0, 18_000)} a new noun${body.slice(18_000)}`;
  const second = read(edited, first.reading);
  expect(second.steps).toBeLessThan(5);
  expect(mentionsIn(second.reading, [])).toEqual(mentionsIn(read(edited).reading, []));
});

test('pieces make up the text again', () => {
  const text = fc.array(fc.constantFrom(paragraph, 'x'.repeat(12_000), '😀'.repeat(6000), '\n', 'a b. '), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, (parts) => {
      const body = parts.join('');
      const pieces = [...cutText(body)];
      expect(pieces.join('')).toBe(body);
      expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('counts, first places and places agree', () => {
  const words = fc.array(
    fc.constantFrom('the', 'account', 'Accounts', 'holder', 'pays', 'plan.', 'plans', 'and', '\n'),
    {
      maxLength: 80,
    },
  );
  fc.assert(
    fc.property(words, (given) => {
      const body = given.join(' ');
      const { nouns, nounIndexes, starts, ends } = mentionsIn(read(body).reading, ['plan']);
      for (const [index, noun] of nouns.entries()) {
        const places = [...nounIndexes].flatMap((nounIndex, place) => (nounIndex === index ? [place] : []));
        expect(places).toHaveLength(noun.count);
        expect(starts[places[0] ?? -1]).toBe(noun.firstStart);
        for (const place of places) expect(nounKey(body.slice(starts[place], ends[place]))).toBe(noun.key);
      }
    }),
    { numRuns: 50 },
  );
});
