/*
 * Makes the pictures of docs/screenshots (`npm run screenshots`): the built program on a fresh data folder, worked as a
 * person would, in both colour schemes and both window sizes. The README shows some of them; reviewers look at all.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';

import { chromiumFlags, findChromium } from '../build/test-needs.ts';
import { openFunction, runFunction } from './function-page.ts';
import { startApp } from './run-app.ts';

const folder = resolve(import.meta.dirname, '../docs/screenshots');
const sizes = { large: { width: 1480, height: 940 }, small: { width: 1100, height: 700 } } as const;

const dataFolder = mkdtempSync(join(tmpdir(), 'triptych-screenshots-'));
mkdirSync(folder, { recursive: true });
const app = await startApp(dataFolder);
const browser = await chromium.launch({ executablePath: findChromium() ?? 'chromium', args: [...chromiumFlags] });
try {
  let pass = 0;
  for (const scheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      const context = await browser.newContext({ viewport, colorScheme: scheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(app.url());
      await page.getByRole('tree').waitFor();
      const ending = size === 'large' ? scheme : `small-${scheme}`;
      pass += 1;
      await takeAll(page, pass, (name) => join(folder, `${name}-${ending}.png`));
      await context.close();
    }
  }
} finally {
  await browser.close();
  await app.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}

async function takeAll(page: Page, pass: number, file: (name: string) => string): Promise<void> {
  await openAndRun(page, 'ozone_model', pass);
  await page.screenshot({ path: file('plot') });
  await openAndRun(page, 'temperature_trend', pass);
  await page.screenshot({ path: file('function') });
  await openAndRun(page, 'epidemic', pass);
  await page.screenshot({ path: file('simulation') });
  await page.getByText('Runs', { exact: true }).click();
  await page.screenshot({ path: file('runs') });
  await page.getByText('Result', { exact: true }).click();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.screenshot({ path: file('palette') });
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.screenshot({ path: file('settings') });
}

/** Each pass runs each function once, so the number of its run is the number of the pass. */
async function openAndRun(page: Page, name: string, pass: number): Promise<void> {
  await openFunction(page, name);
  await runFunction(page, `Run ${String(pass)}`);
  await page.getByRole('img').first().waitFor();
  await page.mouse.move(0, 0);
}
