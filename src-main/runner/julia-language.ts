import { join } from 'node:path';

import { juliaCodec } from './julia-codec.ts';
import type { WorkerLanguage } from './worker-language.ts';

/** Julia: one process a session, started with the standard library only. */
export const juliaLanguage: WorkerLanguage = {
  language: 'julia',
  codec: juliaCodec,
  planLaunch: ({ runtimePath, workersFolder, filesFolder, imagePath }) => ({
    command: runtimePath,
    args: [
      '--startup-file=no',
      '--history-file=no',
      '--color=no',
      ...(imagePath === undefined ? [] : [`--sysimage=${imagePath}`]),
      join(workersFolder, 'julia', 'worker.jl'),
      filesFolder,
    ],
    env: {},
    channel: { kind: 'duplex' },
  }),
  // Julia takes an interrupt wherever it happens to be, in its own code too, and 1.5 does not survive that.
  canFork: () => false,
  isInterruptible: false,
};
