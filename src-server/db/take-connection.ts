/*
 * Connections to PostgreSQL are opened only when those that are there stay taken. A new one has to be forked, and plans every
 * statement anew under row-level security: whoever asks first on it waits for a tenth of a second, while one of the others is free
 * after a few milliseconds. A burst of strangers would else have slowed down those who are signed in.
 */
import type { Pool, PoolClient } from 'pg';

import { createWaitingRoom } from './waiting-room.ts';

/** Longer than most transactions take. */
const patienceMs = 25;

/** Takes a connection of the pool, which has at most so many. */
export function createConnectionTaker(pool: Pool, connectionsMax: number): () => Promise<PoolClient> {
  const room = createWaitingRoom(patienceMs);
  pool.on('release', () => room.callFirst());

  return async () => {
    const { idleCount, totalCount } = pool;
    // Where there is none, or no more may be, the pool knows what to do.
    if (idleCount === 0 && totalCount > 0 && totalCount < connectionsMax) await room.wait();
    return await pool.connect();
  };
}
