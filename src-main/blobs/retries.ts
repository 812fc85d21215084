import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';

/** When what failed by itself is tried again: ever later, spread by chance. */
export type Retries = {
  readonly note: (sha256: string, problem: string) => void;
  readonly isWaiting: (sha256: string) => boolean;
  readonly problem: (sha256: string) => string | null;
  readonly forget: (sha256: string) => void;
  readonly close: () => void;
};

type RetriesDeps = { readonly clock: Clock; readonly random: RandomBytes; readonly ring: () => void };

const firstMs = 5_000;
const mostMs = 15 * 60_000;

type Failed = { readonly problem: string; readonly count: number; readonly againAtMs: number };

export function createRetries({ clock, random, ring }: RetriesDeps): Retries {
  const failed = new Map<string, Failed>();
  let timer: NodeJS.Timeout | undefined;

  function setTimer(): void {
    clearTimeout(timer);
    const nowMs = clock.nowMs();
    const due = [...failed.values()].map(({ againAtMs }) => againAtMs).filter((atMs) => atMs > nowMs);
    if (due.length > 0) timer = setTimeout(onTimer, Math.min(...due) - nowMs).unref();
  }

  function onTimer(): void {
    ring();
    setTimer();
  }

  return {
    note: (sha256, problem) => {
      const count = (failed.get(sha256)?.count ?? 0) + 1;
      const [chance = 0] = random(new Uint8Array(1));
      const ms = Math.min(firstMs * 2 ** Math.min(count - 1, 20), mostMs) * (0.75 + chance / 510);
      failed.set(sha256, { problem, count, againAtMs: clock.nowMs() + Math.round(ms) });
      setTimer();
    },
    isWaiting: (sha256) => (failed.get(sha256)?.againAtMs ?? 0) > clock.nowMs(),
    problem: (sha256) => failed.get(sha256)?.problem ?? null,
    forget: (sha256) => void failed.delete(sha256),
    close: () => clearTimeout(timer),
  };
}
