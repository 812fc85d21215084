import type { Commit, Store } from './store.ts';

export type Announcements = Pick<Store, 'onCommit'> & { readonly announce: (commit: Commit) => void };

/**
 * Tells listeners of commits, each commit to everyone before the next. A listener may write: its own commit is announced after
 * the one that it was told of.
 */
export function createAnnouncements(): Announcements {
  const listeners = new Set<(commit: Commit) => void>();
  const waiting: Commit[] = [];
  let isAnnouncing = false;

  return {
    onCommit: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    announce: (commit) => {
      waiting.push(commit);
      if (isAnnouncing) return;
      isAnnouncing = true;
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        for (const listener of listeners) tell(listener, next);
      }
      isAnnouncing = false;
    },
  };
}

function tell(listener: (commit: Commit) => void, commit: Commit): void {
  try {
    listener(commit);
  } catch (error) {
    // A bug of the listener, not of whoever wrote: the write stands, and the bug stops the program by itself.
    queueMicrotask(() => {
      throw error;
    });
  }
}
