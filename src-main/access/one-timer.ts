import type { Clock } from '#shared/base/instant.ts';

export type OneTimer = {
  /** Rings after so long at the latest: what is due sooner stays. */
  readonly in: (ms: number) => void;
  readonly stop: () => void;
};

/** A bell that is set for one moment at a time, and keeps no process alive. */
export function createOneTimer(clock: Clock, ring: () => void): OneTimer {
  let set: { readonly timer: NodeJS.Timeout; readonly dueMs: number } | undefined;

  function stop(): void {
    clearTimeout(set?.timer);
    set = undefined;
  }

  return {
    in: (ms) => {
      const dueMs = clock.nowMs() + ms;
      if (set !== undefined && set.dueMs <= dueMs) return;
      stop();
      const timer = setTimeout(() => {
        set = undefined;
        ring();
      }, ms);
      timer.unref();
      set = { timer, dueMs };
    },
    stop,
  };
}
