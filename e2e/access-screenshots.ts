// The pictures of connecting to a server, of an account there, and of what is shared with others, for screenshots.ts.
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
  await expect(page.getByRole('button', { name: /^Synchronisation: / })).toHaveText('In step');
  await openAccountPage(page);
  await page.getByRole('list', { name: 'Devices' }).waitFor();
  await page.screenshot({ path: file('account') });
  await page.getByRole('button', { name: /^Account / }).click();
  await page.getByRole('menuitem', { name: 'Account…', exact: true }).waitFor();
  await page.screenshot({ path: file('accounts') });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to work' }).click();
  await takeShared(page, file);
  await openAccountPage(page);
  const offer = page.getByRole('button', { name: 'Not now' });
  if (await offer.isVisible()) await offer.click();
  await page.getByRole('button', { name: 'Open Personal' }).click();
  await page.getByRole('tree').waitFor();
}

async function takeShared(page: Page, file: (name: string) => string): Promise<void> {
  const sync = page.getByRole('button', { name: /^Synchronisation: / });
  await expect(sync).toHaveText('In step');
  const workspace = page.getByRole('button', { name: 'Workspace Ozone, choose another' });
  const make = page.getByRole('button', { name: 'New workspace', exact: true });
  await expect(workspace.or(make).first()).toBeVisible();
  // Made with the first picture.
  if (await make.isVisible()) {
    await make.click();
    await page.getByLabel('Name').fill('Ozone');
    await page.keyboard.press('Enter');
  }
  await expect(workspace).toBeVisible();
  await expect(sync).toHaveText('In step');
  await workspace.click();
  await page.getByRole('menuitem', { name: 'Share this workspace…' }).click();
  await expect(page.getByRole('dialog').getByText(ada.name).first()).toBeVisible();
  await page.screenshot({ path: file('share') });
  await page.getByRole('button', { name: 'Done' }).click();
  await sync.click();
  await expect(page.getByRole('heading', { name: 'In step' })).toBeVisible();
  await page.screenshot({ path: file('synchronisation') });
  await page.getByRole('button', { name: 'Back to work' }).click();
}
