import { setImmediate } from 'node:timers/promises';

/** Lets everything else that waits have its turn: a table of millions of rows must not hold up the core. */
export async function giveWay(): Promise<void> {
  await setImmediate();
}
