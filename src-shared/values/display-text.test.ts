import { expect, test } from 'vitest';

import { bytesToBase64 } from '../base/base64.ts';
import { displayBytes, displayDuration, displayInstant } from './display-text.ts';

test.each([
  ['PT90061.5S', '1 d 1 h 1 min 1.5 s'],
  ['PT0S', '0 s'],
  ['-PT60S', '-1 min'],
  ['PT0.000001S', '0.000001 s'],
  ['PT3600S', '1 h'],
  ['no duration', 'no duration'],
])('the duration %s is "%s"', (iso, text) => {
  expect(displayDuration(iso)).toBe(text);
});

test.each([
  ['2026-01-31T12:00:00.000Z', undefined, '2026-01-31 12:00:00'],
  ['2026-01-31T12:00:00.500Z', undefined, '2026-01-31 12:00:00.5'],
  ['2026-01-31T12:00:00.000Z', 'UTC', '2026-01-31 12:00:00'],
  ['2026-01-31T23:30:00.000001Z', 'Europe/Zurich', '2026-02-01 00:30:00.000001 +01:00'],
  ['2026-07-31T12:00:00.000Z', 'America/New_York', '2026-07-31 08:00:00 -04:00'],
  ['2026-01-31T12:00:00.000Z', 'Europe/London', '2026-01-31 12:00:00 +00:00'],
  ['2026-01-31T12:00:00.000Z', 'Mars/Olympus', '2026-01-31 12:00:00'],
])('the moment %s in %s is "%s"', (iso, zone, text) => {
  expect(displayInstant(iso, zone)).toBe(text);
});

test.each([0, 1, 2, 3, 11, 12])('%d bytes are shown whole', (count) => {
  const bytes = Uint8Array.from({ length: count }, (_, index) => 250 + (index % 6));
  const hex = Array.from(bytes, (byte) => byte.toString(16)).join(' ');
  expect(displayBytes(bytesToBase64(bytes))).toBe(
    count === 0 ? '0 bytes' : `${String(count)} ${count === 1 ? 'byte' : 'bytes'}: ${hex}`,
  );
});

test('of many bytes the size and the beginning are shown', () => {
  expect(displayBytes(bytesToBase64(new Uint8Array(1000)))).toBe(`1000 bytes: ${'00 '.repeat(12)}…`);
});
