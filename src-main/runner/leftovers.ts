/*
 * Whether a session's calls have left a process running, which the next call could hear or see.
 *
 * A child is quickly found. One whose parent has ended (`nohup server &` of a shell that is gone) has another parent, but it
 * is still of the session's process group, or, where it has left that, has the session's temporary folder in its environment.
 * To look at every process of the machine after each call would take milliseconds; but ids are given one after the other, so
 * only those that were given since we last looked can be of processes that we have not seen, and mostly there are none.
 *
 * Source: proc(5): /proc/PID/task/TID/children, /proc/PID/status, /proc/PID/environ; the end of /proc/loadavg is the last id.
 */
import { readFileSync, readdirSync } from 'node:fs';

import { parseLastProcessId, parseProcessGroup } from './process-tree.ts';

export type Leftovers = {
  /** Whether there are any that were started since it was asked before, or children of any age. */
  readonly isAny: () => boolean;
};

export type LeftoversDeps = {
  readonly platform: NodeJS.Platform;
  readonly processId: number | undefined;
  /** Its TMPDIR, which no other session has. */
  readonly scratchFolder: string;
};

/** Beyond this many new ids it is cheaper to ask which of them are processes still than to try each. */
const idsTriedMax = 32;

/**
 * Only Linux tells; elsewhere there is never any.
 *
 * Cost: some ten microseconds where the machine has started nothing since; otherwise some more for each process that lives
 *       of those that it has.
 */
export function watchLeftovers({ platform, processId, scratchFolder }: LeftoversDeps): Leftovers {
  if (platform !== 'linux' || processId === undefined) return { isAny: () => false };
  const id = String(processId);
  let lastId = lastProcessId();

  /** Ids begin anew when they have reached their end; then every process may be a new one. */
  function newIds(): readonly number[] {
    const from = lastId;
    lastId = lastProcessId();
    if (from === undefined || lastId === undefined || lastId === from) return [];
    const to = lastId;
    if (to > from && to - from <= idsTriedMax) return Array.from({ length: to - from }, (_, at) => from + 1 + at);
    const all = processIds();
    return to > from ? all.filter((one) => one > from && one <= to) : all;
  }

  function isOurs(one: number): boolean {
    if (one === processId) return false;
    const group = parseProcessGroup(textOf(`/proc/${String(one)}/status`) ?? '');
    if (group === undefined) return false; // It has ended, or is a thread.
    return group === processId || (textOf(`/proc/${String(one)}/environ`) ?? '').split('\0').includes(marker);
  }

  const marker = `TMPDIR=${scratchFolder}`;

  return {
    isAny() {
      const isFound = newIds().some(isOurs);
      return isFound || (textOf(`/proc/${id}/task/${id}/children`) ?? '') !== '';
    },
  };
}

function lastProcessId(): number | undefined {
  return parseLastProcessId(textOf('/proc/loadavg') ?? '');
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined; // It has ended in this moment, is another account's, or the kernel was built without it.
  }
}
