import { expect, test } from 'vitest';

import { noFilter, queryOf } from './audit-query.ts';

test('an empty filter asks for all', () => {
  expect(queryOf(noFilter)).toEqual({});
  expect(queryOf({ ...noFilter, search: '  ', fromDay: 'yesterday' })).toEqual({});
});

test('a day is asked for from its first moment to the first of the next', () => {
  expect(queryOf({ ...noFilter, fromDay: '2026-11-26', untilDay: '2026-11-30' })).toEqual({
    from: new Date(2026, 10, 26).getTime(),
    until: new Date(2026, 11, 1).getTime(),
  });
});

test('words, an action, a person and a record are asked for as they are', () => {
  expect(queryOf({ ...noFilter, search: ' ada ', action: 'user.edited', userId: 'u1', recordId: ' r1' })).toEqual({
    search: 'ada',
    action: 'user.edited',
    userId: 'u1',
    resourceId: 'r1',
  });
});
