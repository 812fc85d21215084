import { expect, test } from 'vitest';

import { createRefusalCount } from './count-refusals.ts';

function setupCount() {
  let ms = 0;
  const told: unknown[] = [];
  const count = createRefusalCount({ nowMs: () => ms, onMinute: (minute) => void told.push(minute) });
  return { ...count, told, passMs: (passed: number) => void (ms += passed) };
}

function refuse(isWritten: (address: string, outcome: string) => boolean, times: number, address: string): number {
  return Array.from({ length: times }, () => isWritten(address, 'turned-away')).filter(Boolean).length;
}

test('of a minute without end the first refusals are written, and the others told together', () => {
  const { isWritten, told, passMs } = setupCount();
  expect(refuse(isWritten, 5_000, '203.0.113.5')).toBe(10);
  expect(refuse(isWritten, 3, '203.0.113.6')).toBe(3);
  passMs(59_999);
  expect(refuse(isWritten, 1, '203.0.113.5')).toBe(0);
  expect(told).toEqual([]);
  passMs(1);
  expect(refuse(isWritten, 1, '203.0.113.5')).toBe(1);
  expect(told).toEqual([{ address: '203.0.113.5', outcome: 'turned-away', count: 4_991 }]);
});

test('refusals of addresses without end are counted together beyond a bound', () => {
  const { isWritten, told, tell } = setupCount();
  for (let number = 0; number < 3_000; number += 1) isWritten(`address ${String(number)}`, 'signed-out');
  tell();
  expect(told).toEqual([{ address: 'others', outcome: 'signed-out', count: 1_990 }]);
  tell();
  expect(told).toHaveLength(1);
});
