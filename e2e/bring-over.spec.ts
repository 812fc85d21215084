import { expect } from '@playwright/test';

import { editor, isSaved, openFunction, writeSource } from './function-page.ts';
import { chooseInstitute, signIn } from './server-fixture.ts';
import { backToWork, chooseWorkspace, createFunction, openSync, syncStatus, test } from './synced-page.ts';
import { expectNoViolations } from './violations.ts';

test('what a person has made in personal is offered after the first sign-in, brought over, and on their second device', async ({
  page,
  second,
  server,
}) => {
  test.setTimeout(180_000);
  await test.step('weeks without a server', async () => {
    await page.getByRole('button', { name: /^Workspace .*, choose another$/ }).click();
    await page.getByRole('menuitem', { name: 'New workspace…' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Field notes');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Workspace Field notes, choose another' })).toBeVisible();
    await createFunction(page, 'weigh');
    await writeSource(page, 'weigh <- function() 42\n');
    await isSaved(page);
  });

  await test.step('the first sign-in offers it, and nothing is chosen', async () => {
    await signIn(page, server.address);
    await chooseInstitute(page);
    await page.getByRole('button', { name: 'Choose what to bring…' }).click({ timeout: 20_000 });
    await expect(page.getByRole('heading', { name: 'Bring over from your personal account' })).toBeVisible();
    await expect(page.getByRole('checkbox', { name: 'Field notes' })).not.toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'Examples' })).not.toBeChecked();
    await expectNoViolations(page);
  });

  await test.step('it is brought over', async () => {
    await page.getByRole('checkbox', { name: 'Field notes' }).check();
    await page.getByRole('button', { name: 'Bring over to Example Institute' }).click();
    await expect(page.getByText('Field notes is in Example Institute now')).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(/^Brought over .* as Field notes\./)).toBeVisible({ timeout: 20_000 });
    await expectNoViolations(page);
    await backToWork(page);
    await expect(syncStatus(page)).toHaveText('In step', { timeout: 20_000 });
  });

  await test.step('and is on the second device', async () => {
    await signIn(second.page, server.address);
    await chooseInstitute(second.page);
    await expect(syncStatus(second.page)).toHaveText('In step', { timeout: 20_000 });
    await chooseWorkspace(second.page, 'Field notes');
    await openFunction(second.page, 'weigh');
    await expect(editor(second.page)).toContainText('42');
  });

  await test.step('later it is found in the list of workspaces and with synchronisation', async () => {
    await page.getByRole('button', { name: /^Workspace .*, choose another$/ }).click();
    await page.getByRole('menuitem', { name: 'Bring over from personal…' }).click();
    await expect(page.getByText(/^Brought over .* as Field notes\./)).toBeVisible();
    await backToWork(page);
    await openSync(page);
    await page.getByRole('button', { name: 'Bring over from it…' }).click();
    await expect(page.getByRole('heading', { name: 'Bring over from your personal account' })).toBeVisible();
  });
});
