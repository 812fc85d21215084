/* Another installation of the program, with a data folder and a browser of its own: another device. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, Page } from '@playwright/test';

import { startApp } from './run-app.ts';

export type SecondApp = { readonly page: Page; readonly close: () => Promise<void> };

export async function openSecondApp(browser: Browser): Promise<SecondApp> {
  const folder = await mkdtemp(join(tmpdir(), 'triptych-e2e-second-'));
  const app = await startApp(folder);
  const context = await browser.newContext({ viewport: { width: 1480, height: 940 } });
  const page = await context.newPage();
  await page.goto(app.url());
  return {
    page,
    close: async () => {
      await context.close();
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
