/*
 * Asks the system what a tree of processes uses. Each reader is thin; process-tree.ts understands what it gets.
 */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import {
  parseChildIds,
  parseControlGroup,
  parseOomKillCount,
  parsePageBytes,
  parseProportionalBytes,
  parsePsRows,
  parseResidentPages,
  parseWindowsRows,
  usageOfTree,
} from './process-tree.ts';
import type { ProcessRow, TreeUsage } from './process-tree.ts';

export type TreeLimits = { readonly memoryBytes: number; readonly processes: number };

export type UsageReader = {
  /** How often to ask: asking costs something itself. */
  readonly everyMs: number;
  /** One round, for all trees that are watched now, by the process at their root. */
  readonly read: (limitsByRoot: ReadonlyMap<number, TreeLimits>) => Promise<ReadonlyMap<number, TreeUsage>>;
};

export function usageReaderFor(platform: NodeJS.Platform): UsageReader {
  if (platform === 'linux') return linuxReader();
  if (platform === 'win32') return { everyMs: 2000, read: async (limits) => usageOfAll(await windowsRows(), limits) };
  return { everyMs: 250, read: async (limits) => usageOfAll(await psRows(), limits) };
}

function usageOfAll(
  rows: readonly ProcessRow[],
  limits: ReadonlyMap<number, TreeLimits>,
): ReadonlyMap<number, TreeUsage> {
  return new Map(Array.from(limits.keys(), (root) => [root, usageOfTree(rows, root)]));
}

const run = promisify(execFile);
/** Some 50 bytes a process; beyond this something is wrong with the list. */
const listBytesMax = 16 * 1024 * 1024;
/** A system that has not answered by then is asked anew: PowerShell takes a second or two to start. */
const listMsMax = 15_000;

async function psRows(): Promise<readonly ProcessRow[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,rss='], {
    maxBuffer: listBytesMax,
    timeout: listMsMax,
  });
  return parsePsRows(stdout);
}

const windowsQuery =
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId),$($_.ParentProcessId),$($_.WorkingSetSize)" }';

async function windowsRows(): Promise<readonly ProcessRow[]> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', windowsQuery];
  const { stdout } = await run('powershell.exe', args, {
    maxBuffer: listBytesMax,
    timeout: listMsMax,
    windowsHide: true,
  });
  return parseWindowsRows(stdout);
}

/** Processes looked at before the event loop gets its turn: some 30 µs each. */
const processesAtOnce = 16;

function linuxReader(): UsageReader {
  const pageBytes = parsePageBytes(readFileSync('/proc/self/auxv'));
  return {
    everyMs: 100,
    async read(limitsByRoot) {
      const usages = new Map<number, TreeUsage>();
      for (const [root, limits] of limitsByRoot) usages.set(root, await readTree(root, limits));
      return usages;
    },
  };

  async function readTree(root: number, limits: TreeLimits): Promise<TreeUsage> {
    const ids = [root];
    let memoryBytes = 0;
    let processCount = 0;
    for (const id of ids) {
      const pages = residentPages(id);
      if (pages === undefined) continue; // It has ended meanwhile.
      memoryBytes += pages * pageBytes;
      processCount += 1;
      if (processCount > limits.processes) break; // What there is to say has been seen.
      ids.push(...childIds(id));
      if (processCount % processesAtOnce === 0) await new Promise(setImmediate);
    }
    if (memoryBytes <= limits.memoryBytes || processCount === 1) return { memoryBytes, processCount };
    // Forks share their pages: only now is the dear question worth asking.
    const shares = await Promise.all(ids.map(proportionalBytes));
    return { memoryBytes: shares.reduce((sum, bytes) => sum + bytes, 0), processCount };
  }
}

function residentPages(id: number): number | undefined {
  const pages = readText(`/proc/${String(id)}/statm`);
  return pages === undefined ? undefined : parseResidentPages(pages);
}

function childIds(id: number): readonly number[] {
  const tasks = `/proc/${String(id)}/task`;
  return namesIn(tasks).flatMap((task) => parseChildIds(readText(`${tasks}/${task}/children`) ?? ''));
}

async function proportionalBytes(id: number): Promise<number> {
  try {
    return parseProportionalBytes(await readFile(`/proc/${String(id)}/smaps_rollup`, 'utf8')) ?? 0;
  } catch {
    return 0; // It has ended meanwhile.
  }
}

/** How many processes the kernel has ended for want of memory around here, or undefined where it does not say. */
export function readOomKillCount(platform: NodeJS.Platform): number | undefined {
  if (platform !== 'linux') return undefined;
  const group = parseControlGroup(readText('/proc/self/cgroup') ?? '');
  const ofGroup = group === undefined ? undefined : parseOomKillCount(readText(`${group}/memory.events`) ?? '');
  return ofGroup ?? parseOomKillCount(readText('/proc/vmstat') ?? '');
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
