/*
 * Values that have no text of their own, as a person reads them: in the window's tables and trees, and in the command line's.
 * They are made from the exact texts of value-json.ts and of a table's cells.
 */
import { base64ToBytes } from '../base/base64.ts';
import { parseDuration } from './date-text.ts';
import type { Column } from './value.ts';

const microsPerSecond = 1_000_000n;
const unitsOfTime = [
  { unit: 'd', micros: 86_400n * microsPerSecond },
  { unit: 'h', micros: 3_600n * microsPerSecond },
  { unit: 'min', micros: 60n * microsPerSecond },
] as const;

/** `PT90061.5S` as `1 d 1 h 1 min 1.5 s`. What is no duration stays as it is. */
export function displayDuration(iso: string): string {
  const micros = parseDuration(iso);
  if (micros === undefined) return iso;
  let rest = micros < 0n ? -micros : micros;
  const parts: string[] = [];
  for (const { unit, micros: size } of unitsOfTime) {
    if (rest >= size) parts.push(`${String(rest / size)} ${unit}`);
    rest %= size;
  }
  const fraction = (rest % microsPerSecond).toString().padStart(6, '0').replace(/0+$/, '');
  if (rest > 0n || parts.length === 0)
    parts.push(`${String(rest / microsPerSecond)}${fraction === '' ? '' : `.${fraction}`} s`);
  return `${micros < 0n ? '-' : ''}${parts.join(' ')}`;
}

/** A moment in UTC (`2026-01-31T12:00:00.5Z`) in its zone: `2026-01-31 13:00:00.5 +01:00`; without one in UTC. */
export function displayInstant(iso: string, zone?: string): string {
  const millis = Date.parse(iso);
  const fraction = /\.(\d*?)0*Z$/.exec(iso)?.[1] ?? '';
  const second = fraction === '' ? '' : `.${fraction}`;
  const formatter = zone === undefined || zone === 'UTC' || Number.isNaN(millis) ? undefined : formatterOf(zone);
  if (formatter === undefined) return `${iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '')}${second}`;
  const part = Object.fromEntries(formatter.formatToParts(millis).map(({ type, value }) => [type, value]));
  const offset = (part['timeZoneName'] ?? '').replace('GMT', '') || '+00:00';
  return `${part['year'] ?? ''}-${part['month'] ?? ''}-${part['day'] ?? ''} ${part['hour'] ?? ''}:${part['minute'] ?? ''}:${part['second'] ?? ''}${second} ${offset}`;
}

const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

/** Zones that a program has seen; there are some six hundred. */
const formattersMax = 1000;

/** Undefined for a zone that is not known here: its moments are then told in UTC. */
function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formatters.has(zone)) return formatters.get(zone);
  if (formatters.size >= formattersMax) formatters.clear();
  const made = makeFormatter(zone);
  formatters.set(zone, made);
  return made;
}

function makeFormatter(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    });
  } catch {
    return undefined; // Not a zone.
  }
}

/** Bytes of which the beginning is shown. */
const bytesShown = 12;

/** Base64 as `5 bytes: 48 65 6c 6c 6f`. */
export function displayBytes(base64: string): string {
  const padded = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const count = (base64.length / 4) * 3 - padded;
  // Three bytes are four letters, so the beginning can be read alone.
  const start = base64ToBytes(base64.slice(0, (Math.ceil(bytesShown / 3) + 1) * 4)).subarray(0, bytesShown);
  const hex = Array.from(start, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const size = `${String(count)} ${count === 1 ? 'byte' : 'bytes'}`;
  return count === 0 ? size : `${size}: ${hex}${count > bytesShown ? ' …' : ''}`;
}

/** A cell of a table whose exact text may not be what a person reads. */
export function displayCell(
  text: string,
  { type, zone }: { readonly type: Column['type']; readonly zone?: string | undefined },
): string {
  switch (type) {
    case 'instant':
      return displayInstant(text, zone);
    case 'duration':
      return displayDuration(text);
    case 'bytes':
      return displayBytes(text);
    default:
      return text;
  }
}
