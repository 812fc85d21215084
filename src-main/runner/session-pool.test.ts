import { expect, test } from 'vitest';

import type { Call, CallEvents } from './call.ts';
import { createSessionPool } from './session-pool.ts';

const call: Call = {
  language: 'python',
  checksum: '0',
  source: 'def f(): pass',
  fileName: 'f.py',
  entry: 'f',
  args: [],
  workingFolder: '/',
  isolation: 'shared',
  limits: { timeMs: 1000, outputBytes: 1000, memoryBytes: 2 ** 30, processes: 8 },
};
const events: CallEvents = { onStart: () => undefined, onLog: () => undefined, onPlot: () => undefined };

test('a call beyond those that may wait is told that the queue is full, and the others keep waiting', async () => {
  // No runtime has been found yet, so every call waits.
  const pool = createSessionPool({
    language: 'python',
    canFork: false,
    sessionsMax: 2,
    openSession: async () => await Promise.reject(new Error('Nothing is started before a runtime is found.')),
    nowMs: () => 0,
    monotonicMs: () => 0,
    onChange: () => undefined,
  });
  const signal = new AbortController().signal;
  const waiting = Array.from({ length: 10_000 }, async () => await pool.run(call, events, signal));
  expect(await pool.run(call, events, signal)).toEqual({
    kind: 'failed',
    failure: { kind: 'queue-full', waiting: 10_000 },
    tookMs: 0,
  });
  pool.close();
  const outcomes = await Promise.all(waiting);
  expect(outcomes.every((outcome) => outcome.kind === 'failed' && outcome.failure.kind === 'cancelled')).toBe(true);
});
