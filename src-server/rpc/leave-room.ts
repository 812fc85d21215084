/*
 * What moves hundreds of records holds the thread, for all of a server's people. So whoever asks for much of it one after the
 * other rests in between, three times as long as it took, while others are about; they are answered in those rests. Who is alone
 * on the server is never kept waiting.
 */
import { performance } from 'node:perf_hooks';

import type { Turnstile } from './turnstile.ts';

/** So a quarter of the time goes to one of them. */
const restShare = 3;
/** Less is what a person who edits costs; nobody notices it, and it is not worth a rest. */
const restedActiveMs = 8;
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

/** From now on it is counted how long the thread is at work; what it returns rests for three times that. */
function beginWork({ activeMs, sleep }: LeaveRoomDeps): () => Promise<void> {
  const before = activeMs();
  return async () => {
    const activeFor = activeMs() - before;
    if (activeFor >= restedActiveMs) await sleep(Math.min(restMsMax, restShare * activeFor));
  };
}

/** Each is answered when their work is done; the place in the turnstile becomes free when they have rested. */
export function leavingRoom(pass: Turnstile, about: About, room: LeaveRoomDeps): Turnstile {
  return async <T>(who: string, work: () => Promise<T>) =>
    await new Promise<T>((resolve, reject) => {
      const workAndRest = async (): Promise<void> => {
        const rest = beginWork(room);
        await work().then(resolve, reject);
        if (about.isAnybodyBeside(who)) await rest();
      };
      pass(who, workAndRest).catch(reject); // None was let in.
    });
}
