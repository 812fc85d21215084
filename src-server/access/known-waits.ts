/*
 * Who has to wait before the next sign-in, as the database has told this process: so that those who go on guessing are refused
 * without asking it again.
 */
import { putRecent } from '#shared/base/put-recent.ts';
import type { Instant } from '#shared/base/instant.ts';

import { callerOf } from '../http/client-address.ts';
import type { Subjects, Waits } from './sign-in-failures.ts';

export type KnownWaits = {
  /** The seconds that are left of what was noted; null when nothing is known. */
  readonly find: (subjects: Subjects, nowMs: Instant) => number | null;
  readonly note: (subjects: Subjects, waits: Waits, nowMs: Instant) => void;
};

/** Beyond, the ones that were noted first are asked for anew. */
const knownMax = 10_000;
/** A new password frees its e-mail, and another process may have set it; an address is freed by nothing but time. */
const emailMsMax = 30_000;

export function createKnownWaits(): KnownWaits {
  const known = new Map<string, { readonly fromMs: number; readonly untilMs: number }>();
  const keysOf = ({ email, address }: Subjects) => [`email ${email}`, `address ${callerOf(address)}`] as const;

  function note(key: string, fromMs: number, ms: number): void {
    if (ms > 0) putRecent(known, key, { fromMs, untilMs: fromMs + ms }, knownMax);
    else known.delete(key);
  }

  return {
    find: (subjects, nowMs) => {
      const left = keysOf(subjects).map((key) => {
        const wait = known.get(key);
        // A clock that was put back makes nobody wait for longer.
        return wait === undefined || nowMs < wait.fromMs ? 0 : wait.untilMs - nowMs;
      });
      const ms = Math.max(...left);
      return ms > 0 ? Math.ceil(ms / 1000) : null;
    },
    note: (subjects, waits, nowMs) => {
      const [email, address] = keysOf(subjects);
      note(email, nowMs, Math.min(waits.email * 1000, emailMsMax));
      note(address, nowMs, waits.address * 1000);
    },
  };
}
