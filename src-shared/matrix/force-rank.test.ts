import { assert, nat, property, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';

import { answerQuestion, nextQuestion, questionsLeft, startRanking } from './force-rank.ts';

test('whoever answers by one order gets that order, with no more questions than were announced', () => {
  assert(
    property(uniqueArray(nat(500), { maxLength: 40 }), (numbers) => {
      let ranking = startRanking(numbers.map(String));
      const announced = questionsLeft(ranking);
      let asked = 0;
      for (let question = nextQuestion(ranking); question !== null; question = nextQuestion(ranking)) {
        ranking = answerQuestion(ranking, Number(question.one) < Number(question.other));
        asked += 1;
      }
      expect(ranking.ranked.map(Number)).toEqual(numbers.toSorted((one, other) => one - other));
      expect(asked).toBeLessThanOrEqual(announced);
    }),
  );
});
