import { basename, dirname, join } from 'node:path';

import { rCodec } from './r-codec.ts';
import type { WorkerLanguage } from './worker-language.ts';

/** How R is started and spoken to. The worker is resources/workers/r/worker.R. */
export const rLanguage: WorkerLanguage = {
  language: 'r',
  codec: rCodec,
  isInterruptible: true,
  // Windows has no fork.
  canFork: (platform) => platform !== 'win32',
  planLaunch({ runtimePath, workersFolder, scratchFolder, filesFolder }) {
    const toWorker = join(scratchFolder, 'to-r');
    const fromWorker = join(scratchFolder, 'from-r');
    return {
      command: interpreterOf(runtimePath),
      args: ['--no-echo', '--no-save', '--no-restore', '--no-init-file', '-f', join(workersFolder, 'r', 'worker.R')],
      env: {
        // The worker attaches the default packages itself, when it has time: they take 100 ms, and base alone 25.
        R_DEFAULT_PACKAGES: 'NULL',
        // Compiling the worker's own few functions would load the compiler (20 ms) before the first call.
        R_ENABLE_JIT: '0',
        // Text travels as UTF-8, so R must think in it whatever the machine's own encoding is.
        LC_CTYPE: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
        // Large columns then come in huge pages, where glibc and the kernel know them: half the time for 64 MB.
        GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
        TRIPTYCH_TO_WORKER: toWorker,
        TRIPTYCH_FROM_WORKER: fromWorker,
        TRIPTYCH_FILES: filesFolder,
        TRIPTYCH_WORKER: join(workersFolder, 'r'),
        TRIPTYCH_CORE: String(process.pid),
      },
      channel: { kind: 'fifos', toWorker, fromWorker },
    };
  },
};

/** Rscript is a front end that starts the R beside it. */
function interpreterOf(runtimePath: string): string {
  return /^Rscript(\.exe)?$/i.test(basename(runtimePath)) ? join(dirname(runtimePath), 'R') : runtimePath;
}
