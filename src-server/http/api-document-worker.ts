/* The thread of `make-document.ts`. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';

import { z } from 'zod';

import { serverApi } from '#shared/server-api.ts';

import { apiDocument } from './api-document.ts';

// Of this thread alone: elsewhere than on Linux it would be of the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
const version = z.string().parse(workerData);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread's port, and no window's.
parentPort?.postMessage(new TextEncoder().encode(JSON.stringify(await apiDocument(serverApi, version))));
