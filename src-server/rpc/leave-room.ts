/*
 * What moves hundreds of records holds the thread, for all of a server's people. So whoever asks for much of it one after the
 * other rests in between, three times as long as it took, while others are about; they are answered in those rests. Who is alone
 * on the server is never kept waiting.
 */
import { performance } from 'node:perf_hooks';

import { putRecent } from '#shared/base/put-recent.ts';

import type { Turnstile } from './turnstile.ts';

/** So a quarter of the time goes to one of them. */
const restShare = 3;
/** Less is what a person who edits costs; nobody notices it, and it is not worth a rest. Of who goes on at once, all counts together. */
const restedActiveMs = 8;
/** Of whom it is known what they have not rested for yet. */
const owingMax = 5_000;
const restMsMax = 1_000;
/** Who has asked for something so lately may ask again. */
const aboutMs = 1_000;

export type LeaveRoomDeps = {
  readonly nowMs: () => number;
  /** Milliseconds that the thread has been at work so far. */
  readonly activeMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
};

export const usualRoom: LeaveRoomDeps = {
  nowMs: () => performance.now(),
  activeMs: () => performance.eventLoopUtilization().active,
  sleep: async (ms) => await new Promise((resolve) => void setTimeout(resolve, ms).unref()),
};

/** Tells of everybody who asks for something whether somebody else did lately. */
export type About = { readonly note: (who: string) => void; readonly isAnybodyBeside: (who: string) => boolean };

export function createAbout(nowMs: () => number): About {
  type Seen = { readonly who: string; readonly atMs: number };
  let last: Seen | undefined;
  /** The last one who was somebody else. */
  let other: Seen | undefined;
  return {
    note: (who) => {
      if (last !== undefined && last.who !== who) other = last;
      last = { who, atMs: nowMs() };
    },
    isAnybodyBeside: (who) => {
      const beside = last?.who === who ? other : last;
      return beside !== undefined && nowMs() - beside.atMs < aboutMs;
    },
  };
}

/** Takes how long the thread was at work for somebody, and gives how long they are to rest for that and what they owe from before. */
function createOwing(nowMs: () => number): (who: string, activeFor: number) => number {
  const owing = new Map<string, { readonly ms: number; readonly atMs: number }>();
  return (who, activeFor) => {
    const before = owing.get(who);
    const left = before === undefined ? 0 : Math.max(0, before.ms - (nowMs() - before.atMs) / restShare);
    const ms = Math.min(left + activeFor, restMsMax / restShare);
    putRecent(owing, who, { ms, atMs: nowMs() }, owingMax);
    return ms < restedActiveMs ? 0 : restShare * ms;
  };
}

/** Each is answered when their work is done; the place in the turnstile becomes free when they have rested. */
export function leavingRoom(pass: Turnstile, about: About, { nowMs, activeMs, sleep }: LeaveRoomDeps): Turnstile {
  const owe = createOwing(nowMs);
  return async <T>(who: string, work: () => Promise<T>) =>
    await new Promise<T>((resolve, reject) => {
      const workAndRest = async (): Promise<void> => {
        const before = activeMs();
        await work().then(resolve, reject);
        if (!about.isAnybodyBeside(who)) return;
        const restMs = owe(who, activeMs() - before);
        if (restMs > 0) await sleep(restMs);
      };
      pass(who, workAndRest).catch(reject); // None was let in.
    });
}
