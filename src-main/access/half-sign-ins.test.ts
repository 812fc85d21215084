import { expect, test } from 'vitest';

import { createHalfSignIns } from './half-sign-ins.ts';

const device = { name: 'Machine', platform: 'linux' };
const begun = { device, email: 'ada@example.org' };
const half = (id: string) => ({ kind: 'code-needed' as const, id, secret: `secret of ${id}`, expiresAt: 1 });

test('what a server has given for the second step is told to no window, and found by its name', () => {
  const halves = createHalfSignIns();
  expect(halves.add('https://triptych.example.org', half('one'), begun)).toEqual({
    kind: 'code-needed',
    id: 'one',
    email: 'ada@example.org',
    expiresAt: 1,
  });
  expect(halves.find('one')).toEqual({
    at: 'https://triptych.example.org',
    given: { id: 'one', secret: 'secret of one', device },
  });
  halves.forget('one');
  expect(halves.find('one')).toBeUndefined();
});

test('of many that were begun, the oldest are forgotten', () => {
  const halves = createHalfSignIns();
  const ids = Array.from({ length: 11 }, (_, number) => `half ${String(number)}`);
  for (const id of ids) halves.add('https://triptych.example.org', half(id), begun);
  expect(ids.filter((id) => halves.find(id) === undefined)).toEqual(['half 0']);
});
