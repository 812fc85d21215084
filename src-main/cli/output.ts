/*
 * Standard output as commands write to it: one piece after another, as fast as the reader takes them, and without a word when
 * there is no reader any more (`| head`).
 */
import { once } from 'node:events';

const closed = new AbortController();

/** Aborted when nobody reads standard output any more. */
export const outputClosed: AbortSignal = closed.signal;

/** Called once, at the start: from then on a reader that goes away is no error. */
export function watchOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
      if (stream === process.stdout) closed.abort();
    });
  }
}

/** Resolves when there is room for more. */
export async function writeOutput(text: string): Promise<void> {
  if (closed.signal.aborted || process.stdout.write(text)) return;
  try {
    await once(process.stdout, 'drain', { signal: closed.signal });
  } catch (error) {
    if (!closed.signal.aborted) throw error;
  }
}
