/*
 * Watches what the calls that run use of the machine: one round for all sessions, and none while nothing runs.
 *
 * A limit of the operating system would be exact, but an address space that ends kills Julia, and no limit of a process
 * counts what it has started. So the tree of each session is looked at ten times a second: a function can go beyond its
 * limit for that long.
 */
import { freemem, totalmem } from 'node:os';

import type { CallFailure } from '#shared/calls/call-failure.ts';

import type { TreeUsage } from './process-tree.ts';
import { readOomKillCount, usageReaderFor } from './usage-readers.ts';
import type { TreeLimits } from './usage-readers.ts';

export type UsageWatch = {
  /** Calls back once, when the tree below the process is beyond a limit. Returns how to end watching. */
  readonly watch: (processId: number, limits: TreeLimits, onReached: (failure: CallFailure) => void) => () => void;
  /** Whether a process that was killed, and not by us, was killed for want of memory. */
  readonly hasRunOutOfMemory: (processId: number | undefined) => boolean;
  readonly close: () => void;
};

/** Of the time; trees of many processes are looked at less often, so that looking stays cheap. */
const lookingShareMax = 0.1;
/** What is left of the machine's memory when the kernel begins to look for somebody to end. */
const memoryLeftShare = 0.05;
/** Of the machine's memory that a tree has when it is a likely one to be ended. */
const memoryHeldShare = 0.5;

type Watched = {
  readonly processId: number;
  readonly limits: TreeLimits;
  readonly onReached: (failure: CallFailure) => void;
};

export function openUsageWatch(platform: NodeJS.Platform): UsageWatch {
  const reader = usageReaderFor(platform);
  const watched = new Set<Watched>();
  /** The last that was seen of a tree, for as long as it is watched, and whether the machine was full then. */
  const lastSeen = new Map<number, { readonly usage: TreeUsage; readonly wasMachineFull: boolean }>();
  /** As it was a round ago, and in the last round: an end may be told just after a round that has counted it already. */
  let oomKillCounts = { before: readOomKillCount(platform) ?? 0, last: readOomKillCount(platform) ?? 0 };
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function lookLater(delayMs: number): void {
    if (isClosed || timer !== undefined || watched.size === 0) return;
    timer = setTimeout(() => {
      void look(); // It reports to those who watch.
    }, delayMs);
    timer.unref();
  }

  async function look(): Promise<void> {
    const startedMs = performance.now();
    const looked = [...watched];
    try {
      const usages = await reader.read(new Map(looked.map(({ processId, limits }) => [processId, limits])));
      oomKillCounts = { before: oomKillCounts.last, last: readOomKillCount(platform) ?? 0 };
      const wasMachineFull = freemem() < totalmem() * memoryLeftShare;
      for (const one of looked) {
        const usage = usages.get(one.processId);
        if (usage === undefined || !watched.has(one)) continue;
        lastSeen.set(one.processId, { usage, wasMachineFull });
        const failure = limitFailure(usage, one.limits);
        if (failure === undefined) continue;
        watched.delete(one);
        one.onReached(failure);
      }
    } catch {
      // The system's program for it is missing or failed; the next round asks again.
    }
    timer = undefined;
    const tookMs = performance.now() - startedMs;
    lookLater(Math.max(reader.everyMs, tookMs / lookingShareMax));
  }

  return {
    watch(processId, limits, onReached) {
      const one: Watched = { processId, limits, onReached };
      watched.add(one);
      lookLater(reader.everyMs);
      return () => {
        watched.delete(one);
        lastSeen.delete(processId);
      };
    },
    hasRunOutOfMemory(processId) {
      const count = readOomKillCount(platform) ?? 0;
      const hasRisen = count > oomKillCounts.before;
      oomKillCounts = { before: count, last: count };
      if (hasRisen) return true;
      const last = processId === undefined ? undefined : lastSeen.get(processId);
      return last !== undefined && last.wasMachineFull && last.usage.memoryBytes > totalmem() * memoryHeldShare;
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Undefined while the tree keeps to its limits. */
export function limitFailure(usage: TreeUsage, limits: TreeLimits): CallFailure | undefined {
  if (usage.processCount > limits.processes)
    return { kind: 'process-limit-reached', limit: limits.processes, reached: usage.processCount };
  if (usage.memoryBytes > limits.memoryBytes)
    return { kind: 'memory-limit-reached', limitBytes: limits.memoryBytes, reachedBytes: usage.memoryBytes };
  return undefined;
}
