/*
 * How the core speaks with resources/workers/python: marshal over fd 3.
 *
 *   call   (checksum, source | None, file name, entry, folder, [(parameter, value)], whether a value holds a tuple)
 *   free   ("free", [handle id, …])
 *
 * How values are written is in python-write.ts, what comes back in python-read.ts, and what Python makes of each value at the
 * top of triptych_worker/values.py.
 */
import { join } from 'node:path';

import { MarshalWriter } from './marshal.ts';
import { readAnswer } from './python-read.ts';
import { writeValue } from './python-write.ts';
import type { TableFiles, WorkerCall, WorkerLanguage } from './worker-language.ts';

export const pythonLanguage: WorkerLanguage = {
  language: 'python',
  codec: { encode, encodeFree, decode: readAnswer },
  planLaunch: ({ runtimePath, workersFolder, filesFolder }) => ({
    command: runtimePath,
    // UTF-8 whatever the locale says. Not -I: packages in the user's own site folder are theirs to use.
    args: ['-X', 'utf8', join(workersFolder, 'python', 'worker.py'), filesFolder],
    // A window of matplotlib's would wait for someone to close it.
    env: { MPLBACKEND: 'Agg' },
    channel: { kind: 'duplex' },
  }),
  canFork: (platform) => platform !== 'win32',
  // Windows has no interrupt for a single process.
  isInterruptible: process.platform !== 'win32',
};

function encode(call: WorkerCall, files: TableFiles): readonly Uint8Array[] {
  const writer = new MarshalWriter();
  writer.tuple(7);
  writer.text(call.checksum);
  if (call.source === null) writer.none();
  else writer.text(call.source);
  writer.text(call.fileName);
  writer.text(call.entry);
  writer.text(call.workingFolder);
  writer.list(call.args.length);
  for (const [parameter, value] of call.args) {
    writer.tuple(2);
    writer.text(parameter);
    writeValue({ writer, parameter, files }, value);
  }
  writer.boolean(call.args.some(([, value]) => value !== null && typeof value === 'object'));
  return [writer.finish()];
}

function encodeFree(handleIds: readonly string[]): readonly Uint8Array[] {
  const writer = new MarshalWriter();
  writer.tuple(2);
  writer.text('free');
  writer.list(handleIds.length);
  for (const id of handleIds) writer.text(id);
  return [writer.finish()];
}
