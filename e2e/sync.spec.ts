import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { openNetwork } from '../src-main/access/network.harness.ts';
import { editor, functionRow } from './function-page.ts';
import { chooseInstitute, device, institute, partsOf, signIn } from './server-fixture.ts';
import {
  backToWork,
  beginDraft,
  createWorkspace,
  joinDraft,
  openSync,
  pause,
  resume,
  signInBoth,
  syncMsMax,
  syncStatus,
  test,
} from './synced-page.ts';
import { expectNoViolations } from './violations.ts';

test('a draft that two devices type in at once has what both typed, and edits made apart meet', async ({
  page,
  second,
  server,
}) => {
  test.setTimeout(240_000);
  await signInBoth([page, second.page], server.address);
  const draft = { workspace: 'Shelf of both', name: 'simulate' };
  await beginDraft(page, draft);
  await joinDraft(second.page, draft);

  await test.step('live, both in the same draft', async () => {
    await editor(page).click();
    await page.keyboard.press('ControlOrMeta+Home');
    await editor(second.page).click();
    await second.page.keyboard.press('ControlOrMeta+End');
    await Promise.all([page.keyboard.type('# by the first\n'), second.page.keyboard.type('# by the second\n')]);
    for (const each of [page, second.page]) {
      await expect(editor(each)).toContainText('# by the first');
      await expect(editor(each)).toContainText('# by the second');
    }
    await expect
      .poll(async () => (await editor(page).innerText()) === (await editor(second.page).innerText()))
      .toBe(true);
  });

  await test.step('apart, each renames it', async () => {
    for (const each of [page, second.page]) await pause(each);
    await renameFunction(page, 'simulate', 'by_the_first');
    await renameFunction(second.page, 'simulate', 'by_the_second');
    await expect(syncStatus(page)).toHaveText(/Paused, \d+ waiting/);
    await openSync(page);
    await expect(page.getByRole('list', { name: 'Waiting to be sent' })).toContainText('by_the_first');
    await expectNoViolations(page);
    await backToWork(page);
    await resume(page);
    await resume(second.page);
    await expect(page.getByRole('list', { name: 'Overwritten by somebody who had not seen yours' })).toContainText(
      'by_the_second',
    );
    await expectNoViolations(page);
    await page
      .getByRole('button', { name: /^Restore mine/ })
      .first()
      .click();
    await expect(page.getByRole('button', { name: /^Restore mine/ })).toHaveCount(0);
    await backToWork(second.page);
    await expect(functionRow(second.page, 'by_the_first')).toBeVisible();
  });
});

test('a workspace is shared with a person of the organisation, who then has it, and not any more when they are removed', async ({
  page,
  second,
  server,
}) => {
  test.setTimeout(240_000);
  const grace = { email: 'grace@example.org', name: 'Grace Brewster', password: 'sextant under 4 willows' };
  const client = await server.asAda();
  const { link } = await client.invitations.create({ email: grace.email, name: grace.name, roleIds: ['analyst'] });
  const { name, password } = grace;
  await server.client().access.acceptInvitation({ ...partsOf(link), name, password, device });
  await signIn(page, server.address);
  await chooseInstitute(page);
  await signIn(second.page, server.address, grace);
  await expect(second.page.getByText('There is no workspace yet')).toBeVisible();
  await createWorkspace(page, 'Shared shelf');
  await page.getByRole('button', { name: 'Workspace Shared shelf, choose another' }).click();
  await page.getByRole('menuitem', { name: 'Share this workspace…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share Shared shelf' });
  await expect(dialog.getByRole('list', { name: 'Members' })).toContainText('Ada Lovelace');
  await dialog.getByPlaceholder('Choose a person').fill('Grace B');
  await page.getByRole('option', { name: /Grace Brewster/ }).click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('list', { name: 'Members' })).toContainText('Grace Brewster');
  await expectNoViolations(page);
  await expect(second.page.getByRole('button', { name: 'Workspace Shared shelf, choose another' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove Grace Brewster' }).click();
  await expect(second.page.getByText('There is no workspace yet')).toBeVisible();
});

test('a first connection shows what comes and what is shared, and work begins before all is there', async ({
  page,
  server,
}) => {
  test.setTimeout(240_000);
  const network = await openNetwork(server.address, 5);
  // Nothing of what it may see arrives until it is said so: how long it would take otherwise, nobody knows.
  network.stallAt('/sync/rows');
  await signIn(page, network.address);
  const progress = page.getByRole('progressbar', { name: 'How much has been fetched' });
  const choice = page.getByRole('radio', { name: /^Example/ });
  const load = page.getByText(`Fetching what you may see in ${institute.name}`);
  await expect(load.or(choice)).toBeVisible();
  if (await choice.isVisible()) {
    await choice.check();
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  await expect(load).toBeVisible();
  await expect(progress).toHaveAttribute('aria-valuenow', /^\d+$/);
  await expect(page.getByText('Their members see them, and your administrators.')).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'New workspace', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Made meanwhile');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Workspace Made meanwhile, choose another' })).toBeVisible();
  network.set('fine');
  await expect(syncStatus(page)).toHaveText('In step', { timeout: syncMsMax });
  await network.close();
});

async function renameFunction(page: Page, from: string, to: string): Promise<void> {
  await functionRow(page, from).click();
  await page.keyboard.press('F2');
  await page.getByLabel('New name').fill(to);
  await page.keyboard.press('Enter');
  await expect(functionRow(page, to)).toBeVisible();
}
