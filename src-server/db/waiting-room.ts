/** Where somebody waits until they are called, and for no longer than a while. */
export type WaitingRoom = {
  readonly wait: () => Promise<void>;
  readonly count: () => number;
  /** Lets go who has waited longest. */
  readonly callFirst: () => void;
  readonly callAll: () => void;
};

/** Each waits for at most so many milliseconds; how many may, whoever sends them in decides. */
export function createWaitingRoom(waitMsMax: number): WaitingRoom {
  const waiting = new Set<() => void>();
  return {
    wait: async () =>
      await new Promise<void>((resolve) => {
        const go = (): void => {
          clearTimeout(timer);
          waiting.delete(go);
          resolve();
        };
        const timer = setTimeout(go, waitMsMax);
        waiting.add(go);
      }),
    count: () => waiting.size,
    callFirst: () => {
      const [first] = waiting;
      first?.();
    },
    callAll: () => {
      for (const go of waiting) go();
    },
  };
}
