import { expect, test } from 'vitest';

import { createBehindGuesses } from './guess-behind.ts';

const project = (id: string) => ({ entity: 'project', id });

test('what the last pushes of a person hung on is guessed for the next, a few of it, and nothing of others', () => {
  const guesses = createBehindGuesses();
  expect(guesses.of('ada')).toEqual([]);
  guesses.note('ada', [project('1'), project('2')]);
  guesses.note('bob', [project('3')]);
  guesses.note('ada', [project('1'), { entity: 'workspace', id: '1' }]);
  expect(guesses.of('ada')).toEqual([project('2'), project('1'), { entity: 'workspace', id: '1' }]);
  for (let number = 10; number < 30; number += 1) guesses.note('ada', [project(String(number))]);
  expect(guesses.of('ada').map(({ id }) => id)).toEqual(['22', '23', '24', '25', '26', '27', '28', '29']);
  expect(guesses.of('bob')).toEqual([project('3')]);
});
