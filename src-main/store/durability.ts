/*
 * When a commit is on the disk.
 *
 *   now    before the write returns (synchronous=FULL): what a person typed or decided
 *   soon   a moment later, for many commits at once: what the program notes of its own work (runs), what a server would say again
 *
 * Either way a commit that has returned survives the death of the program, since it is in the system's hands; `soon` only leaves
 * a moment in which a power cut could take it. A later commit `now` takes all before it along: they are in one log.
 */
import { close, fsync, open } from 'node:fs';
import { promisify } from 'node:util';

import type { Database } from 'better-sqlite3';

export type Durability = 'now' | 'soon';

export type DurabilitySwitch = {
  /** Called before a transaction begins: SQLite takes no other way inside one. */
  readonly prepare: (durability: Durability) => void;
  /** Called after its commit. */
  readonly committed: (durability: Durability) => void;
};

/** A sync takes the disk some hundred microseconds, so this often it costs nothing, and no more than this can be lost. */
const syncDelayMs = 200;

export function createDurabilitySwitch(database: Database): DurabilitySwitch {
  let present: Durability = 'now'; // As the file was opened.
  let timer: NodeJS.Timeout | undefined;

  return {
    prepare(durability) {
      if (durability === present) return;
      database.pragma(`synchronous = ${durability === 'now' ? 'FULL' : 'NORMAL'}`);
      present = durability;
    },
    committed(durability) {
      if (durability === 'now') {
        clearTimeout(timer);
        timer = undefined;
      } else if (!database.memory) {
        timer ??= setTimeout(() => {
          timer = undefined;
          // A file that was closed meanwhile is synced. Should the disk refuse, the next commit `now` says so to who makes it.
          void syncFile(`${database.name}-wal`).catch(() => undefined);
        }, syncDelayMs).unref();
      }
    },
  };
}

const [openFile, syncOpened, closeOpened] = [promisify(open), promisify(fsync), promisify(close)];

/** Syncs what has been written to a file, whoever wrote it. SQLite locks nothing on its log, so closing it lets no lock go. */
async function syncFile(path: string): Promise<void> {
  const file = await openFile(path, 'r+');
  try {
    await syncOpened(file);
  } finally {
    await closeOpened(file);
  }
}
