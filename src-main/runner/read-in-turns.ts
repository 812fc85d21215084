/*
 * Reads a stream so that it leaves the others their turn.
 *
 * The event loop hands over megabytes of one busy stream before it looks at the next; a function that prints without end
 * would so hold up the calls of every other session. A stream that has been handled for half a millisecond and has more waits
 * until the others have been looked at; meanwhile the pipe fills up, and the function that prints waits, as it would for a
 * slow terminal.
 */
import type { Readable } from 'node:stream';

export type Reading = {
  /** Calls back once all that was written before now has been read: at once, unless the stream waits its turn. */
  readonly whenCaughtUp: (listener: () => void) => void;
};

/** What libuv reads in one go; a shorter piece says that the stream is empty. */
const fullReadBytes = 64 * 1024;
/** A tenth of what a call of another session may be held up for at all. */
const turnMsMax = 0.5;

export function readInTurns(stream: Readable, take: (chunk: Buffer) => void): Reading {
  let spentMs = 0;
  /** Rises with each pause; an older round would otherwise say that the stream has caught up. */
  let pauseCount = 0;
  let isBehind = false;
  let waiting: (() => void)[] = [];

  stream.on('data', (chunk: Buffer) => {
    if (chunk.length < fullReadBytes) {
      spentMs = 0;
      take(chunk);
      return;
    }
    const startedMs = performance.now();
    take(chunk);
    spentMs += performance.now() - startedMs;
    if (spentMs < turnMsMax) return;
    pauseCount += 1;
    isBehind = true;
    stream.pause();
    setImmediate(resume);
  });
  stream.on('close', catchUp);

  function resume(): void {
    spentMs = 0;
    stream.resume();
    const pausesBefore = pauseCount;
    // The first comes before the loop reads again, the second after.
    setImmediate(() =>
      setImmediate(() => {
        if (pausesBefore === pauseCount) catchUp();
      }),
    );
  }

  function catchUp(): void {
    isBehind = false;
    const listeners = waiting;
    waiting = [];
    for (const listener of listeners) listener();
  }

  return {
    whenCaughtUp(listener) {
      if (isBehind) waiting.push(listener);
      else listener();
    },
  };
}
