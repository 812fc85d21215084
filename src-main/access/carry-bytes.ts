/*
 * Asks a server for one answer over Node's own HTTP client, for what is sent or fetched chunk by chunk. `fetch` keeps the bodies that
 * went through it until they happen to be collected: a file of a quarter of a gigabyte took a hundred megabytes with it. This file
 * only connects and never listens. Certificates, proxies and idle connections are those of Node's own agents, which hold what `fetch`
 * goes by as well; there are as many connections as questions at once.
 */
import { once } from 'node:events';
import { request as askPlain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as askSealed } from 'node:https';
import { promisify } from 'node:util';
import { constants, zstdDecompress } from 'node:zlib';

import { freeBytes } from '#shared/base/free-bytes.ts';

export type BytesQuestion = {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
  /** What the answer may have, unpacked. */
  readonly answerBytesMax: number;
  readonly signal: AbortSignal;
};

export type BytesAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/** What was answered has more bytes than it may, or does not unpack. */
export class UnreadableAnswer extends Error {
  override name = 'UnreadableAnswer';
}

const unpack = promisify(zstdDecompress);
/** What a frame may demand of memory to be unpacked, as a power of two: 8 MB, which every reader of zstd has to have. */
const windowLogMax = 23;

/** Fails as `fetch` does: with the reason of the signal, or with a TypeError whose cause is what happened to the connection. */
export async function carryBytes(question: BytesQuestion): Promise<BytesAnswer> {
  try {
    const answer = await ask(question);
    const bytes = await readAnswer(answer, question.answerBytesMax);
    const { statusCode: status = 0, headersDistinct } = answer;
    const headers = new Headers(
      Object.entries(headersDistinct).flatMap(([name, values]) =>
        (values ?? []).map((value): [string, string] => [name, value]),
      ),
    );
    return { status, headers, bytes: await unpacked(bytes, headers, question.answerBytesMax) };
  } catch (error) {
    question.signal.throwIfAborted();
    if (error instanceof UnreadableAnswer) throw error;
    throw new TypeError('The connection failed.', { cause: error });
  }
}

async function ask(question: BytesQuestion, isAgain = false): Promise<IncomingMessage> {
  const { url, method, headers, body, signal } = question;
  const how = { method, signal, headers: { ...Object.fromEntries(headers), 'accept-encoding': 'zstd' } };
  const request = url.startsWith('https:') ? askSealed(url, how) : askPlain(url, how);
  request.on('error', () => undefined); // Before the answer it is thrown here; after it, whoever reads the answer meets it.
  request.end(body);
  try {
    const [answer]: IncomingMessage[] = await once(request, 'response');
    if (answer === undefined) throw new Error('A response comes with its event.');
    return answer;
  } catch (error) {
    // The other side has let go of an idle connection just now: a chunk may come twice.
    if (isAgain || !request.reusedSocket || signal.aborted) throw error;
    return await ask(question, true);
  }
}

async function readAnswer(answer: IncomingMessage, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > bytesMax) throw new UnreadableAnswer(); // The stream is destroyed as the loop is left.
    pieces.push(piece);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
    freeBytes(piece);
  }
  return bytes;
}

async function unpacked(
  bytes: Uint8Array<ArrayBuffer>,
  headers: Headers,
  maxOutputLength: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding === 'identity') return bytes;
  if (encoding !== 'zstd') throw new UnreadableAnswer();
  try {
    const params = { [constants.ZSTD_d_windowLogMax]: windowLogMax };
    const whole = new Uint8Array(await unpack(bytes, { maxOutputLength, params }));
    freeBytes(bytes);
    return whole;
  } catch (cause) {
    throw new UnreadableAnswer('It does not unpack.', { cause });
  }
}
