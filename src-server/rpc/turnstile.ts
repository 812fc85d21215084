import { createRowsInTurn } from '../db/rows-in-turn.ts';

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
  const rows = createRowsInTurn<() => void>();
  let waiting = 0;
  let working = 0;

  async function takePlace(who: string): Promise<void> {
    if (waiting >= waitingMax || rows.countOf(who) >= waitingOfOneMax) throw new TooBusy();
    waiting += 1;
    await new Promise<void>((resolve) => rows.add(who, resolve));
  }

  function passOn(): void {
    const next = rows.shift();
    if (next === undefined) {
      working -= 1;
      return;
    }
    waiting -= 1;
    next();
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

/** One of everybody's own: nobody waits for somebody else, and nobody has more than a few works under way. */
export function createOwnTurnstiles(limits: Pick<TurnstileLimits, 'atOnceMax' | 'waitingMax'>): Turnstile {
  const byWho = new Map<string, { readonly pass: Turnstile; count: number }>();
  return async (who, work) => {
    const own = byWho.get(who) ?? {
      pass: createTurnstile({ ...limits, waitingOfOneMax: limits.waitingMax }),
      count: 0,
    };
    byWho.set(who, own);
    own.count += 1;
    try {
      return await own.pass(who, work);
    } finally {
      own.count -= 1;
      if (own.count === 0) byWho.delete(who);
    }
  };
}
