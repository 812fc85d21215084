import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';

import type { Asker } from '../rpc/server-call.ts';
import { createAskersGate, createFloodGate } from './flood-gate.ts';

function setupClock() {
  let nowMs = 1_000_000;
  return { clock: { nowMs: () => instantOf(nowMs) }, passMs: (ms: number) => void (nowMs += ms) };
}

function countPassed(wait: () => number | null, tries: number): number {
  return Array.from({ length: tries }, wait).filter((seconds) => seconds === null).length;
}

test('a burst of a fifth of a minute passes, then as many as the time has brought', () => {
  const { clock, passMs } = setupClock();
  const gate = createFloodGate(600, clock);
  expect(countPassed(() => gate.wait('a'), 1000)).toBe(120);
  expect(gate.wait('a')).toBe(1);
  passMs(1000);
  expect(countPassed(() => gate.wait('a'), 1000)).toBe(10);
  passMs(3_600_000);
  expect(countPassed(() => gate.wait('a'), 1000)).toBe(120);
});

test('what costs more takes more, and what costs more than there ever is passes when all of it is there', () => {
  const { clock, passMs } = setupClock();
  const gate = createFloodGate(600, clock); // A burst of 120.
  expect(countPassed(() => gate.wait('a', 20), 100)).toBe(6);
  expect(gate.wait('a', 20)).toBe(2);
  passMs(1_000);
  expect(gate.wait('a', 20)).toBe(1);
  passMs(11_000);
  expect(gate.wait('a', 1_000)).toBeNull();
  expect(gate.wait('a')).toBe(1);
});

test('what is counted afterwards is taken as far as there is something, and comes back with the time', () => {
  const { clock, passMs } = setupClock();
  const gate = createFloodGate(600, clock); // A burst of 120.
  gate.charge('a', 100);
  expect(countPassed(() => gate.wait('a'), 1000)).toBe(20);
  gate.charge('a', 1_000);
  passMs(1_000);
  expect(countPassed(() => gate.wait('a'), 1000)).toBe(10);
  expect(gate.wait('b')).toBeNull();
});

test('who waits as long as was said passes, at any rate', () => {
  for (const perMinute of [10, 61, 3000]) {
    const { clock, passMs } = setupClock();
    const gate = createFloodGate(perMinute, clock);
    countPassed(() => gate.wait('a'), perMinute + 10);
    const seconds = gate.wait('a');
    expect(seconds).toBeGreaterThan(0);
    passMs((seconds ?? 0) * 1000);
    expect(gate.wait('a')).toBeNull();
  }
});

test('a flood of one takes nothing from another, and neither does a clock that goes back', () => {
  const { clock, passMs } = setupClock();
  const gate = createFloodGate(60, clock);
  countPassed(() => gate.wait('a'), 100);
  expect(gate.wait('b')).toBeNull();
  passMs(-60_000);
  expect(gate.wait('b')).toBeNull();
});

test('callers without end fill no memory: the ones that asked longest ago are forgotten', () => {
  const { clock } = setupClock();
  const gate = createFloodGate(60, clock);
  countPassed(() => gate.wait('first'), 100);
  expect(gate.wait('first')).not.toBeNull();
  for (let number = 0; number < 50_000; number += 1) gate.wait(`caller ${String(number)}`);
  expect(gate.wait('first')).toBeNull();
});

test('persons are counted each and their tenant together, and who is turned away takes nothing from it', () => {
  const { clock } = setupClock();
  const wait = createAskersGate({ user: 100, tenant: 150 }, clock); // Bursts of 20 and 30.
  const askerOf = (userId: string, tenantId: string): Asker => ({
    userId,
    tenantId,
    permissions: new Set(),
    roleIds: [],
    sessionId: null,
    deviceId: null,
    apiTokenId: null,
    homeTenantId: null,
    expiresAt: null,
    provenAt: null,
  });
  expect(countPassed(() => wait(askerOf('ada', 'one')), 200)).toBe(20);
  expect(countPassed(() => wait(askerOf('ben', 'one')), 200)).toBe(10);
  expect(countPassed(() => wait(askerOf('cleo', 'two')), 200)).toBe(20);
});
