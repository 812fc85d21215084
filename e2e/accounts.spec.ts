import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { writeAccounts } from './account-files.ts';
import { chooseInAccountMenu } from './account-menu.ts';
import { openAnew, test as base } from './fixtures.ts';
import { editor, openFunction, writeSource } from './function-page.ts';
import { findViolations } from './violations.ts';

const test = base.extend<object>({
  dataFolder: async ({ dataFolder }, runTest) => {
    writeAccounts(dataFolder, [
      { tenantName: 'Acme Analytics', userName: 'Ada Lovelace' },
      { tenantName: 'Beech & Daughters', userName: 'Ada Lovelace', role: 'viewer', permissions: ['workspace:read'] },
      { tenantName: 'Cedar', userName: 'Ada Lovelace', isDamaged: true },
    ]);
    await runTest(dataFolder);
  },
});

// Of the person who runs the tests nothing is read or written: on a bus that there is not, no keychain answers.
process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';

async function openMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account / }).click();
  await expect(page.getByRole('menu')).toBeVisible();
}

function accountButton(page: Page, tenant: string) {
  return page.getByRole('button', { name: new RegExp(`^Account .* ${tenant}$`) });
}

const personal = 'On this device only';

test('another account opens in every window at its start page, and what was typed before stays where it was', async ({
  page,
  secondWindow,
}) => {
  await openFunction(page, 'ozone_model');
  await writeSource(page, '# typed just before leaving');
  await chooseInAccountMenu(page, /Acme Analytics/);
  for (const window of [page, secondWindow]) {
    await expect(window.getByText('There is no workspace yet')).toBeVisible();
    await expect(accountButton(window, 'Acme Analytics')).toBeVisible();
  }
  await page.getByRole('button', { name: 'New workspace', exact: true }).click();
  await page.getByLabel('Name').fill('Shelf');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Workspace Shelf/ })).toBeVisible();
  await chooseInAccountMenu(page, /Personal/);
  await expect(page.getByRole('button', { name: /^Workspace Examples/ })).toBeVisible();
  await openFunction(page, 'ozone_model');
  await expect(editor(page)).toContainText('# typed just before leaving');
});

test('an account is chosen with the keyboard, in the menu and in the palette, and is there at the next start', async ({
  page,
  app,
}) => {
  await accountButton(page, personal).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /Personal/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: /Acme Analytics/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(accountButton(page, 'Acme Analytics')).toBeVisible();
  await page.getByRole('button', { name: 'New workspace', exact: true }).click();
  await page.getByLabel('Name').fill('Shelf');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Workspace Shelf/ })).toBeVisible();
  await app.stop();
  await app.start();
  await openAnew(page, app);
  await expect(page.getByRole('button', { name: /^Workspace Shelf/ })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByLabel('Search functions, workspaces and commands').fill('personal account');
  await page.keyboard.press('Enter');
  await expect(accountButton(page, personal)).toBeVisible();
});

test('an account that cannot be opened leaves the one that is open', async ({ page }) => {
  await openFunction(page, 'ozone_model');
  await chooseInAccountMenu(page, /Cedar/);
  const told = page.getByRole('alert').filter({ hasText: 'The account could not be opened' });
  await expect(told).toContainText('cannot be read');
  await expect(accountButton(page, personal)).toBeVisible();
  await writeSource(page, '# still at work');
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
});

