/*
 * Whether a window of this browser is still at work: each holds a lock of its own until it is closed, or is refused by the core
 * and so can do nothing any more. What a window leaves with the browser is its own until then, and another's afterwards.
 */
import type { CoreConnection } from './connect.ts';
import { windowId } from './window-id.ts';

/** Begins to hold this window's lock. Called once, before the window leaves anything with the browser. */
export function holdWindowLock({ getState, subscribe }: Pick<CoreConnection, 'getState' | 'subscribe'>): void {
  if (!hasLocks()) return;
  const refused = new Promise<void>((resolve) => {
    const stop = subscribe(() => {
      if (getState() !== 'refused') return;
      stop();
      resolve();
    });
  });
  // It rejects only where the page goes away with it.
  void navigator.locks.request(lockOf(windowId), () => refused).catch(() => undefined);
}

/** Works when that window is gone, one window at a time; and soon where the browser has no locks, as outside a secure page. */
export async function whenWindowIsGone(goneId: string, work: () => void): Promise<void> {
  if (hasLocks()) await navigator.locks.request(lockOf(goneId), work);
  else await Promise.resolve().then(work);
}

// Its type says that there always are.
function hasLocks(): boolean {
  return typeof navigator !== 'undefined' && 'locks' in navigator;
}

function lockOf(id: string): string {
  return `triptych.window.${id}`;
}
