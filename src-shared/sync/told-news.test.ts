import { expect, test } from 'vitest';

import type { Cursor, News } from './sync-protocol.ts';
import { createToldNews } from './told-news.ts';

function setup() {
  const here = { cursor: { epoch: 'e', seq: 5 } as Cursor | undefined, isReached: true };
  const told = createToldNews({
    cursor: () => here.cursor,
    deviceId: () => '0123456789abcdef',
    isReached: () => here.isReached,
  });
  return { here, told };
}

const news = (from: number, seq: number, more: Partial<News> = {}): News => ({
  epoch: 'e',
  from,
  seq,
  changes: [],
  parts: [],
  leftOut: [],
  ...more,
});

test('what follows on what is here is given until it is here, one after the other', () => {
  const { here, told } = setup();
  told.keep(news(5, 6));
  told.keep(news(6, 9));
  expect(told.next()).toEqual(news(5, 6));
  expect(told.next()).toEqual(news(5, 6));
  here.cursor = { epoch: 'e', seq: 6 };
  expect(told.next()).toEqual(news(6, 9));
  here.cursor = { epoch: 'e', seq: 9 };
  expect(told.next()).toBeUndefined();
});

test('what has been pulled meanwhile is nothing new', () => {
  const { here, told } = setup();
  told.keep(news(5, 6));
  told.keep(news(6, 7));
  here.cursor = { epoch: 'e', seq: 7 };
  expect(told.next()).toBeUndefined();
});

test.each([
  ['it begins later', news(6, 7)],
  ['it begins earlier and goes further', news(4, 7)],
  ['it is of another state of the server', news(5, 6, { epoch: 'other' })],
  ['it leaves out what another device has pushed', news(5, 6, { leftOut: ['0123456789abcdef', 'fedcba9876543210'] })],
])('it is missed, once, where %s', (_why, one) => {
  const { told } = setup();
  told.keep(one);
  expect(told.next()).toBe('missed');
  expect(told.next()).toBeUndefined();
});

test('what leaves out only what this device has pushed is taken', () => {
  const { told } = setup();
  told.keep(news(5, 6, { leftOut: ['0123456789abcdef'] }));
  expect(told.next()).toMatchObject({ seq: 6 });
});

test('what is of something that is reached no more, or comes before anything is known, is missed', () => {
  const { here, told } = setup();
  here.isReached = false;
  told.keep(news(5, 6, { parts: [{ scope: { kind: 'project', id: 'p' }, entity: 'comment' }] }));
  expect(told.next()).toBe('missed');
  here.cursor = undefined;
  told.keep(news(0, 1));
  expect(told.next()).toBe('missed');
});

test('more than is kept is missed when what is kept has been taken', () => {
  const { here, told } = setup();
  for (let seq = 6; seq < 100; seq += 1) told.keep(news(seq - 1, seq));
  let taken = 0;
  for (let next = told.next(); next !== 'missed'; next = told.next()) {
    if (next === undefined) throw new Error('It has forgotten that something is missing.');
    here.cursor = { epoch: 'e', seq: next.seq };
    taken += 1;
  }
  expect(taken).toBe(50);
  expect(told.next()).toBeUndefined();
});
