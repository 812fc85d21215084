import { expect } from '@playwright/test';

import { editor, isSaved, writeSource } from './function-page.ts';
import { connectionStatus, device, openAccountPage, partsOf, signIn, test } from './server-fixture.ts';
import { expectNoViolations } from './violations.ts';

// Of the person who runs the tests nothing is read or written: on a bus that there is not, no keychain answers.
process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';

const cleo = { email: 'cleo@closing.example.org', name: 'Cleo', password: 'seven herons over a cold quarry' };

test('an organisation that is suspended, closed and opened while one is at work says so, and work goes on', async ({
  page,
  server,
}) => {
  test.setTimeout(240_000);
  const asAda = await server.asAda();
  const { tenant, link } = await asAda.tenants.create({
    name: 'Closing House',
    slug: 'closing-house',
    administratorEmail: cleo.email,
  });
  const { name, password } = cleo;
  await server.client().access.acceptInvitation({ ...partsOf(link), name, password, device });
  await signIn(page, server.address, cleo);
  await expect(connectionStatus(page)).toHaveText('Connected to Closing House');
  await page.getByRole('button', { name: 'New workspace', exact: true }).click();
  await page.getByLabel('Name').fill('Shelf of Cleo');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'New function', exact: true }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('simulate');
  await page.keyboard.press('Enter');
  await expect(editor(page)).toBeVisible();
  const sync = page.getByRole('button', { name: /^Synchronisation: / });
  await expect(sync).toHaveText('In step');

  await asAda.tenants.setStatus({ id: tenant.id, status: 'suspended' });
  await expect(connectionStatus(page)).toHaveText('Closing House is suspended');
  await writeSource(page, '# written while it is suspended\n');
  await isSaved(page);
  await expect(sync).toHaveText(/^Only reading, \d+ waiting$/, { timeout: 60_000 });
  await sync.click();
  await expect(page.getByRole('heading', { name: 'Only reading' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('When your organisation is open again they are sent by themselves')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Waiting to be sent' })).toContainText('Function simulate');
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Back to work' }).click();
  await openAccountPage(page);
  await expect(page.getByRole('heading', { name: 'Your organisation is suspended' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to work' }).click();

  await asAda.tenants.setStatus({ id: tenant.id, status: 'cancelled' });
  await expect(connectionStatus(page)).toHaveText('Organisation closed');
  await sync.click();
  await expect(page.getByRole('heading', { name: 'Your organisation is closed' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to work' }).click();
  await page
    .getByRole('contentinfo', { name: 'Status' })
    .getByRole('button', { name: /Organisation closed/ })
    .click();
  await expect(page.getByText('Your organisation has been closed there. Ask whoever runs the server.')).toBeVisible();
  await expect(page.getByText('Your work here goes on as always.')).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await writeSource(page, '# written while it is closed\n');
  await isSaved(page);

  await asAda.tenants.setStatus({ id: tenant.id, status: 'active' });
  await expect(connectionStatus(page)).toHaveText('Connected to Closing House', { timeout: 60_000 });
  await expect(sync).toHaveText('In step', { timeout: 60_000 });
  await expect(editor(page)).toContainText('# written while it is closed');
});
