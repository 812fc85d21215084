import { readFileSync, readdirSync } from 'node:fs';

/**
 * Counts, from now on, the time for which those through whose hands a call goes, the core and the process of the test's browser
 * that has its sockets, were ready to run and had no processor. A busy machine takes that time from them, and a test that gives
 * them a few milliseconds gives it back.
 *
 * Units: ms, summed over the threads. 0 where the kernel does not tell.
 * Source: the second number of /proc/PID/schedstat, https://docs.kernel.org/scheduler/sched-stats.html.
 */
export function countProcessorWaits(coreId: number): () => number {
  const browser = listChildIds(process.pid).filter((id) => id !== coreId);
  const sockets = browser.flatMap(listTreeIds).filter(hasSockets).flatMap(listThreads);
  const files = [`/proc/${coreId}`, ...sockets].map((folder) => `${folder}/schedstat`);
  const waitedNs = (): number => files.reduce((sum, file) => sum + Number(readIfThere(file).split(' ')[1] ?? 0), 0);
  const beforeNs = waitedNs();
  return () => (waitedNs() - beforeNs) / 1e6;
}

function hasSockets(id: number): boolean {
  return readIfThere(`/proc/${id}/cmdline`).includes('network.mojom.NetworkService');
}

function listTreeIds(id: number): readonly number[] {
  return [id, ...listChildIds(id).flatMap(listTreeIds)];
}

function listChildIds(id: number): readonly number[] {
  return listThreads(id).flatMap((thread) => readIfThere(`${thread}/children`).split(' ').filter(Boolean).map(Number));
}

function listThreads(id: number): readonly string[] {
  try {
    return readdirSync(`/proc/${id}/task`).map((thread) => `/proc/${id}/task/${thread}`);
  } catch {
    return []; // It has ended, or this is no Linux.
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // The thread has ended.
  }
}
