import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

import type { Clock } from '#shared/base/instant.ts';

import type { Log } from '../rpc/connection.ts';

/** Two files of this size at most: the one being written and the one before it. */
const logBytesMax = 2 * 1024 * 1024;

/** Writes each sentence with its time to DATA/logs/triptych.log, and to standard error for whoever looks on. */
export function createLog(dataFolder: string, clock: Clock): Log {
  const file = path.join(dataFolder, 'logs', 'triptych.log');
  return (sentence) => {
    const line = `${new Date(clock.nowMs()).toISOString()} ${sentence}\n`;
    process.stderr.write(line);
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax) renameSync(file, `${file}.before`);
      appendFileSync(file, line, { mode: 0o600 });
    } catch {
      // A disk that is full or read-only must not stop what the sentence was about.
    }
  };
}
