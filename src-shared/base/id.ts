import { instantOf } from './instant.ts';
import type { Instant } from './instant.ts';

/** Fills the array with random bytes, as `crypto.getRandomValues` does. Given as an argument, so that tests can repeat. */
export type RandomBytes = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** Bytes asked of the system at once; an id takes sixteen. */
const poolBytes = 4096;

/** Takes random bytes from a larger store, since asking the system costs as much as the rest of an id. Not for secrets. */
export function poolRandom(random: RandomBytes): RandomBytes {
  let pool = new Uint8Array(0);
  let taken = 0;
  return (bytes) => {
    if (bytes.length > poolBytes) return random(bytes);
    if (bytes.length > pool.length - taken) {
      pool = random(new Uint8Array(poolBytes));
      taken = 0;
    }
    // One by one: to make a view of the pool takes longer than to copy so few.
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = pool[taken + index] ?? 0;
    taken += bytes.length;
    return bytes;
  };
}

const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function bytesToUuid(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += hexDigits[byte];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Makes a UUIDv7: 48 bits of time, then 74 random bits, so that ids sort by when they were made and can be made offline.
 *
 * Source: RFC 9562, section 5.7.
 */
export function createId(nowMs: Instant, random: RandomBytes): string {
  const bytes = random(new Uint8Array(16));
  putTime(bytes, nowMs);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytesToUuid(bytes);
}

/** Not after any id that is made at that time, and after all that were made before: the bound of a search by time. */
export function firstIdAt(ms: Instant): string {
  const bytes = new Uint8Array(16);
  putTime(bytes, ms);
  return bytesToUuid(bytes);
}

function putTime(bytes: Uint8Array, ms: Instant): void {
  let rest = ms as number;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

/** Ids of many records at once that sort in the order in which they were asked for, as those of records made one by one do. */
export function createIdsInOrder(nowMs: Instant, random: RandomBytes): () => string {
  let count = 0;
  return () => {
    const id = createId(instantOf(nowMs + Math.floor(count / idsInMs)), random);
    const place = (count % idsInMs).toString(16).padStart(3, '0');
    count += 1;
    return `${id.slice(0, 15)}${place}${id.slice(18)}`;
  };
}

/** What the twelve bits behind a UUIDv7's version tell apart: RFC 9562, section 6.2, method 1. */
const idsInMs = 4096;

/**
 * The id of a record that has a natural key (a member, a preference): two devices that create it apart create the same record.
 *
 * Cost:   pure arithmetic, no cryptography: four 32-bit FNV-1a lanes with different seeds. Not a secret and not a signature.
 * Source: the layout of a UUIDv8 (RFC 9562, section 5.8), so that it can never be taken for a random id.
 */
export function idFromKey(...key: readonly string[]): string {
  const text = key.map((part) => `${String(part.length)}:${part}`).join('|');
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let lane = 0; lane < 4; lane += 1) {
    let hash = (0x811c9dc5 ^ Math.imul(lane + 1, 0x9e3779b1)) >>> 0;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
      hash = (hash ^ (hash >>> 15)) >>> 0;
    }
    view.setUint32(lane * 4, Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0);
  }
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytesToUuid(bytes);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether an id is made from a key, and so of a record that several devices can have made apart. */
export function isKeyId(id: string): boolean {
  return id.charAt(14) === '8';
}

export function isId(text: string): boolean {
  return uuidPattern.test(text);
}
