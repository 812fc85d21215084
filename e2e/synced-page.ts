/* What a person does with two devices that synchronise, for tests. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { editor, isSaved, openFunction, writeSource } from './function-page.ts';
import { openSecondApp } from './second-app.ts';
import type { SecondApp } from './second-app.ts';
import { chooseInstitute, connectionStatus, signIn, test as base } from './server-fixture.ts';

// Of the person who runs the tests nothing is read or written: on a bus that there is not, no keychain answers.
process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';

type Fixtures = {
  /** Ada's other device. */
  readonly second: SecondApp;
};

export const test = base.extend<Fixtures>({
  second: async ({ browser, browserIsThere: _browserIsThere }, runTest) => {
    const app = await openSecondApp(browser);
    await runTest(app);
    await app.close();
  },
});

/** Where the server has been away, or something else is at work on the machine. */
export const syncMsMax = 60_000;
const clickMsMax = 5_000;

export function syncStatus(page: Page) {
  return page.getByRole('button', { name: /^Synchronisation: / });
}

export async function openSync(page: Page): Promise<void> {
  await syncStatus(page).click();
  await expect(page.getByRole('heading', { name: 'Synchronisation', exact: true })).toBeVisible();
}

export async function backToWork(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Back to work' }).click();
}

export async function pause(page: Page): Promise<void> {
  await openSync(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('heading', { name: 'Paused' })).toBeVisible();
  await backToWork(page);
}

export async function resume(page: Page): Promise<void> {
  await openSync(page);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('heading', { name: 'In step' })).toBeVisible({ timeout: syncMsMax });
}

export async function signInBoth(pages: readonly Page[], address: string): Promise<void> {
  for (const page of pages) {
    await signIn(page, address);
    await chooseInstitute(page);
    await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  }
}

export async function createWorkspace(page: Page, name: string): Promise<void> {
  await expect(syncStatus(page)).toHaveText('In step', { timeout: syncMsMax });
  await makeWorkspace(page, name);
}

/** Other tests may have left workspaces at the server, of which the first is opened when it arrives, and that closes what is open. */
export async function makeWorkspace(page: Page, name: string): Promise<void> {
  const make = page.getByRole('menuitem', { name: 'New workspace…' });
  const dialog = page.getByRole('dialog');
  const way = page.getByRole('button', { name: /^(New workspace|Workspace .*, choose another)$/ });
  await expect(async () => {
    if (!(await make.or(dialog).isVisible())) await way.click({ timeout: clickMsMax });
    await expect(make.or(dialog)).toBeVisible({ timeout: clickMsMax });
    if (await make.isVisible()) await make.click({ timeout: clickMsMax });
    await dialog.getByLabel('Name').fill(name, { timeout: clickMsMax });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Workspace ${name}, choose another` })).toBeVisible();
}

export async function chooseWorkspace(page: Page, name: string): Promise<void> {
  const wanted = page.getByRole('button', { name: `Workspace ${name}, choose another` });
  const item = page.getByRole('menuitem', { name });
  await expect(async () => {
    if (await wanted.isVisible()) return;
    if (!(await item.isVisible()))
      await page.getByRole('button', { name: /^Workspace .*, choose another$/ }).click({ timeout: clickMsMax });
    await item.click({ timeout: clickMsMax });
  }).toPass();
  await expect(wanted).toBeVisible();
}

export async function createFunction(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New function', exact: true }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  // The editor of what was open before is on screen for a moment longer.
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await expect(editor(page)).toBeVisible();
}

type SharedDraft = { readonly workspace: string; readonly name: string };

/** A draft of Ada's that is stored, in a workspace of its own. */
export async function beginDraft(page: Page, { workspace, name }: SharedDraft): Promise<void> {
  await createWorkspace(page, workspace);
  await createFunction(page, name);
  await writeSource(page, `def ${name}():\n    return 1\n`);
  await isSaved(page);
}

/** The same draft on another device, once it has come. */
export async function joinDraft(page: Page, { workspace, name }: SharedDraft): Promise<void> {
  await chooseWorkspace(page, workspace);
  await openFunction(page, name);
  await expect(editor(page)).toContainText('return 1');
}
