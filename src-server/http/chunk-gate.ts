/*
 * A chunk is in memory while it comes, and who sends one slowly keeps it there. So only so many come at once, few of them from one
 * session and from those who were not seen yet; the others are told to come again.
 */
import type { ServerResponse } from 'node:http';

export type ChunkGate = {
  /** Whether another one may be read; it counts until its answer has gone, or its connection. */
  readonly take: (token: string | null, answer: ServerResponse) => boolean;
};

/** 128 chunks take 64 MB. */
const atOnceMax = 128;
/** A device sends two. */
const ofSessionMax = 8;
/** Whoever has a token that is good is seen with the first that is answered. */
const ofStrangersMax = 16;

export function createChunkGate(isSeen: (token: string) => boolean): ChunkGate {
  const counts = new Map<string, number>();
  let all = 0;

  function add(key: string, change: number): void {
    all += change;
    const count = (counts.get(key) ?? 0) + change;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
  }

  return {
    take: (token, answer) => {
      const isKnown = token !== null && isSeen(token);
      const key = isKnown ? token : '';
      if (all >= atOnceMax || (counts.get(key) ?? 0) >= (isKnown ? ofSessionMax : ofStrangersMax)) return false;
      add(key, 1);
      answer.once('close', () => add(key, -1));
      return true;
    },
  };
}
