/*
 * Hashing in threads of their own, which on Linux give way to all others: a flood of guesses at passwords takes the processors
 * only while nobody else of this machine wants them, neither the thread that answers nor PostgreSQL.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { assert } from '#shared/base/assert.ts';

export type HashWork =
  | { readonly kind: 'hash'; readonly password: string }
  | { readonly kind: 'verify'; readonly password: string; readonly hash: string };

export type HashThreads = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (hash: string, password: string) => Promise<boolean>;
};

/** As many as work at once; they stay, and keep no process from ending. */
export function createHashThreads(): HashThreads {
  const idle: Worker[] = [];

  async function ask(work: HashWork): Promise<unknown> {
    const worker = idle.pop() ?? startThread();
    worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread's port, and no window's.
    worker.postMessage(work);
    const [answer] = (await once(worker, 'message')) as [unknown]; // Rejects where the thread has failed; then it is let go.
    worker.unref();
    idle.push(worker);
    return answer;
  }

  return {
    hash: async (password) => {
      const made = await ask({ kind: 'hash', password });
      assert(typeof made === 'string', 'A hash is a text.');
      return made;
    },
    verify: async (hash, password) => (await ask({ kind: 'verify', hash, password })) === true,
  };
}

function startThread(): Worker {
  const worker = new Worker(new URL('hash-worker.ts', import.meta.url));
  worker.on('error', () => undefined); // Whoever waits for it is told by `once`.
  return worker;
}
