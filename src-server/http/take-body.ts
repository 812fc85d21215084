/*
 * The body of a request in one piece, as Fastify makes it too; but memory that has never been touched is slow to write, and to put
 * eight megabytes together at once holds the thread for as long as all else that is done with them at a time. So they are copied
 * some at a time, with turns of the event loop in between.
 */
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

const pieceBytes = 128 * 1024;

export type BodyLimits = {
  readonly bytesMax: number;
  /** What the request says of itself, packed or not; NaN where it says nothing. */
  readonly bytesSaid: number;
};

/** Of a body that comes packed: as many bytes as have come of it so far. */
type Payload = Readable & { readonly receivedEncodedLength?: number };

/** Throws an error with the status of the answer where it is too long, is shorter than it says, or is cut off. */
export async function takeBody(payload: Payload, limits: BodyLimits): Promise<Buffer> {
  const { chunks, length } = await takeChunks(payload, limits);
  const body = Buffer.allocUnsafe(length);
  let [at, turnedAt] = [0, 0];
  for (const chunk of chunks) {
    at += chunk.copy(body, at);
    if (at - turnedAt < pieceBytes) continue;
    turnedAt = at;
    // oxlint-disable-next-line no-await-in-loop -- That is what it is for.
    await nextTurn();
  }
  return body;
}

type Chunks = { readonly chunks: readonly Buffer[]; readonly length: number };

async function takeChunks(payload: Payload, { bytesMax, bytesSaid }: BodyLimits): Promise<Chunks> {
  const chunks: Buffer[] = [];
  let length = 0;
  return await new Promise<Chunks>((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (Math.max(length, payload.receivedEncodedLength ?? 0) > bytesMax) end(413, 'The body is too long.');
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      const came = payload.receivedEncodedLength ?? length;
      if (!Number.isNaN(bytesSaid) && came !== bytesSaid) end(400, 'The body is not as long as it says.');
      else end();
    };
    const onError = (error: Error): void => end(400, error.message);
    // What is left is not waited for: whoever answers closes the connection.
    const end = (statusCode?: number, message?: string): void => {
      payload.off('data', onData).off('end', onEnd).off('error', onError);
      if (statusCode === undefined) resolve({ chunks, length });
      else reject(Object.assign(new Error(message), { statusCode }));
    };
    payload.on('data', onData).on('end', onEnd).on('error', onError);
  });
}
