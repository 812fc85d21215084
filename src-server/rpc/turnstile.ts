/** More wait than may: the caller is to come again in a moment. */
export class TooBusy extends Error {
  override name = 'TooBusy';
}

export type TurnstileLimits = { readonly atOnceMax: number; readonly waitingMax: number };

/** Lets a few work at once and the others wait in a row, up to a bound; beyond, throws `TooBusy`. */
export function createTurnstile({ atOnceMax, waitingMax }: TurnstileLimits): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let working = 0;
  return async (work) => {
    if (working >= atOnceMax) {
      if (waiting.length >= waitingMax) throw new TooBusy();
      await new Promise<void>((resolve) => void waiting.push(resolve));
    } else working += 1;
    try {
      return await work();
    } finally {
      // The turn goes to who waits longest, and is free when nobody does.
      const next = waiting.shift();
      if (next === undefined) working -= 1;
      else next();
    }
  };
}
