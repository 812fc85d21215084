/*
 * Lets those who can wait begin only when this process has time to spare: while its thread is busy with others, they wait, up to
 * a bound. An idle server keeps nobody waiting; and as long as nobody asks, nothing is measured.
 */
import { performance } from 'node:perf_hooks';

/** The busy part of the last moment, of which the rest was spare. */
const busyShareMax = 0.6;
const momentMs = 25;
/** Even a server that has no time to spare lets somebody begin after so long. */
const momentsMax = 12;

/** Resolves when there is time, or after a third of a second. */
export function createSpareTime(): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let quietMoments = 0;
  const waiting: { readonly resolve: () => void; moments: number }[] = [];

  function measure(): void {
    let before = performance.eventLoopUtilization();
    quietMoments = 0;
    timer = setInterval(() => {
      const now = performance.eventLoopUtilization();
      isBusy = performance.eventLoopUtilization(now, before).utilization > busyShareMax;
      before = now;
      for (const each of waiting) each.moments += 1;
      // One at a moment: what it begins is seen in the next.
      const [first] = waiting;
      if (first !== undefined && (!isBusy || first.moments >= momentsMax)) waiting.shift()?.resolve();
      quietMoments = waiting.length === 0 && !isBusy ? quietMoments + 1 : 0;
      if (quietMoments < momentsMax) return;
      clearInterval(timer);
      timer = undefined;
    }, momentMs);
    timer.unref();
  }

  return async () => {
    if (timer === undefined) measure();
    if (!isBusy && waiting.length === 0) return;
    await new Promise<void>((resolve) => void waiting.push({ resolve, moments: 0 }));
  };
}
