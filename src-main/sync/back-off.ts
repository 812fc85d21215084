import type { RandomBytes } from '#shared/base/id.ts';

export type BackOff = {
  readonly isWaiting: () => boolean;
  /** Rings after a time that grows with each wait, or after the one that is given. */
  readonly wait: (ms?: number) => void;
  /** All is well: waits no more, and the next wait is short again. */
  readonly reset: () => void;
};

type BackOffDeps = { readonly random: RandomBytes; readonly ring: () => void };

const firstMs = 1_000;
const mostMs = 60_000;

/** Spread by chance, so that a server that comes back is not asked by everybody in the same second. */
export function createBackOff({ random, ring }: BackOffDeps): BackOff {
  let nextMs = firstMs;
  let timer: NodeJS.Timeout | undefined;

  return {
    isWaiting: () => timer !== undefined,
    wait: (given) => {
      const ms = given ?? nextMs;
      nextMs = Math.min(nextMs * 2, mostMs);
      const [chance = 0] = random(new Uint8Array(1));
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          timer = undefined;
          ring();
        },
        Math.round(ms * (0.75 + chance / 510)),
      );
      timer.unref();
    },
    reset: () => {
      clearTimeout(timer);
      timer = undefined;
      nextMs = firstMs;
    },
  };
}
