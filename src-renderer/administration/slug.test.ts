import { expect, test } from 'vitest';

import { slugOf, slugProblem } from './slug.ts';

test.each([
  ['Café & Söhne', 'cafe-sohne'],
  ['  Example  Institute 2 ', 'example-institute-2'],
  ['李小龙', ''],
  ['a'.repeat(99) + ' b', 'a'.repeat(99)],
])('the short name of %j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test('what the server would refuse is told before', () => {
  for (const slug of ['', 'Big', 'a--b', '-a', 'a-', 'a b']) expect(slugProblem(slug)).toBeTypeOf('string');
  for (const slug of ['a', 'a-1', 'example-institute']) expect(slugProblem(slug)).toBeUndefined();
});
