// The pictures of connecting to a server and of an account there, for screenshots.ts.
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import type { ServerProcess } from '../src-server/running-server.harness.ts';
import { ada, connectionStatus, giveAddress, openAccountPage, openConnect } from './server-fixture.ts';

/** Ends in the personal account, where it has begun. */
export async function takeAccess(page: Page, server: ServerProcess, file: (name: string) => string): Promise<void> {
  await openConnect(page);
  await giveAddress(page, server.address);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.screenshot({ path: file('connect') });
  await page.keyboard.press('Enter');
  await expect(connectionStatus(page)).toContainText('Connected');
  await openAccountPage(page);
  await page.getByRole('list', { name: 'Devices' }).waitFor();
  await page.screenshot({ path: file('account') });
  await page.getByRole('button', { name: 'Open Personal' }).click();
  await page.getByRole('tree').waitFor();
}
