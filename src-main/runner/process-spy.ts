import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** The sessions of a runner whose temporary folder this is: the processes that were started for it. Linux only. */
export function sessionProcesses(temporaryFolder: string): readonly number[] {
  return childrenOf(process.pid).filter((id) =>
    textOf(`/proc/${String(id)}/environ`).includes(`TRIPTYCH_SCRATCH=${temporaryFolder}`),
  );
}

/** Children of ours that have ended and that nobody has asked about. */
export function zombies(): readonly number[] {
  return childrenOf(process.pid).filter((id) => /^State:\s+Z/m.test(textOf(`/proc/${String(id)}/status`)));
}

/** Our open descriptors by what they are of, so that two lists can be compared: pipes and sockets without their numbers. */
export function openDescriptors(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of namesIn('/proc/self/fd')) {
    const kind = linkOf(`/proc/self/fd/${name}`)?.replace(/\d+/g, 'N');
    if (kind !== undefined && !kind.startsWith('/proc/')) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function childrenOf(id: number): readonly number[] {
  const tasks = `/proc/${String(id)}/task`;
  return namesIn(tasks).flatMap((task) => textOf(`${tasks}/${task}/children`).split(' ').filter(Boolean).map(Number));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
