/*
 * One thread that reads and writes files, as the core sees it. It is asked one thing at a time, and ended when the answer
 * takes too long, takes too much memory, or is not wanted any more: whatever loop it is in, it leaves nothing behind.
 *
 * The heap's own limit (resourceLimits) is the second line: a thread that runs into it with one large allocation takes the
 * whole process down (Node 24), so memory is looked at from outside as it grows.
 */
import { Worker } from 'node:worker_threads';

import { builtThread } from '../store/built-thread.ts';

export type Thread<Question, Answer> = {
  /** Rejects with ThreadEnded when it had to be ended, or ended by itself. */
  readonly ask: (question: Question, limitMs: number, signal: AbortSignal) => Promise<Answer>;
  readonly isAlive: () => boolean;
  readonly end: () => Promise<void>;
};

/** `broken`: something was thrown in it that nothing caught, by a package that a broken file has led astray. */
export type EndReason = 'too-slow' | 'too-large' | 'unwanted' | 'broken';

export class ThreadEnded extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason, cause?: Error) {
    super(`The thread was ended: ${cause?.message ?? reason}.`, { cause });
    this.reason = reason;
  }
}

/** What JavaScript's objects may take, buffers not among them; the heap's own limit is far beyond, so that this one strikes. */
const heapBytesMax = 1024 ** 3;
const heapMbMax = 4096;
const memoryLookMs = 200;

export type ThreadOptions = {
  /** The thread's own file in the source; in the build it is an entry of that name. */
  readonly file: string;
  /** What buffers may take, such as columns while they are put together. */
  readonly bufferBytesMax: number;
};

export function startThread<Question, Answer>({ file, bufferBytesMax }: ThreadOptions): Thread<Question, Answer> {
  const worker = new Worker(builtThread(file), {
    execArgv: ['--disable-warning=ExperimentalWarning'], // What else the program was started with is not for a thread.
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
  });
  let isAlive = true;
  function onEnd(): void {
    isAlive = false;
  }
  worker.once('exit', onEnd).on('error', onEnd); // Whoever asks is told; one that nobody asks just ends.
  worker.unref(); // A program that is done need not wait for one that is idle.

  async function end(): Promise<void> {
    isAlive = false;
    await worker.terminate();
  }

  return {
    isAlive: () => isAlive,
    end,
    async ask(question, limitMs, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const onAbort = () => stop('unwanted');
      let why: EndReason = 'unwanted';
      let cause: Error | undefined;
      // Its file is closed when the thread is gone, so nobody is told before.
      const onExit = () => reject(new ThreadEnded(why, cause));
      const onError = (error: Error & { readonly code?: unknown }) => {
        why = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'broken';
        cause = error;
      };

      function stop(reason: EndReason): void {
        why = reason;
        void end();
      }

      if (signal.aborted) throw new ThreadEnded('unwanted');
      if (!isAlive) throw new ThreadEnded('broken'); // Between two questions: its end is told only once.
      const timer = setTimeout(() => stop('too-slow'), limitMs);
      const looks = setInterval(() => {
        void takesTooMuch(worker, bufferBytesMax).then((isTooMuch) => {
          if (isTooMuch && isAlive) stop('too-large');
        });
      }, memoryLookMs);
      signal.addEventListener('abort', onAbort);
      worker.on('message', resolve).on('error', onError).on('exit', onExit);
      worker.ref();
      try {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
        worker.postMessage(question);
        return await promise;
      } finally {
        clearTimeout(timer);
        clearInterval(looks);
        signal.removeEventListener('abort', onAbort);
        worker.off('message', resolve).off('error', onError).off('exit', onExit);
        worker.unref();
      }
    },
  };
}

async function takesTooMuch(worker: Worker, bufferBytesMax: number): Promise<boolean> {
  try {
    const { used_heap_size: heapBytes, external_memory: bufferBytes } = await worker.getHeapStatistics();
    return heapBytes > heapBytesMax || bufferBytes > bufferBytesMax;
  } catch {
    return false; // It has ended meanwhile.
  }
}
