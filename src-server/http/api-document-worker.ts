/*
 * The thread of `make-document.ts`. It gives way to all others from its beginning: what it has to read first is most of its work,
 * so that is named only once it does.
 */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';

// Of this thread alone: elsewhere than on Linux it would be of the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
const { writeDocument } = await import('./write-document.ts');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread's port, and no window's.
parentPort?.postMessage(await writeDocument(workerData));
