// Chance that can be repeated: everything a simulation does follows from one integer.

export type SimRandom = {
  /** Less than one, not less than zero. */
  readonly next: () => number;
  /** A whole number less than `end`. */
  readonly below: (end: number) => number;
  readonly chance: (probability: number) => boolean;
  /** Undefined of an empty list. */
  readonly pick: <T>(list: readonly T[]) => T | undefined;
};

/** Source: mulberry32 by Tommy Ettinger, public domain. */
export function createSimRandom(seed: number): SimRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)],
  };
}
