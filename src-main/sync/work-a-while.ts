/** How long the core does nothing else: what comes from the server is carried out in pieces, each a transaction. */
const pieceMs = 4;

/** Carries out one after the other until the time is over, one at least; answers how many have been. */
export function workAWhile<T>(elapsedMs: () => number, things: readonly T[], carryOut: (thing: T) => void): number {
  const endMs = elapsedMs() + pieceMs;
  let count = 0;
  for (const thing of things) {
    if (count > 0 && elapsedMs() >= endMs) break;
    carryOut(thing);
    count += 1;
  }
  return count;
}
