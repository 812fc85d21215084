/*
 * Some calls must not tell whether there is somebody, and so not by their time either: a person in three organisations has three
 * passwords to be looked at, one who has asked often gets no further mail. Their answers wait for the next of a few moments after
 * the question, so that all that takes less than the first takes the same.
 */
import type { ServerCallMeta } from '#shared/rpc/server-contract.ts';

/** Ten times what the longest of them takes while nothing else is asked. */
const everyMs = 250;

/** How much longer an answer is held that has taken so long. */
export function heldMs(tookMs: number): number {
  return everyMs * Math.max(1, Math.ceil(tookMs / everyMs)) - tookMs;
}

/** `startedMs` as `performance.now()` tells it. */
export type EvenAnswers = (call: string, startedMs: number) => Promise<void>;

export const holdAnswer: EvenAnswers = async (_call, startedMs) => {
  const waitMs = heldMs(performance.now() - startedMs);
  await new Promise((resolve) => void setTimeout(resolve, waitMs));
};

/** Who is told to come again is told so alike, and at once: it is what keeps a flood cheap. */
export function isHeld({ answersEvenly }: ServerCallMeta, outcome: string): boolean {
  if (answersEvenly === 'never' || outcome === 'too-many-requests') return false;
  return answersEvenly === 'always' || outcome !== 'ok';
}
