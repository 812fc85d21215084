import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { assert } from '#shared/base/assert.ts';

/** The API's document as bytes of JSON, made in a thread of its own: it takes more than half a second the first time. */
export async function makeDocument(version: string): Promise<Uint8Array> {
  const worker = new Worker(new URL('api-document-worker.ts', import.meta.url), { workerData: version });
  worker.unref(); // It keeps no server from ending.
  try {
    const [made] = (await once(worker, 'message')) as [unknown];
    assert(made instanceof Uint8Array, 'The thread tells bytes.');
    return made;
  } finally {
    void worker.terminate();
  }
}
