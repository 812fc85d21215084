import { setImmediate as nextTurn } from 'node:timers/promises';

import { createLines, serversOwn } from './lines.ts';
import type { Whose } from './lines.ts';

/** What takes no longer counts as little more than its turn. */
const turnMs = 1;

export type TurnLimits = {
  /** This many wait before more are refused. */
  readonly waitingMax: number;
  /** So long one waits; a transaction begun within another, which would wait for itself, ends so too. */
  readonly waitMsMax: number;
};

/**
 * Work one after another, as `createLines` says whose turn it is: who asks for what takes long has fewer turns, and as much of
 * the time as others who wait. Between two works the event loop turns: PGlite answers without
 * letting it, and who comes while others wait, or while one asks again and again, would not even be heard before they are done.
 */
export function createTurns({
  waitingMax,
  waitMsMax,
}: TurnLimits): <T>(work: () => Promise<T>, whose?: Whose) => Promise<T> {
  const lines = createLines<() => Promise<void>>();
  let waiting = 0;
  let isWorking = false;

  async function workOff(): Promise<void> {
    isWorking = true;
    await Promise.resolve(); // What is asked for together is all in line by then.
    for (let next = lines.shift(); next !== undefined; next = lines.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- One after another.
      await next();
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await nextTurn();
    }
    isWorking = false;
  }

  return async (work, whose = serversOwn) =>
    await new Promise((resolve, reject) => {
      if (waiting >= waitingMax) {
        reject(new Error('Too many transactions wait for the database.'));
        return;
      }
      waiting += 1;
      let hasGivenUp = false;
      const timer = setTimeout(() => {
        hasGivenUp = true;
        waiting -= 1;
        reject(new Error('A transaction has waited too long for its turn on the database.'));
      }, waitMsMax);
      lines.add(async () => {
        if (hasGivenUp) return;
        clearTimeout(timer);
        waiting -= 1;
        const beganMs = performance.now();
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        }
        lines.charge(whose, (performance.now() - beganMs) / turnMs);
      }, whose);
      if (!isWorking) void workOff();
    });
}
