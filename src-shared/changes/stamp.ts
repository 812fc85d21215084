/*
 * When an edit was made, as every device agrees to order it: a hybrid logical clock.
 *
 * Clocks of devices differ and jump, so time alone cannot say which of two edits is the later. A stamp is the time in
 * milliseconds (48 bits), a counter (16 bits) for edits within one millisecond or under a clock that went back, and the
 * device (64 bits) to break ties. Each new stamp is later than every stamp that the device has made or seen; so what was
 * written with knowledge of an edit is ordered after it.
 *
 *     018f3c2a9b10 0000 5be1c07d90aa12f3      fixed-width hex, so that comparing the text compares the stamps
 *     └ time ────┘ └ n ┘ └ device ──────┘
 *
 * Cost: 32 characters. Source: Kulkarni et al., "Logical Physical Clocks", 2014.
 */
import { assert } from '../base/assert.ts';
import { instantOf } from '../base/instant.ts';
import type { Instant } from '../base/instant.ts';
import type { RandomBytes } from '../base/id.ts';

declare const stampBrand: unique symbol;

/** Ordered as text; in PostgreSQL with COLLATE "C". */
export type Stamp = string & { readonly [stampBrand]: true };

export type StampParts = { readonly ms: Instant; readonly counter: number; readonly deviceId: string };

const counterMax = 0xffff;
const msMax = 2 ** 48 - 1;
const stampPattern = /^[0-9a-f]{32}$/;
const deviceIdPattern = /^[0-9a-f]{16}$/;

/** 64 random bits: among a million devices of one tenant, two are the same with a probability of 3 in 100 million. */
export function createDeviceId(random: RandomBytes): string {
  return Array.from(random(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function isDeviceId(text: string): boolean {
  return deviceIdPattern.test(text);
}

export function formatStamp({ ms, counter, deviceId }: StampParts): Stamp {
  assert(
    ms >= 0 && ms <= msMax && counter >= 0 && counter <= counterMax,
    `A stamp cannot hold ${String(ms)}, ${String(counter)}`,
  );
  assert(isDeviceId(deviceId), `${deviceId} is not a device id`);
  // Three parts of fixed width, each checked above.
  return `${ms.toString(16).padStart(12, '0')}${counter.toString(16).padStart(4, '0')}${deviceId}` as Stamp;
}

export function isStamp(text: string): text is Stamp {
  return stampPattern.test(text);
}

export function parseStamp(text: string): StampParts | undefined {
  if (!isStamp(text)) return undefined;
  return {
    ms: instantOf(Number.parseInt(text.slice(0, 12), 16)),
    counter: Number.parseInt(text.slice(12, 16), 16),
    deviceId: text.slice(16),
  };
}

export function stampDeviceId(stamp: Stamp): string {
  return stamp.slice(16);
}

export function stampMs(stamp: Stamp): Instant {
  return instantOf(Number.parseInt(stamp.slice(0, 12), 16));
}

/** Where the stamps of a moment begin: as text, every earlier stamp is less and every stamp from then on is not. */
export function stampFloor(ms: Instant): string {
  return Math.min(Math.max(ms, 0), msMax).toString(16).padStart(12, '0');
}

/** The stamp of the next edit on this device: later than `last`, and at the present time when the clock allows. */
export function nextStamp(last: Stamp | null, nowMs: Instant, deviceId: string): Stamp {
  const before = last === null ? undefined : parseStamp(last);
  if (before === undefined || nowMs > before.ms) return formatStamp({ ms: nowMs, counter: 0, deviceId });
  if (before.counter < counterMax) return formatStamp({ ms: before.ms, counter: before.counter + 1, deviceId });
  return formatStamp({ ms: instantOf(before.ms + 1), counter: 0, deviceId });
}

/** What a device takes for its last stamp once it has seen another's: whatever it writes from now on is later than both. */
export function receiveStamp(last: Stamp | null, received: Stamp): Stamp {
  return last === null || received > last ? received : last;
}
