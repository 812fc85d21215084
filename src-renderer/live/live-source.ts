/*
 * A watch of the core that several components share: begun when the first one looks, ended some time after the last one has
 * stopped looking, begun anew when the connection comes back. What it shows stays on screen meanwhile.
 */
import type { CoreConnection } from '../rpc/connect.ts';
import { pause } from './pause.ts';

/** Time for which a watch outlives its last reader: a page that is left and entered again does not begin at nothing. */
const lingerMs = 2000;

/** Pause before a watch that broke for another reason than the connection is tried again. */
const retryMs = 1000;

export type LiveSource<T> = {
  readonly getSnapshot: () => T;
  readonly subscribe: (onChange: () => void) => () => void;
};

export type LiveSourceOptions<Event, T> = {
  readonly connection: Pick<CoreConnection, 'getState' | 'whenOpen'>;
  readonly watch: (signal: AbortSignal) => Promise<AsyncIterable<Event>>;
  readonly initial: T;
  /** The next snapshot; the same one where nothing changed for the reader. */
  readonly apply: (snapshot: T, event: Event) => T;
  readonly onEnd: () => void;
};

export function createLiveSource<Event, T>(options: LiveSourceOptions<Event, T>): LiveSource<T> {
  const listeners = new Set<() => void>();
  let snapshot = options.initial;
  let running: AbortController | undefined;
  let lingering: ReturnType<typeof setTimeout> | undefined;

  function take(event: Event): void {
    const next = options.apply(snapshot, event);
    if (next === snapshot) return;
    snapshot = next;
    for (const listener of listeners) listener();
  }

  function end(): void {
    running?.abort();
    running = undefined;
    options.onEnd();
  }

  return {
    getSnapshot: () => snapshot,
    subscribe(onChange) {
      clearTimeout(lingering);
      listeners.add(onChange);
      if (running === undefined) {
        running = new AbortController();
        // Never rejects: a watch that cannot be had leaves what is shown, and the connection's state tells why.
        void keepWatching(options, take, running.signal);
      }
      return () => {
        listeners.delete(onChange);
        if (listeners.size === 0) lingering = setTimeout(end, lingerMs);
      };
    },
  };
}

async function keepWatching<Event>(
  { connection, watch }: Pick<LiveSourceOptions<Event, unknown>, 'connection' | 'watch'>,
  take: (event: Event) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of await watch(signal)) take(event);
    } catch {
      // Aborted, or the connection is lost, or the core refused: the next round waits for what can be waited for.
    }
    if (signal.aborted) return;
    if (connection.getState() === 'open') await pause(retryMs, signal);
    else await connection.whenOpen(signal);
  }
}
