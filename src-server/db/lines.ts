/*
 * Whose turn it is where many wait for little: one of each in turn, so that behind a hundred of somebody else's one's own is
 * the second; who takes long has fewer turns. What gives way (strangers', and what the server does by itself) comes after
 * everybody else's, but for one after so many of the others: a server that always has something to do is slow for strangers, and
 * not closed.
 */
import { createRowsInTurn } from './rows-in-turn.ts';

/** Of whom something is. */
export type Whose = {
  readonly who: string;
  readonly givesWay: boolean;
};

/** What no client waits for. */
export const serversOwn: Whose = { who: '', givesWay: true };

export type Lines<T> = {
  readonly add: (item: T, whose: Whose) => void;
  /** Whose turn it is; undefined where nobody waits. */
  readonly shift: () => T | undefined;
  /** What somebody was given took as long as so many turns beyond its own. */
  readonly charge: (whose: Whose, more: number) => void;
};

/** So many of the others go before one that gives way. */
export const goBefore = 16;

export function createLines<T>(): Lines<T> {
  const others = createRowsInTurn<T>();
  const givingWay = createRowsInTurn<T>();
  /** Of the others, while something gave way to them. */
  let gone = 0;
  return {
    add: (item, { who, givesWay }) => (givesWay ? givingWay : others).add(who, item),
    shift: () => {
      const isLet = !givingWay.isEmpty() && (others.isEmpty() || gone >= goBefore);
      gone = isLet || givingWay.isEmpty() ? 0 : gone + 1;
      return (isLet ? givingWay : others).shift();
    },
    charge: ({ who, givesWay }, more) => (givesWay ? givingWay : others).charge(who, more),
  };
}
