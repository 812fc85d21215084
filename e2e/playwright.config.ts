import { defineConfig } from '@playwright/test';

import { chromiumFlags, findHeadlessChromium } from '../build/test-needs.ts';

const executablePath = findHeadlessChromium();

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/e2e',
  // Two: more than half of a test is waiting, and the smallest machine that must pass in time has two processors.
  workers: 2,
  retries: 0,
  forbidOnly: process.env['CI'] === 'true',
  timeout: 180_000, // The first run of Julia on a cold machine alone can take 20 s.
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    // Recording costs time, and nobody can look at a trace that a machine of CI has thrown away.
    trace: process.env['CI'] === 'true' ? 'off' : 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [...chromiumFlags],
    },
  },
  projects: [
    { name: 'loopback', testMatch: '*.spec.ts', testIgnore: 'electron-*.spec.ts', use: { browserName: 'chromium' } },
    // Counted everywhere, run where Electron's binary is (see `electronWindow` in fixtures.ts).
    { name: 'electron', testMatch: 'electron-*.spec.ts' },
  ],
});
