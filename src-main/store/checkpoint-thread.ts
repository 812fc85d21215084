/*
 * Writes the log beside a database back into it, in a thread: see checkpoints.ts. It opens the file anew each time, so that nothing
 * of it is held when the core closes it.
 */
import { parentPort, workerData } from 'node:worker_threads';

import SqliteDatabase from 'better-sqlite3';

import { checkpointState } from './checkpoint-state.ts';
import type { CheckpointJob } from './checkpoint-state.ts';

// What `createCheckpoints` gives it.
const { file, state } = workerData as CheckpointJob;

parentPort?.on('message', () => {
  if (Atomics.compareExchange(state, 0, checkpointState.asked, checkpointState.working) !== checkpointState.asked)
    return;
  try {
    const database = new SqliteDatabase(file, { fileMustExist: true });
    try {
      // Takes what it can without keeping anybody waiting.
      database.pragma('wal_checkpoint(PASSIVE)');
    } finally {
      database.close();
    }
  } catch {
    // A disk that is full or gone: the core meets it at its next commit, and says so.
  }
  Atomics.store(state, 0, checkpointState.idle);
  Atomics.notify(state, 0);
});
