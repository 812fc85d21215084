/*
 * What every watch is made of. Nothing is queued for a client: a watch remembers only that, or what, has changed, and looks at
 * the present state when the client can take the next event. oRPC pulls the next event when the last one has left, so a slow
 * client costs no memory and gets fewer, newer events.
 */

/** One frame of a 60 Hz screen: changes that come closer together than this are sent as one. */
const frameMs = 16;

export type Bell = {
  readonly ring: () => void;
  /** True after a ring since the last wait, false when the client has gone. Rings within a frame count as one. */
  readonly waitForRing: () => Promise<boolean>;
};

export function createBell(signal: AbortSignal): Bell {
  let hasRung = false;
  let wakeUp: (() => void) | undefined;
  signal.addEventListener('abort', () => wakeUp?.(), { once: true });

  return {
    ring() {
      hasRung = true;
      wakeUp?.();
    },
    async waitForRing() {
      // The frame runs from the last event, so that a single change after a quiet time goes out at once.
      await pause(frameMs, signal);
      if (!hasRung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
        wakeUp = undefined;
      }
      hasRung = false;
      return !signal.aborted;
    },
  };
}

/** The state now, and again whenever it has changed; for small states, of which only the newest matters. */
export async function* watchLatest<T>(
  source: { readonly read: () => T; readonly subscribe: (onChange: () => void) => () => void },
  signal: AbortSignal,
): AsyncGenerator<T, void, void> {
  const bell = createBell(signal);
  const stop = source.subscribe(bell.ring);
  try {
    do yield source.read();
    while (await bell.waitForRing());
  } finally {
    stop();
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, durationMs);
    signal.addEventListener('abort', end);
  });
}
