/*
 * To parse eight megabytes of JSON at once holds the thread for a fifth of a second, for everybody. So of a body that is mostly one
 * list the members are parsed some at a time (cut-list.ts) and looked at, and in between the event loop turns to others.
 */
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { cutList } from './cut-list.ts';
import { takeBody } from './take-body.ts';

export type ListReading = {
  /** The list's name in the object. */
  readonly name: string;
  /** Whether a member is as the contract has it. */
  readonly isSound: (member: unknown) => boolean;
  /** Told of the list that was read, and how many of its first members are sound. */
  readonly noteSound: (list: readonly unknown[], count: number) => void;
};

/** Throws where it is no JSON. */
export type ParseJson = (text: string) => unknown;

/** Less is parsed at once: it takes less than a millisecond. */
const longBytes = 64 * 1024;
/** Parsed in half a millisecond. */
const pieceBytes = 32 * 1024;
/** What may stand beside the list. */
const restBytesMax = 64 * 1024;

/** For a plugin that has the call whose body has that list, and nothing else. */
export function readLongLists(inner: FastifyInstance, reading: ListReading): void {
  const parseUsual = inner.getDefaultJsonParser('error', 'error');
  inner.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) => {
    const bytesMax = request.routeOptions.bodyLimit ?? 0;
    const body = await takeBody(payload, { bytesMax, bytesSaid: Number(request.headers['content-length']) });
    const parse: ParseJson = (text) => {
      let parsed: unknown;
      // It calls back before it returns.
      void parseUsual(request, text, (error, value) => {
        if (error !== null) throw error;
        parsed = value;
      });
      return parsed;
    };
    if (body.length < longBytes) return parse(body.toString());
    const read = await readLongList(body, reading, parse);
    if (read === undefined) throw Object.assign(new Error('The body has not its list.'), { statusCode: 400 });
    return read;
  });
}

/** The same as `parse(body.toString())`, for an object that has the list; undefined for whatever else. Throws where it is no JSON. */
export async function readLongList(
  body: Buffer,
  { name, isSound, noteSound }: ListReading,
  parse: ParseJson,
): Promise<object | undefined> {
  const list: unknown[] = [];
  let soundCount = 0;
  const pieces = cutList(body, { name, pieceBytes, restBytesMax });
  let next = pieces.next();
  for (let isFirst = true; next.done !== true; isFirst = false) {
    const { from, to } = next.value;
    const members = parse(`[${body.toString('utf8', from, to)}]`) as readonly unknown[];
    next = pieces.next();
    const isWhole = isFirst && next.done === true;
    if (members.length === 0 && !isWhole) return undefined; // A comma with nothing beside it.
    for (const member of members) {
      if (soundCount === list.length && isSound(member)) soundCount += 1;
      list.push(member);
    }
    // oxlint-disable-next-line no-await-in-loop -- That is what it is for.
    await nextTurn();
  }
  const place = next.value;
  if (place === undefined || body.length - (place.to - place.from) > restBytesMax) return undefined;
  const whole = parse(`${body.toString('utf8', 0, place.from)}[]${body.toString('utf8', place.to)}`);
  if (!isEmptied(whole, name)) return undefined;
  noteSound(list, soundCount);
  return { ...whole, [name]: list };
}

/** Whether the list's place is its place still: a second one of that name would have the last word. */
function isEmptied(whole: unknown, name: string): whole is { readonly [name: string]: unknown } {
  if (typeof whole !== 'object' || whole === null) return false;
  const list = (whole as { readonly [name: string]: unknown })[name];
  return Array.isArray(list) && list.length === 0;
}
