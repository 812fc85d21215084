import type { Duplex } from 'node:stream';

/** So that PostgreSQL carries out what is long while the next is made. */
const gatheredBytesMax = 16 * 1024;

/** What is asked in one go is written to the stream in one go: a write of its own for each statement costs more than to make it. */
export function gatherOn(stream: Duplex): <T>(ask: () => Promise<T>) => Promise<T> {
  let isGathering = false;
  const send = (): void => {
    if (!isGathering) return;
    isGathering = false;
    stream.uncork();
  };
  return async (ask) => {
    if (!isGathering) {
      isGathering = true;
      stream.cork();
      process.nextTick(send);
    }
    const asked = ask();
    if (stream.writableLength > gatheredBytesMax) send();
    return await asked;
  };
}

/** What was asked goes out now, so that the database carries it out while the work makes what it asks next. */
export async function afterSending<T>(work: () => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => {
    process.nextTick(resolve); // After that of whatever gathers what was asked before.
  });
  return await work();
}
