import { expect, test } from 'vitest';

import { callSettingsSchema, settingsOfRun, settingsToLimits, usualLimits, usualSettings } from './call-settings.ts';

const gigabyte = 1024 * 1024 * 1024;

test('a function that names no limit has three quarters of the memory, five minutes, 32 MB and 256 processes', () => {
  expect(settingsToLimits(usualSettings, usualLimits(16 * gigabyte))).toEqual({
    isolation: 'shared',
    limits: {
      timeMs: 300_000,
      memoryBytes: 12 * gigabyte,
      outputBytes: 32 * 1024 * 1024,
      processes: 256,
    },
  });
});

test('a run asks for more or less than its function, and leaves what it does not name', () => {
  const own = callSettingsSchema.parse({ isolation: 'fork', timeLimitSeconds: 5, memoryLimitMb: 100 });
  expect(settingsOfRun(own, { timeLimitSeconds: 9, memoryLimitMb: null, isolation: 'fresh' })).toEqual({
    isolation: 'fresh',
    timeLimitSeconds: 9,
    memoryLimitMb: 100,
    outputLimitMb: null,
    processLimit: null,
  });
});

test('a limit of nothing is none that can be set', () => {
  for (const settings of [{ memoryLimitMb: 0 }, { processLimit: 1.5 }, { timeLimitSeconds: -1 }, { isolation: 'x' }]) {
    expect(callSettingsSchema.safeParse(settings).success).toBe(false);
  }
});
