import { useEffect, useState } from 'react';

import { client } from '../rpc/client.ts';
import { createLogBook } from './log-lines.ts';
import type { LogBook } from './log-lines.ts';

/** How far the page may be behind a log before the core leaves out what is between: more than anybody scrolls through. */
const behindBytesMax = 1024 * 1024;

export type ShownLog = { readonly book: LogBook; readonly version: number; readonly isEnded: boolean };

/** What a run printed, as it prints it; drawn anew once a frame at most. */
export function useLog(runId: string, onFailure: (error: unknown) => void): ShownLog {
  const [log, setLog] = useState<ShownLog>(() => ({ book: createLogBook(), version: 0, isEnded: false }));
  useEffect(() => {
    const stop = new AbortController();
    const book = createLogBook(); // Each watch begins with the first line.
    let frame = 0;
    function show(isEnded: boolean): void {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setLog({ book, version: book.version(), isEnded }));
    }
    async function follow(): Promise<void> {
      const events = await client.runs.watchLog({ runId, behindBytesMax }, { signal: stop.signal });
      for await (const event of events) {
        if (stop.signal.aborted) return;
        book.add(event);
        show(false);
      }
      show(true);
    }
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) onFailure(error);
    });
    return () => {
      stop.abort();
      cancelAnimationFrame(frame);
    };
  }, [runId, onFailure]);
  return log;
}

/** The whole log as it was printed, also what the page let go. It ends with the run. */
export async function readWholeLog(runId: string): Promise<Blob> {
  const texts: string[] = [];
  for await (const { pieces } of await client.runs.watchLog({ runId }))
    texts.push(pieces.map(({ text }) => text).join(''));
  return new Blob(texts, { type: 'text/plain;charset=utf-8' });
}
