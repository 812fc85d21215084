import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { test as base, _electron as electron, expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { findElectron } from '../build/find-electron.ts';
import { findChromium } from '../build/test-needs.ts';
import { startApp } from './run-app.ts';
import type { RunningApp } from './run-app.ts';

type Fixtures = {
  /** Skips the test where the browser it needs is not installed. */
  readonly browserIsThere: void;
  /** A new folder, gone after the test. */
  readonly dataFolder: string;
  /** The program on that folder. `await app.kill(); await app.start(); await openAnew(page, app)` is a crash and a restart. */
  readonly app: RunningApp;
  /** Opened at the program. A mistake that the page throws, or a rule of its security policy that it breaks, fails the test. */
  readonly page: Page;
  /** Another window of the same person, opened at the program. */
  readonly secondWindow: Page;
  /** The window of the Electron shell, in the project `electron`. */
  readonly electronWindow: Page;
};

export const test = base.extend<Fixtures>({
  browserIsThere: [
    async ({ browserName: _browserName }, runTest, testInfo) => {
      const isElectron = testInfo.project.name === 'electron';
      testInfo.skip(isElectron && findElectron() === undefined, "Electron's binary is not on this machine");
      testInfo.skip(!isElectron && findChromium() === undefined, 'Chromium is not on this machine');
      await runTest();
    },
    { auto: true },
  ],

  dataFolder: async ({ browserIsThere: _browserIsThere }, runTest) => {
    const folder = await mkdtemp(join(tmpdir(), 'triptych-e2e-'));
    await runTest(folder);
    await rm(folder, { recursive: true, force: true });
  },

  app: async ({ dataFolder }, runTest, testInfo) => {
    const app = await startApp(dataFolder);
    await runTest(app);
    await app.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('what Triptych printed', { body: app.output(), contentType: 'text/plain' });
    }
  },

  page: async ({ app, page }, runTest) => {
    const mistakes = watchMistakes(page);
    await page.goto(app.url());
    await runTest(page);
    expect(mistakes()).toEqual([]);
  },

  secondWindow: async ({ app, context }, runTest) => {
    const page = await context.newPage();
    const mistakes = watchMistakes(page);
    await page.goto(app.url());
    await runTest(page);
    expect(mistakes()).toEqual([]);
  },

  electronWindow: async ({ dataFolder }, runTest) => {
    // Without a path Playwright takes the binary of the installed package, and takes its own words out of the command line
    // before the shell reads it; with one it leaves them there, and the shell refuses options that it does not know.
    const shell = await electron.launch({ args: [resolve(import.meta.dirname, '..'), '--data-dir', dataFolder] });
    const page = await shell.firstWindow();
    const mistakes = watchMistakes(page);
    await runTest(page);
    await shell.close();
    expect(mistakes()).toEqual([]);
  },
});

/**
 * Opens the program that was started again in a window of an earlier start. Of the two addresses only what is behind the #
 * differs: the page loads itself anew, and until it has, it is still the earlier one that a test would see.
 */
export async function openAnew(page: Page, app: RunningApp): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.goto(app.url());
  await loaded;
}

function watchMistakes(page: Page): () => readonly string[] {
  const mistakes: string[] = [];
  page.on('pageerror', (error) => mistakes.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy')) mistakes.push(message.text());
  });
  return () => mistakes;
}
