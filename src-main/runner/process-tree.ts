/*
 * What a system says of its processes, as text, and what follows for one tree of them. Pure: usage-readers.ts asks the system.
 */

/** Of a process and all that it has started, together. */
export type TreeUsage = { readonly memoryBytes: number; readonly processCount: number };

export type ProcessRow = { readonly id: number; readonly parentId: number; readonly memoryBytes: number };

/** The tree below one process in a list of all; nothing of it when the process is not in the list. */
export function usageOfTree(rows: readonly ProcessRow[], rootId: number): TreeUsage {
  const rowsByParent = Map.groupBy(rows, ({ parentId }) => parentId);
  const tree = rows.filter(({ id }) => id === rootId);
  const seen = new Set([rootId]); // Ids are used again, so a list that was read slowly can hold a circle.
  for (const row of tree) {
    for (const child of rowsByParent.get(row.id) ?? []) {
      if (seen.has(child.id)) continue;
      seen.add(child.id);
      tree.push(child);
    }
  }
  return { memoryBytes: tree.reduce((sum, row) => sum + row.memoryBytes, 0), processCount: tree.length };
}

/** Of `ps -axo pid=,ppid=,rss=`: kilobytes. Lines of another form are left out. */
export function parsePsRows(text: string): readonly ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [, id, parentId, kilobytes] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line) ?? [];
    return id === undefined ? [] : [rowOf(id, parentId, Number(kilobytes) * 1024)];
  });
}

/** Of `Get-CimInstance Win32_Process`, each as `id,parent,bytes` on a line. */
export function parseWindowsRows(text: string): readonly ProcessRow[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, id, parentId, bytes] = /^\s*(\d+),(\d+),(\d+)\s*$/.exec(line) ?? [];
    return id === undefined ? [] : [rowOf(id, parentId, Number(bytes))];
  });
}

function rowOf(id: string, parentId: string | undefined, memoryBytes: number): ProcessRow {
  return { id: Number(id), parentId: Number(parentId), memoryBytes };
}

/** Of /proc/PID/task/TID/children. */
export function parseChildIds(text: string): readonly number[] {
  return text.split(' ').filter(Boolean).map(Number);
}

/** Of /proc/PID/status, which threads have too: undefined for a thread, and for a zombie, which does nothing any more. */
export function parseProcessGroup(text: string): number | undefined {
  const field = (name: string): string => new RegExp(`^${name}:\\s+(\\w+)`, 'm').exec(text)?.[1] ?? '';
  const isRunning = field('Tgid') === field('Pid') && !['', 'Z', 'X', 'x'].includes(field('State'));
  return isRunning ? Number(field('NSpgid')) : undefined;
}

/** Of /proc/loadavg: the id that was given last, to a process or a thread. */
export function parseLastProcessId(text: string): number | undefined {
  const last = /(\d+)\s*$/.exec(text)?.[1];
  return last === undefined ? undefined : Number(last);
}

/** Of /proc/PID/statm: its second number is what is resident, in pages. */
export function parseResidentPages(text: string): number {
  return Number(text.split(' ')[1] ?? 0);
}

/** Of /proc/PID/smaps_rollup: a page that several processes share counts as its part in each. Undefined when it does not say. */
export function parseProportionalBytes(text: string): number | undefined {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Of /proc/self/auxv, which is pairs of 64-bit words; 6 is the size of a page. */
export function parsePageBytes(auxiliaryVector: Uint8Array): number {
  const view = new DataView(auxiliaryVector.buffer, auxiliaryVector.byteOffset, auxiliaryVector.byteLength);
  for (let at = 0; at + 16 <= view.byteLength; at += 16)
    if (view.getBigUint64(at, true) === 6n) return Number(view.getBigUint64(at + 8, true));
  return 4096;
}

/** Of a control group's memory.events or of /proc/vmstat: how many processes the kernel has ended for want of memory. */
export function parseOomKillCount(text: string): number | undefined {
  const count = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** Of /proc/self/cgroup: where the control group's own files are. Undefined at the root, which has none, and with version 1. */
export function parseControlGroup(text: string): string | undefined {
  const path = /^0::(\/.+)$/m.exec(text)?.[1];
  return path === undefined ? undefined : `/sys/fs/cgroup${path}`;
}
