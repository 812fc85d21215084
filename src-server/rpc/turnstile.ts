/** More wait than may: the caller is to come again in a moment. */
export class TooBusy extends Error {
  override name = 'TooBusy';
}

export type TurnstileLimits = {
  readonly atOnceMax: number;
  /** In all. */
  readonly waitingMax: number;
  /** Of one: who comes with many leaves places for the others. */
  readonly waitingOfOneMax: number;
};

/** `who`: whose work it is. */
export type Turnstile = <T>(who: string, work: () => Promise<T>) => Promise<T>;

/**
 * Lets a few work at once and the others wait, up to bounds; beyond, throws `TooBusy`. Those who wait are served in turn, one
 * work of each: behind a hundred of somebody else's, one's own is the second.
 */
export function createTurnstile({ atOnceMax, waitingMax, waitingOfOneMax }: TurnstileLimits): Turnstile {
  /** In the order in which it is their turn; nobody's row is empty. */
  const rows = new Map<string, (() => void)[]>();
  let waiting = 0;
  let working = 0;

  async function takePlace(who: string): Promise<void> {
    const row = rows.get(who) ?? [];
    if (waiting >= waitingMax || row.length >= waitingOfOneMax) throw new TooBusy();
    rows.set(who, row);
    waiting += 1;
    await new Promise<void>((resolve) => void row.push(resolve));
  }

  function passOn(): void {
    for (const [who, row] of rows) {
      const next = row.shift();
      rows.delete(who);
      if (row.length > 0) rows.set(who, row); // At the end: now it is the others' turn.
      if (next === undefined) continue;
      waiting -= 1;
      next();
      return;
    }
    working -= 1;
  }

  return async (who, work) => {
    if (working >= atOnceMax) await takePlace(who);
    else working += 1;
    try {
      return await work();
    } finally {
      passOn();
    }
  };
}
