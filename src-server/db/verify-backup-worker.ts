/* A thread that opens a back-up of PGlite as a database and reads of it: meanwhile the server answers, and its memory goes with it. */
import { parentPort, workerData } from 'node:worker_threads';

import { z } from 'zod';

import { unpackPglite } from './unpack-pglite.ts';

const { file, folder } = z.object({ file: z.string(), folder: z.string() }).parse(workerData);
const { pglite } = await unpackPglite(file, folder);
await pglite.close();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread's port, and no window's.
parentPort?.postMessage('whole');
