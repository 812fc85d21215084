import { expect, test } from 'vitest';

import { createOutputMeter } from './output-meter.ts';

test('text is let through to the last byte of the limit, and not beyond', () => {
  const meter = createOutputMeter(5);
  expect([meter.take('abc'), meter.isFull(), meter.take('de'), meter.isFull()]).toEqual(['abc', false, 'de', false]);
  expect([meter.take('f'), meter.isFull(), meter.take('g')]).toEqual(['', true, '']);
});

test('a character is not cut in two', () => {
  expect(createOutputMeter(4).take('aé🧬')).toBe('aé');
});
