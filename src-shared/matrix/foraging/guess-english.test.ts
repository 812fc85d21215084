import { expect, test } from 'vitest';

import { frequentWords, isEnglish } from './guess-english.ts';
import { listWords } from './noun-words.ts';

test.each([
  ['The customer opens an account and chooses a plan.', true],
  ['Customer, Invoice, Order', true],
  ['Der Kunde eröffnet ein Konto und wählt einen Tarif.', false],
  ['Le client ouvre un compte et choisit une offre.', false],
  ['El cliente abre una cuenta y elige un plan.', false],
  ['De klant opent een rekening en kiest een abonnement.', false],
  ['Клиент открывает счёт и выбирает тариф.', false],
  ['يفتح العميل حسابا ويختار خطة', false],
  ['顧客は口座を開設し、プランを選択する', false],
])('%s', (text, expected) => {
  expect(isEnglish(text, listWords(text))).toBe(expected);
});

function likely(text: string): readonly string[] {
  const words = listWords(text);
  return frequentWords(text, words).map(({ first }) => text.slice(words[first]?.start, words[first]?.end));
}

test('where nouns have capitals, these are the candidates, also where one begins a sentence', () => {
  expect(likely('Der Kunde eröffnet ein Konto. Konto und Tarif wählt er selbst.')).toEqual([
    'Kunde',
    'Konto',
    'Konto',
    'Tarif',
  ]);
});

test('where they have none, words that come often are, but no function words', () => {
  expect(likely('le client ouvre le compte, et le client choisit')).toEqual(['client', 'client']);
});
