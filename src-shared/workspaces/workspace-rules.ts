import { instantOf } from '../base/instant.ts';
import type { Instant } from '../base/instant.ts';

/** A hundred years: longer is for ever, and is said so. */
export const historyDaysMax = 36_500;

const dayMs = 24 * 60 * 60 * 1000;

/** The moment before which the history of a workspace goes that keeps it for so many days. */
export function historyEnd(nowMs: Instant, historyDays: number): Instant {
  return instantOf(nowMs - historyDays * dayMs);
}

/** The days that a person has typed; undefined for what is no whole number of them. */
export function parseDays(typed: string): number | undefined {
  const text = typed.trim();
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return days >= 1 && days <= historyDaysMax ? days : undefined;
}
