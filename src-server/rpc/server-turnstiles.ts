/* How many of whom are served at once. */
import type { ServerDatabase } from '../db/server-database.ts';
import { createAbout, leavingRoom, usualRoom } from './leave-room.ts';
import { createSpareTime } from './spare-time.ts';
import { createOwnTurnstiles, createTurnstile } from './turnstile.ts';
import type { Turnstile } from './turnstile.ts';

/**
 * A flood of strangers would leave nothing for those who are signed in. So only a few strangers are served at once and when
 * there is time to spare, the next wait outside, in turn by address, and more than that are told to come again.
 */
export function createStrangersTurnstile(): Turnstile {
  const pass = createTurnstile({ atOnceMax: 2, waitingMax: 200, waitingOfOneMax: 40 });
  const spareTime = createSpareTime();
  return async (who, work) =>
    await pass(who, async () => {
      await spareTime();
      return await work();
    });
}

/**
 * `people`: whoever asks for much at once (twenty pushes that wait for one another in the database) would have all connections,
 * and everybody else would wait until one of those is over. `heavy`: what moves hundreds of records holds the thread for ten to
 * thirty milliseconds at a time; two are enough that one is carried out while the other is read, and one is where the database
 * is on the same thread. leave-room.ts says how often.
 */
export function createPeoplesTurnstiles({
  kind,
  connections,
}: {
  readonly kind: ServerDatabase['kind'];
  readonly connections: number;
}): { readonly people: Turnstile; readonly heavy: Turnstile } {
  const about = createAbout(usualRoom.nowMs);
  const noting =
    (pass: Turnstile): Turnstile =>
    async (who, work) => {
      about.note(who);
      return await pass(who, work);
    };
  const atOnceMax = Math.max(2, Math.floor(connections / 4));
  return {
    people: noting(createOwnTurnstiles({ atOnceMax, waitingMax: 200 })),
    heavy: noting(
      leavingRoom(createOwnTurnstiles({ atOnceMax: kind === 'pglite' ? 1 : 2, waitingMax: 200 }), about, usualRoom),
    ),
  };
}
