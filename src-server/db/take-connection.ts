/*
 * Connections to PostgreSQL are opened only when those that are there stay taken. A new one has to be forked, and plans every
 * statement anew under row-level security: whoever asks first on it waits for a tenth of a second, while one of the others is free
 * after a few milliseconds. A burst of strangers would else have slowed down those who are signed in.
 */
import type { Pool, PoolClient } from 'pg';

/** Longer than most transactions take. */
const patienceMs = 25;

/** Takes a connection of the pool, which has at most so many. */
export function createConnectionTaker(pool: Pool, connectionsMax: number): () => Promise<PoolClient> {
  const waiting = new Set<() => void>();
  pool.on('release', () => {
    const [first] = waiting;
    first?.();
  });

  async function someIsReleased(): Promise<void> {
    await new Promise<void>((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, patienceMs);
      waiting.add(go);
    });
  }

  return async () => {
    const { idleCount, totalCount } = pool;
    // Where there is none, or no more may be, the pool knows what to do.
    if (idleCount === 0 && totalCount > 0 && totalCount < connectionsMax) await someIsReleased();
    return await pool.connect();
  };
}
