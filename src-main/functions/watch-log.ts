import { closeSync, fstatSync, openSync } from 'node:fs';

import type { LogPiece } from '#shared/functions/outcome.ts';

import { createBell } from '../rpc/watch-latest.ts';
import { nextLogLine, readLogWindow } from './log-file.ts';
import type { LogSource, RunLog } from './run-log.ts';

export type LogEvent = { pieces: LogPiece[]; skippedBytes: number };

export type LogReader = {
  /** A reader that is further behind leaves out what is between; null reads everything. */
  readonly behindBytesMax: number | null;
  readonly signal: AbortSignal;
};

/** The log so far at once, then what is added, until the run has ended. */
export async function* watchLog(log: RunLog, reader: LogReader): AsyncGenerator<LogEvent, void, void> {
  const bell = createBell(reader.signal);
  const stop = log.subscribe(bell.ring);
  const letGo = log.hold();
  try {
    let place = 0;
    do {
      const isEnded = log.isEnded();
      for await (const { next, ...event } of eventsFrom(log, place, reader)) {
        place = next;
        yield event;
      }
      if (isEnded) return;
    } while (await bell.waitForRing());
  } finally {
    letGo();
    stop();
  }
}

/** The log of a run that has ended. One that was collected is empty. */
export async function* readLog(path: string, reader: LogReader): AsyncGenerator<LogEvent, void, void> {
  const fd = openIfThere(path);
  if (fd === undefined) return;
  try {
    const end = fstatSync(fd).size;
    const source: LogSource = {
      sizeBytes: () => end,
      read: async (from) => await readLogWindow(fd, from, end),
      align: async (from) => await nextLogLine(fd, from, end),
    };
    for await (const { next: _next, ...event } of eventsFrom(source, 0, reader)) yield event;
  } finally {
    closeSync(fd);
  }
}

async function* eventsFrom(
  source: LogSource,
  from: number,
  { behindBytesMax, signal }: LogReader,
): AsyncGenerator<LogEvent & { readonly next: number }, void, void> {
  let place = from;
  while (place < source.sizeBytes() && !signal.aborted) {
    const isBehind = behindBytesMax !== null && source.sizeBytes() - place > behindBytesMax;
    const start = isBehind ? await source.align(source.sizeBytes() - behindBytesMax) : place;
    const { pieces, next } = await source.read(start);
    yield { pieces, skippedBytes: start - place, next };
    place = next;
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
