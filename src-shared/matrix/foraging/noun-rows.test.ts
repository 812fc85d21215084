import { expect, test } from 'vitest';

import type { ObjectRecord } from '../object-entities.ts';
import type { KnownNoun } from './noun-states.ts';

import { contextAt, countStates, filterNounRows, listContexts, listNounRows, sortNounRows } from './noun-rows.ts';
import type { ForagedText } from './noun-rows.ts';
import { mentionsIn, readNouns } from './read-nouns.ts';

function forage(body: string): ForagedText {
  const steps = readNouns(body);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return { body, mentions: mentionsIn(step.value, ['plan']) };
}

const first = 'The account has a plan.\nA plan has tiers.';
const second = 'Each plan has tiers, and an account.';

function setupRows() {
  const byTextId = new Map([
    ['one', forage(first)],
    ['two', forage(second)],
  ]);
  // Only what the rows look at.
  const object = { id: 'o', name: 'Offer', rejection: null } as unknown as ObjectRecord;
  const known = new Map<string, KnownNoun>([['plan', { state: 'synonym', object }]]);
  return { byTextId, rows: listNounRows(['one', 'two'], byTextId, known) };
}

test('a noun is one row over all texts, with its count in each', () => {
  const { rows } = setupRows();
  expect(rows.map(({ name, state, count, countByTextId }) => [name, state, count, ...countByTextId.values()])).toEqual([
    ['account', 'candidate', 2, 1, 1],
    ['plan', 'synonym', 3, 2, 1],
    ['tier', 'candidate', 2, 1, 1],
  ]);
  expect(countStates(rows)).toEqual({ candidate: 2, accepted: 0, synonym: 1, rejected: 0 });
});

test('rows are sorted by count, name and first place', () => {
  const { rows } = setupRows();
  const names = (sort: Parameters<typeof sortNounRows>[1]) => sortNounRows(rows, sort).map(({ name }) => name);
  expect(names('count')).toEqual(['plan', 'account', 'tier']);
  expect(names('name')).toEqual(['account', 'plan', 'tier']);
  expect(names('place')).toEqual(['account', 'plan', 'tier']);
});

test('rows are filtered by state, words and text', () => {
  const { rows } = setupRows();
  const filtered = (change: object) =>
    filterNounRows(rows, { state: null, words: '', textId: null, ...change }).map(({ name }) => name);
  expect(filtered({ state: 'synonym' })).toEqual(['plan']);
  expect(filtered({ words: ' TIE ' })).toEqual(['tier']);
  expect(filtered({ textId: 'three' })).toEqual([]);
});

test('the contexts of a noun are its lines, in the order of the texts', () => {
  const { byTextId } = setupRows();
  const contexts = listContexts('plan', ['one', 'two'], { byTextId, countMax: 10 });
  expect(contexts.map(({ textId, before, found, after }) => [textId, before, found, after])).toEqual([
    ['one', 'The account has a ', 'plan', '.'],
    ['one', 'A ', 'plan', ' has tiers.'],
    ['two', 'Each ', 'plan', ' has tiers, and an account.'],
  ]);
  expect(listContexts('plan', ['one', 'two'], { byTextId, countMax: 2 })).toHaveLength(2);
});

test('a long line is cut at words on both sides', () => {
  const body = `${'before '.repeat(40)}noun${' after'.repeat(40)}`;
  const { before, after } = contextAt(body, 280, 284);
  expect([before.startsWith('…before'), after.endsWith('after…')]).toEqual([true, true]);
});