test('who may only look is told so', async ({ page }) => {
  await chooseInAccountMenu(page, /Beech/);
  await expect(page.getByRole('button', { name: 'New workspace', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});

test('a menu and the Release button say why they are not for whoever may only look', async ({
  page,
  app,
  dataFolder,
}) => {
  // What was made while one might, before the role was taken away.
  await chooseInAccountMenu(page, /Acme Analytics/);
  await page.getByRole('button', { name: 'New workspace', exact: true }).click();
  await page.getByLabel('Name').fill('Shelf');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'New function', exact: true }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('simulate');
  await page.keyboard.press('Enter');
  await expect(editor(page)).toBeVisible();
  await app.stop();
  writeAccounts(dataFolder, [
    {
      tenantName: 'Acme Analytics',
      userName: 'Ada Lovelace',
      role: 'viewer',
      permissions: ['workspace:read', 'function:read'],
    },
  ]);
  await app.start();
  await openAnew(page, app);
  await chooseInAccountMenu(page, /Acme Analytics/);
  await expect(accountButton(page, 'Acme Analytics')).toBeVisible();
  await openFunction(page, 'simulate');
  const release = page.getByRole('button', { name: 'Release…' });
  await expect(release).toHaveAttribute('aria-disabled', 'true');
  await release.hover();
  await expect(page.getByRole('tooltip')).toHaveText('Your role may not release functions');
  await page.getByRole('button', { name: /^Workspace Shelf/ }).click();
  const rename = page.getByRole('menuitem', { name: 'Rename this workspace…' });
  await rename.hover();
  await expect(page.getByRole('tooltip').filter({ hasText: 'Your role may not change workspaces' })).toBeVisible();
  await rename.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

test('an account is forgotten with what it has here', async ({ page, dataFolder }) => {
  await chooseInAccountMenu(page, /Acme Analytics/);
  await expect(accountButton(page, 'Acme Analytics')).toBeVisible();
  await chooseInAccountMenu(page, /Forget this account/);
  const dialog = page.getByRole('dialog', { name: 'Forget this account?' });
  await dialog.getByLabel('Keep its data on this device').uncheck();
  await dialog.getByRole('button', { name: 'Forget account and delete its data' }).click();
  await expect(accountButton(page, personal)).toBeVisible();
  await openMenu(page);
  await expect(page.getByRole('menuitem', { name: /Beech/ })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: /Acme/ })).toHaveCount(0);
  await expect
    .poll(() => readdirSync(join(dataFolder, 'accounts')).filter((name) => name.endsWith('.sqlite')))
    .toHaveLength(2);
});

test('a vault is made, and after a start unlocked with its passphrase', async ({ page, app, dataFolder }) => {
  await chooseInAccountMenu(page, /Secrets on this device/);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('no keychain');
  const next = dialog.getByLabel('New passphrase', { exact: true });
  await expect(next).toHaveAccessibleDescription(/^At least \d+ characters/);
  await next.fill('four words by chance');
  await dialog.getByLabel('The new one again', { exact: true }).fill('four words by chance');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The vault is made and open')).toBeVisible();
  expect(existsSync(join(dataFolder, 'vault.json'))).toBe(true);
  await app.stop();
  await app.start();
  await openAnew(page, app);
  await chooseInAccountMenu(page, /Secrets on this device/);
  await expect(page.getByRole('dialog', { name: 'Unlock the vault' })).toBeVisible();
  await dialog.getByLabel('Passphrase', { exact: true }).fill('four words by choice');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('This is not the passphrase of the vault');
  await dialog.getByLabel('Passphrase', { exact: true }).fill('four words by chance');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The vault is open')).toBeVisible();
});

test('what is about accounts breaks no rule of WCAG A or AA', async ({ page }) => {
  const problems: string[] = [];
  async function look(screen: string): Promise<void> {
    for (const found of await findViolations(page)) problems.push(`${screen}: ${found}`);
  }
  await openMenu(page);
  await look('the menu of accounts');
  await page.getByRole('menuitem', { name: /Secrets on this device/ }).click();
  await expect(page.getByRole('dialog').getByLabel('New passphrase', { exact: true })).toBeVisible();
  await look('the dialog of secrets');
  await page.keyboard.press('Escape');
  await chooseInAccountMenu(page, /Acme Analytics/);
  await expect(page.getByText('There is no workspace yet')).toBeVisible();
  await look('the start page of an account');
  await chooseInAccountMenu(page, /Forget this account/);
  await expect(page.getByRole('dialog', { name: /^Forget/ })).toBeVisible();
  await look('forgetting an account');
  expect(problems).toEqual([]);
});
