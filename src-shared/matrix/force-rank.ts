/*
 * Ranking by comparing two at a time: each thing is put into the ranked list by asking where it stands against the middle of what
 * is left, so n things take about n log2 n questions, and fewer ties than a scale of numbers would.
 */

export type Ranking = {
  /** The most important first. */
  readonly ranked: readonly string[];
  readonly waiting: readonly string[];
  /** Where in `ranked` the first of `waiting` may still go: at [low, high]. */
  readonly low: number;
  readonly high: number;
};

export type Question = { readonly one: string; readonly other: string };

export function startRanking(ids: readonly string[]): Ranking {
  const [first, ...waiting] = ids;
  return { ranked: first === undefined ? [] : [first], waiting, low: 0, high: first === undefined ? 0 : 1 };
}

/** What to ask next; null when all are ranked. */
export function nextQuestion({ ranked, waiting, low, high }: Ranking): Question | null {
  const one = waiting[0];
  const other = ranked[Math.floor((low + high) / 2)];
  return one === undefined || other === undefined ? null : { one, other };
}

/** `isOneFirst`: the first of the question's two matters more. */
export function answerQuestion(ranking: Ranking, isOneFirst: boolean): Ranking {
  const [one, ...waiting] = ranking.waiting;
  if (one === undefined) return ranking;
  const middle = Math.floor((ranking.low + ranking.high) / 2);
  const [low, high] = isOneFirst ? [ranking.low, middle] : [middle + 1, ranking.high];
  if (low < high) return { ...ranking, low, high };
  const ranked = ranking.ranked.toSpliced(low, 0, one);
  return { ranked, waiting, low: 0, high: ranked.length };
}

/** At most so many questions are still to come. */
export function questionsLeft({ ranked, waiting, low, high }: Ranking): number {
  let count = waiting.length === 0 ? 0 : steps(high - low);
  for (let index = 1; index < waiting.length; index += 1) count += steps(ranked.length + index);
  return count;
}

function steps(size: number): number {
  return Math.ceil(Math.log2(size + 1));
}
