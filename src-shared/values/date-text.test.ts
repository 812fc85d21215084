import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatDate, formatDuration, formatInstant, parseDate, parseDuration, parseInstant } from './date-text.ts';

test('a day is as in ISO 8601, also before year 1 and after 9999', () => {
  expect([0, -1, 19_782, -719_528, -719_529, 2_932_897].map(formatDate)).toEqual([
    '1970-01-01',
    '1969-12-31',
    '2024-02-29',
    '0000-01-01',
    '-000001-12-31',
    '+010000-01-01',
  ]);
});

test('each day that fits in 32 bits has a text, and the next day is the next', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 2 }), (days) => {
      const [today, tomorrow] = [formatDate(days), formatDate(days + 1)];
      const dayOf = (text: string) => Number(text.slice(-2));
      expect([dayOf(today) + 1, 1]).toContain(dayOf(tomorrow));
      expect(parseDate(today)).toBe(days);
    }),
  );
});

test('each day that JavaScript knows too has the same text there', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (days) => {
      expect(Date.parse(formatDate(days))).toBe(days * 86_400_000);
    }),
  );
});

test.each(['2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '-0001-12-31', ''])(
  '%j is no date',
  (text) => {
    expect(parseDate(text)).toBeUndefined();
  },
);

test('a moment tells microseconds where there are any, and each one that fits in 64 bits has a text', () => {
  expect(formatInstant(0n)).toBe('1970-01-01T00:00:00.000Z');
  expect(formatInstant(-1n)).toBe('1969-12-31T23:59:59.999999Z');
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (micros) => {
      const text = formatInstant(micros);
      expect(text).toMatch(/^[+-]?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3}|\d{6})Z$/);
      expect(parseInstant(text)).toBe(micros);
    }),
  );
});

test('a duration is read as it was written', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (micros) => {
      expect(parseDuration(formatDuration(micros))).toBe(micros);
    }),
  );
  expect(parseDuration('PT1H')).toBeUndefined();
});
