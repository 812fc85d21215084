/* The thread of `make-document.ts`. */
import { parentPort, workerData } from 'node:worker_threads';

import { z } from 'zod';

import { serverApi } from '#shared/server-api.ts';

import { apiDocument } from './api-document.ts';

const version = z.string().parse(workerData);
parentPort?.postMessage(new TextEncoder().encode(JSON.stringify(await apiDocument(serverApi, version))));
