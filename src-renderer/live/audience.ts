/** Those who look at something in the window, so that it is kept up only while somebody does. */
export type Audience = {
  readonly subscribe: (onChange: () => void) => () => void;
  /** Tells everybody that it has changed. */
  readonly tell: () => void;
  readonly isThere: () => boolean;
};

/** `begin` is called when the first one looks, and what it returns when the last one has stopped. */
export function createAudience(begin: () => () => void): Audience {
  const listeners = new Set<() => void>();
  let end: (() => void) | undefined;
  return {
    subscribe(onChange) {
      listeners.add(onChange);
      end ??= begin();
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0) return;
        end?.();
        end = undefined;
      };
    },
    tell() {
      for (const listener of listeners) listener();
    },
    isThere: () => listeners.size > 0,
  };
}

/** As `begin`: work that goes on until it is called off. It shows its own failure. */
export function during(work: (signal: AbortSignal) => Promise<void>): () => () => void {
  return () => {
    const stop = new AbortController();
    void work(stop.signal);
    return () => stop.abort();
  };
}
