/*
 * What a call costs, and how that grows. Whatever stands in one row is measured in the same run; the rivals are measured where
 * they are installed (build/provision.sh --bench). The limits are what the machine can do at best: a bare pipe that sends 100
 * bytes back, one copy of the table in memory.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RunnerDeps } from '../src-main/runner/runner.ts';
import { findPythonWith, listInstalled, openRunner } from './calls.ts';
import type { Bench, BenchResult, IsWanted } from './harness.ts';
import { measureCalls, measureWithImage } from './runner-calls.ts';
import { measureGrowth } from './runner-growth.ts';
import { measureTableGrowth, measureTables } from './runner-tables.ts';

export const runnerBench: Bench = { name: 'runner', measure };
export const growthBench: Bench = { name: 'growth', measure: grow };

/** The Python that can draw, since the other one would lack a row. */
function chosenRuntimes(): Partial<RunnerDeps> {
  const python = findPythonWith('matplotlib');
  return python === undefined ? {} : { chosenPaths: { python } };
}

async function measure(isWanted: IsWanted): Promise<readonly BenchResult[]> {
  return await inFolder(async (folder) => {
    const changes = chosenRuntimes();
    const runner = openRunner(folder, changes);
    const results: BenchResult[] = [];
    try {
      const installed = await listInstalled(runner);
      for (const language of installed) results.push(...(await measureCalls({ language, folder, changes }, isWanted)));
      for (const language of installed) results.push(...(await measureTables({ runner, language, folder }, isWanted)));
      if (installed.includes('julia'))
        results.push(...(await measureWithImage({ language: 'julia', folder, changes }, isWanted)));
    } finally {
      await runner.close();
    }
    return results.toSorted((left, right) => kindOf(left).localeCompare(kindOf(right)));
  });
}

async function grow(): Promise<readonly BenchResult[]> {
  return await inFolder(async (folder) => {
    const changes = chosenRuntimes();
    const results = [...(await measureGrowth({ folder, changes }))];
    const runner = openRunner(folder, changes);
    try {
      for (const language of await listInstalled(runner))
        results.push(...(await measureTableGrowth({ runner, language, folder })));
    } finally {
      await runner.close();
    }
    return results;
  });
}

/** Languages beside each other, whatever was measured first. */
function kindOf({ name }: BenchResult): string {
  return name.split('/')[0] ?? name;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
