import { z } from 'zod';

/** How far a piece of a run's work is; it began at `sinceMs`, when `doneFirst` were done. */
export const runProgressSchema = z.object({
  id: z.string(),
  label: z.string(),
  done: z.number(),
  /** Null where the end is not known. */
  total: z.number().nullable(),
  sinceMs: z.number(),
  doneFirst: z.number(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

/** Before this nothing can be said of the pace. */
const paceAfterMs = 500;

export type Pace = {
  /** From 0 to 1; null where the end is not known. */
  readonly fraction: number | null;
  /** Null while it cannot be told. */
  readonly perSecond: number | null;
  readonly remainingMs: number | null;
};

/** How fast it goes and how long it will take, as it went so far. */
export function paceOf({ done, total, sinceMs, doneFirst }: RunProgress, nowMs: number): Pace {
  const fraction = total === null || !(total > 0) ? null : Math.min(1, Math.max(0, done / total));
  const tookMs = nowMs - sinceMs;
  const doneSince = done - doneFirst;
  if (tookMs < paceAfterMs || !(doneSince > 0)) return { fraction, perSecond: null, remainingMs: null };
  const perSecond = (doneSince / tookMs) * 1000;
  const remainingMs = total === null ? null : Math.max(0, ((total - done) / perSecond) * 1000);
  return { fraction, perSecond, remainingMs };
}

/** The whole of a run in one bar: the mean of what is known; null where nothing is. */
export function overallFraction(bars: readonly RunProgress[]): number | null {
  const fractions = bars.map((bar) => paceOf(bar, bar.sinceMs).fraction).filter((fraction) => fraction !== null);
  return fractions.length === 0 ? null : fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
}

/** `12.3/s`, and below one a second how long each takes: `4.1 s each`. */
export function formatPace(perSecond: number): string {
  if (perSecond < 1) return `${digits(1 / perSecond)} s each`;
  return `${perSecond >= 1e6 ? `${digits(perSecond / 1e6)} M` : perSecond >= 1e4 ? `${digits(perSecond / 1e3)} k` : digits(perSecond)}/s`;
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/** A time that is left, as a person says it: `3 s`, `2 min 5 s`, `1 h 20 min`. */
export function formatRemaining(remainingMs: number): string {
  const seconds = Math.ceil(remainingMs / 1000);
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(seconds % 60)} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
