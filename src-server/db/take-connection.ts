/*
 * Connections to PostgreSQL are opened only when those that are there stay taken, and one after the other. A new one has to be
 * forked, and reads the catalogue and plans every statement anew: some fifteen milliseconds of a processor, for which everybody
 * waits where processors are few. Were one opened for each that waits, a moment of too much work would make itself longer.
 */
import type { Pool, PoolClient } from 'pg';

import { createLines, serversOwn } from './lines.ts';
import type { Whose } from './lines.ts';

/** Longer than most transactions take. */
const patienceMs = 25;

export type TakerOptions = {
  readonly connectionsMax: number;
  /** Who has waited so long for a connection is told that there is none. */
  readonly waitMsMax: number;
};

type Waiter = {
  readonly sinceMs: number;
  readonly resolve: (client: PoolClient | Promise<PoolClient>) => void;
  readonly reject: (error: unknown) => void;
};

/** Takes a connection of the pool, as `createLines` says whose turn it is. Nobody else may take any. */
export function createConnectionTaker(
  pool: Pool,
  { connectionsMax, waitMsMax }: TakerOptions,
): (whose?: Whose) => Promise<PoolClient> {
  const lines = createLines<Waiter>();
  /** In the order of asking. */
  const waiting = new Set<Waiter>();
  /** Idle ones that are on their way to somebody: the pool hands them over a moment later, and counts them until then. */
  let promised = 0;
  let isOpening = false;
  let timer: NodeJS.Timeout | undefined;
  pool.on('release', () => queueMicrotask(serve)); // It is idle when everybody has heard of it.
  pool.on('remove', serve);

  function serve(): void {
    while (waiting.size > 0 && pool.idleCount > promised) shift()?.resolve(takeIdle());
    if (waiting.size > 0 && pool.totalCount === 0) void open();
    watchFirst();
  }

  function shift(): Waiter | undefined {
    for (let next = lines.shift(); next !== undefined; next = lines.shift()) {
      if (waiting.delete(next)) return next; // The others have given up.
    }
    return undefined;
  }

  async function takeIdle(): Promise<PoolClient> {
    promised += 1;
    try {
      return await pool.connect();
    } finally {
      promised -= 1;
      queueMicrotask(serve);
    }
  }

  async function open(): Promise<void> {
    if (isOpening) return;
    isOpening = true;
    try {
      const client = await pool.connect();
      const first = shift();
      if (first === undefined) client.release();
      else first.resolve(client);
    } catch (error) {
      // As long as there are others, those who wait get one of them.
      if (pool.totalCount === 0) for (let each = shift(); each !== undefined; each = shift()) each.reject(error);
    } finally {
      isOpening = false;
      watchFirst();
    }
  }

  /** Looks again when who waits longest has waited for too long. */
  function watchFirst(): void {
    clearTimeout(timer);
    timer = undefined;
    const [first] = waiting;
    if (first === undefined) return;
    const waitedMs = performance.now() - first.sinceMs;
    timer = setTimeout(lookAtFirst, waitedMs < patienceMs ? patienceMs - waitedMs : patienceMs);
  }

  function lookAtFirst(): void {
    const nowMs = performance.now();
    for (const waiter of waiting) {
      if (nowMs - waiter.sinceMs < waitMsMax) break;
      waiting.delete(waiter);
      waiter.reject(new Error(`no connection became free within ${String(waitMsMax / 1000)} seconds`));
    }
    const [first] = waiting;
    if (first !== undefined && nowMs - first.sinceMs >= patienceMs && pool.totalCount < connectionsMax) void open();
    watchFirst();
  }

  return async (whose = serversOwn) =>
    await new Promise<PoolClient>((resolve, reject) => {
      const waiter = { sinceMs: performance.now(), resolve, reject };
      waiting.add(waiter);
      lines.add(waiter, whose);
      serve();
    });
}
