import { readFileSync } from 'node:fs';

/**
 * Whether processes that the process has started are still running, as far as the system tells it quickly.
 *
 * Cost:   some ten microseconds. Only Linux tells; a process whose parent is gone has another one, and is not found.
 * Source: proc(5), /proc/PID/task/TID/children.
 */
export function hasChildren(processId: number | undefined): boolean {
  if (processId === undefined || process.platform !== 'linux') return false;
  const id = String(processId);
  try {
    return readFileSync(`/proc/${id}/task/${id}/children`, 'latin1') !== '';
  } catch {
    return false; // It has ended in this moment, or the kernel was built without it.
  }
}
