/* Synchronisation where it cannot go on as usual: what a person is told of it, and that the way out of it leads out. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import type { ServerProcess } from '../src-server/running-server.harness.ts';
import { openAnew } from './fixtures.ts';
import { editor, functionRow, isSaved, openFunction, writeSource } from './function-page.ts';
import { ada, connectionStatus, institute, setUpByApi, signIn } from './server-fixture.ts';
import { backToWork, beginDraft, createFunction, openSync, syncMsMax, syncStatus, test } from './synced-page.ts';
import { expectNoViolations } from './violations.ts';

test('what was made on a device that was put back to an earlier state is listed where it is not taken, and tried again', async ({
  page,
  app,
  dataFolder,
  newServer: server,
}) => {
  await beginInStep(page, server);
  await app.stop();
  const accounts = join(dataFolder, 'accounts');
  const copy = join(dataFolder, 'copy-of-accounts');
  cpSync(accounts, copy, { recursive: true });

  await test.step('it goes on, and the server hears of it', async () => {
    await app.start();
    await openAnew(page, app);
    await signInAgain(page);
    for (const name of ['made_later', 'made_last']) {
      await createFunction(page, name);
      await writeSource(page, `def ${name}():\n    return 2\n`);
      await isSaved(page);
    }
    await isInStep(page);
  });

  let madeFirst = '';
  await test.step('it is put back, and goes on from there before the server can tell', async () => {
    await app.stop();
    // Onto the files that are there, as a disk that is taken back would have it: by nothing but what is in them do they differ.
    cpSync(copy, accounts, { recursive: true });
    rmSync(copy, { recursive: true });
    await app.start();
    await openAnew(page, app);
    await functionRow(page, 'simulate').click();
    await page.keyboard.press('F2');
    await page.getByLabel('New name').fill('simulate_anew');
    await page.keyboard.press('Enter');
    await expect(functionRow(page, 'simulate_anew')).toBeVisible();
    await createFunction(page, 'made_first');
    madeFirst = page.url();
    await writeSource(page, 'def made_first():\n    return 1\n');
    await isSaved(page);
    await openSync(page);
    await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
    await expect(page.getByRole('list', { name: 'Waiting to be sent' })).toContainText('Function made_first');
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await givePassword(page);
  });

  await expect(syncStatus(page)).toHaveText('2 not taken', { timeout: syncMsMax });
  await expect(functionRow(page, 'made_later')).toBeVisible({ timeout: syncMsMax });
  // Where a person was last is the server's to tell as well, so the page that opens may be another one.
  await page.goto(madeFirst);
  await expect(page.getByText('This function is not on this device')).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'See what was not taken' }).click();
  await expect(page.getByRole('heading', { name: '2 edits not taken' })).toBeVisible();
  const list = page.getByRole('list', { name: 'Not taken by the server' });
  const renamed = list.getByRole('listitem', { name: 'Function simulate' });
  const made = list.getByRole('listitem', { name: 'Function made_first' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(renamed).toContainText('This device was put back to an earlier state');
  await expect(renamed.getByRole('row', { name: /^name/ })).toHaveText(/simulate_anew\s*simulate/);
  // Made and written are one thing to who reads it.
  await expect(made).toContainText('return 1');
  await expectNoViolations(page);
  await pressKey(made.getByRole('button', { name: 'Try again: Function made_first' }));
  await expect(made).toHaveCount(0);
  await pressKey(renamed.getByRole('button', { name: 'Try again: Function simulate' }));
  await expect(page.getByRole('heading', { name: 'In step' })).toBeVisible({ timeout: syncMsMax });
  await expect(list).toHaveCount(0);
  await backToWork(page);
  for (const name of ['made_first', 'made_last', 'made_later', 'simulate_anew'])
    await expect(functionRow(page, name)).toBeVisible();
  await openFunction(page, 'made_first');
  await expect(editor(page)).toContainText('return 1');
});

test('a program that is too old for its server says so, reads, and sends what waits when it is updated', async ({
  page,
  app,
  newServer: server,
}) => {
  await beginInStep(page, server);

  await test.step('the server is updated', async () => {
    await server.stop();
    await writeSource(page, 'def simulate():\n    return 5\n');
    await isSaved(page);
    await server.start('later');
    await expect(syncStatus(page)).toHaveText(/^Update needed, \d+ waiting$/, { timeout: syncMsMax });
    await openSync(page);
    await expect(page.getByRole('heading', { name: 'Only reading' })).toBeVisible();
    await expect(page.getByText('This program is too old for the server to take your edits. Update it')).toBeVisible();
    await expect(page.getByRole('list', { name: 'Waiting to be sent' })).toContainText('Function simulate');
    await expect(page.getByRole('list', { name: 'Not taken by the server' })).toHaveCount(0);
    await expectNoViolations(page);
  });

  await test.step('the program is updated', async () => {
    await app.stop();
    await app.start('later');
    await openAnew(page, app);
    await signInAgain(page);
    await isInStep(page);
    await openFunction(page, 'simulate');
    await expect(editor(page)).toContainText('return 5');
  });
});

/** A new server, and a draft that has come to it. */
async function beginInStep(page: Page, server: ServerProcess): Promise<void> {
  test.setTimeout(180_000);
  await setUpByApi(server);
  await signIn(page, server.address);
  await beginDraft(page, { workspace: 'Shelf of before', name: 'simulate' });
  await isInStep(page);
}

async function isInStep(page: Page): Promise<void> {
  await expect(syncStatus(page)).toHaveText('In step', { timeout: syncMsMax });
}

/** Without a keychain a start asks for the password. */
async function signInAgain(page: Page): Promise<void> {
  await connectionStatus(page).click();
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await givePassword(page);
}

async function givePassword(page: Page): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.keyboard.press('Enter');
  await expect(connectionStatus(page)).toHaveText(`Connected to ${institute.name}`);
}

async function pressKey(button: Locator): Promise<void> {
  await button.focus();
  await button.press('Enter');
}
