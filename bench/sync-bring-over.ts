/*
 * How fast a workspace of functions is brought from one file to another, as on the first connection to a server, and how long the core
 * does nothing else meanwhile. What is brought goes to the server afterwards, as edits do.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { brought, openBoth, writeWorkspace } from '../src-main/bring-over/copy-workspace.harness.ts';
import { copyWorkspace } from '../src-main/bring-over/copy-workspace.ts';
import { timeMs } from './harness.ts';
import type { BenchResult } from './harness.ts';

const functions = 5_000;

export const bringOverFigures = ['bring-over', 'bring-over-stall'] as const;

export async function measureBringOver(folder: string): Promise<BenchResult[]> {
  const { from, deps, close } = await openBoth(folder);
  try {
    const workspaceId = writeWorkspace(from, functions);
    const { signal } = new AbortController();
    const stalls = monitorEventLoopDelay({ resolution: 1 });
    stalls.enable();
    const tookMs = await timeMs(async () => {
      const copied = await copyWorkspace(deps, {
        actor: brought,
        from,
        workspaceId,
        name: 'Brought',
        signal,
        onProgress: () => undefined,
      });
      if (copied === undefined) throw new Error('Nobody has cancelled it.');
    });
    stalls.disable();
    const row = (name: (typeof bringOverFigures)[number], unit: string, ours: number): BenchResult => ({
      name,
      unit,
      ours,
      rivals: {},
      runs: 1,
    });
    return [
      row('bring-over', 'functions/s', (functions * 1000) / tookMs),
      row('bring-over-stall', 'ms', stalls.max / 1e6),
    ];
  } finally {
    close();
  }
}
