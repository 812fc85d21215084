import { PGlite } from '@electric-sql/pglite';
import type { PGliteOptions } from '@electric-sql/pglite';

import { planSettings } from './plan-settings.ts';

/** Of its 128 MB of shared buffers most are never filled here, and memory that WebAssembly has taken it never gives back. */
const settings = ['shared_buffers=32MB', ...planSettings];
const startParams = [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])];

/** How a PGlite is started, in a folder or in memory. */
export function pgliteStart(folder: string | undefined): PGliteOptions {
  return { startParams, ...(folder === undefined ? {} : { dataDir: folder }) };
}
