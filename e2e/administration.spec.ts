/* An administrator at work, in a window of the program, on a real server in another process. */
import { readFile } from 'node:fs/promises';

import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { chooseInAccountMenu } from './account-menu.ts';
import { ada, chooseInstitute, device, institute, partsOf, signIn, test } from './server-fixture.ts';
import type { SharedServer } from './server-fixture.ts';
import { findViolations } from './violations.ts';

// Of the person who runs the tests nothing is read or written: on a bus that there is not, no keychain answers.
process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';

const password = 'quartz lantern over 9 rivers';

/** Somebody who has come by an invitation. */
async function addPerson(server: SharedServer, name: string, email: string, role: string): Promise<void> {
  const api = await server.asAda();
  const { link } = await api.invitations.create({ email, name, roleIds: [role], days: 7 });
  await server.client().access.acceptInvitation({ ...partsOf(link), name, password, device });
}

async function openAdministration(page: Page, server: SharedServer, section: string): Promise<void> {
  await signIn(page, server.address);
  await chooseInstitute(page);
  await chooseInAccountMenu(page, 'Administration');
  await openSection(page, section);
}

async function openSection(page: Page, section: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Sections of the administration' })
    .getByRole('link', { name: section, exact: true })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: section, exact: true })).toBeVisible();
}

function row(page: Page, text: string): Locator {
  return page.getByRole('row').filter({ hasText: text });
}

async function chooseFor(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('somebody is invited, comes, gets another role, is suspended, restored and erased', async ({ page, server }) => {
  await openAdministration(page, server, 'People');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill('emmy@example.org');
  await dialog.getByLabel(/^Name/).fill('Emmy Noether');
  await dialog.getByLabel(/^Analyst/).check();
  await page.keyboard.press('Enter');
  const invited = page.getByRole('dialog', { name: 'emmy@example.org is invited' });
  const link = await invited.getByLabel('Link').inputValue();
  await invited.getByRole('button', { name: 'Done' }).click();
  await expect(row(page, 'emmy@example.org')).toContainText('Open');

  await server.client().access.acceptInvitation({ ...partsOf(link), name: 'Emmy Noether', password, device });
  await page.getByRole('tab', { name: 'People', exact: true }).click();
  await expect(row(page, 'Emmy Noether')).toContainText('User, Analyst');
  await chooseFor(page, 'Emmy Noether', 'Roles…');
  await page.getByRole('dialog').getByLabel(/^User/).uncheck();
  await page.getByRole('button', { name: 'Save roles' }).click();
  await expect(row(page, 'Emmy Noether')).not.toContainText('User');

  await chooseFor(page, 'Emmy Noether', 'Suspend');
  await expect(row(page, 'Emmy Noether')).toContainText('Suspended');
  await chooseFor(page, 'Emmy Noether', 'Restore');
  await expect(row(page, 'Emmy Noether')).toContainText('Active');

  const saved = page.waitForEvent('download');
  await chooseFor(page, 'Emmy Noether', 'Export what is stored');
  const file: unknown = JSON.parse(await readFile(await (await saved).path(), 'utf8'));
  expect(JSON.stringify(file)).toContain('emmy@example.org');

  await chooseFor(page, 'Emmy Noether', 'Erase for ever…');
  const erase = page.getByRole('dialog', { name: 'Erase Emmy Noether for ever?' });
  await expect(erase.getByRole('button', { name: 'Erase for ever' })).toHaveAttribute('aria-disabled', 'true');
  await erase.getByRole('textbox').fill('emmy@example.org');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Emmy Noether')).toHaveCount(0);
});

test('an invitation gets a new link, and is taken back', async ({ page, server }) => {
  const api = await server.asAda();
  await api.invitations.create({ email: 'alan@example.org', name: 'Alan', roleIds: ['viewer'], days: 7 });
  await openAdministration(page, server, 'People');
  await page.getByRole('tab', { name: 'Invitations' }).click();
  await page.getByRole('button', { name: 'New link for alan@example.org' }).click();
  const again = page.getByRole('dialog', { name: 'alan@example.org is invited' });
  await expect(again.getByLabel('Link')).toHaveValue(/#invite_/);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Take back the invitation of alan@example.org' }).click();
  await page.getByRole('button', { name: 'Take back', exact: true }).click();
  await expect(row(page, 'alan@example.org')).toHaveCount(0);
});

test('a role is made in its column from the keyboard, changed and removed; what the server refuses is told there', async ({
  page,
  server,
}) => {
  await openAdministration(page, server, 'Roles');
  await page.getByRole('button', { name: 'New role' }).click();
  await page.keyboard.type('Viewer');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This role comes with Triptych');
  await page.getByLabel('Name of the role').fill('Reviewers');
  const box = page.getByRole('checkbox', { name: 'Reviewers: Read, export and check the audit.' });
  await box.focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Save role' }).click();
  await expect(page.getByRole('columnheader', { name: /^Reviewers/ })).toBeVisible();
  await page.getByRole('button', { name: 'Change the role Reviewers' }).click();
  await expect(box).toBeChecked();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove the role Reviewers' }).click();
  await page.getByRole('button', { name: 'Remove role' }).click();
  await expect(page.getByRole('columnheader', { name: /^Reviewers/ })).toHaveCount(0);
});

test('a session of somebody is ended, and a token revoked', async ({ page, server }) => {
  const name = 'Grace Hopper';
  await addPerson(server, name, 'hopper@example.org', 'developer');
  const answer = await server.client().access.signIn({ email: 'hopper@example.org', password, device });
  if (answer.kind !== 'signed-in') throw new Error('Grace could not be signed in.');
  const grace = server.client(answer.token);
  await grace.tokens.create({ name: 'Nightly', scopes: ['function:read', 'function:run', 'run:read'], days: 30 });
  await openAdministration(page, server, 'Tokens');
  await page.getByRole('button', { name: 'Revoke the token Nightly of Grace Hopper' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByText('There is no token')).toBeVisible();
  await openSection(page, 'Sessions');
  const ends = page.getByRole('button', { name: /^End the session of Grace Hopper/ });
  await expect(ends).toHaveCount(2);
  await ends.first().click();
  await expect(ends).toHaveCount(1);
});

test('the audit is searched, read, exported whole and checked', async ({ page, server }) => {
  await addPerson(server, 'Mary Anning', 'anning@example.org', 'viewer');
  await openAdministration(page, server, 'Audit');
  await page.getByLabel('Words').fill('Mary Anning');
  await page.getByLabel('Words').press('Enter');
  // What was asked for before is gone from the list.
  await expect(row(page, 'server.set-up').or(row(page, 'tenant.created'))).toHaveCount(0);
  await row(page, 'Mary Anning').getByRole('button', { name: 'user.invitation-accepted' }).click();
  const details = page.getByRole('complementary', { name: 'Details of user.invitation-accepted' });
  await expect(details).toContainText('Mary Anning');
  await expect(details).toContainText('127.0.0.1');
  for (const [format, word] of [
    ['CSV', 'user.invitation-accepted'],
    ['NDJSON', '"userName":"Mary Anning"'],
  ] as const) {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: `All that fits, as ${format}` }).click();
    expect(await readFile(await (await saved).path(), 'utf8')).toContain(word);
  }
  await page.getByRole('button', { name: 'Check the audit' }).click();
  await expect(page.getByRole('dialog')).toContainText('Nothing was changed, left out or cut off.');
});

test('the organisation has its settings, others are made and suspended, and the server is backed up', async ({
  page,
  server,
}) => {
  await openAdministration(page, server, 'Organisation');
  await page.getByLabel('Days until a session ends').fill('40');
  await page.getByRole('button', { name: 'Save days' }).click();
  await expect(page.getByText('The setting is saved')).toBeVisible();
  await page.getByRole('button', { name: 'Show it' }).click();
  await page.getByLabel('VAT number').fill('CHE-123');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The billing information is saved')).toBeVisible();

  await openSection(page, 'All organisations');
  await page.getByRole('button', { name: 'New organisation' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Beech & Daughters');
  await expect(page.getByLabel('Short name')).toHaveValue('beech-daughters');
  await page.getByLabel('E-mail of its administrator').fill('fagus@example.org');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Link')).toHaveValue(/#invite_/);
  await page.getByRole('button', { name: 'Done' }).click();
  await chooseFor(page, 'Beech & Daughters', 'Suspend');
  await expect(row(page, 'Beech & Daughters')).toContainText('Suspended');
  await chooseFor(page, 'Beech & Daughters', 'Delete for ever…');
  await page.getByRole('dialog').getByRole('textbox').fill('beech-daughters');
  await page.keyboard.press('Enter');
  await expect(row(page, 'beech-daughters')).toHaveCount(0);

  // The first is made by the server itself, soon after its start.
  const api = await server.asAda();
  await expect.poll(async () => (await api.upkeep.backups({})).backups.length).toBeGreaterThan(0);
  await openSection(page, 'Storage and back-ups');
  await expect(page.getByText('but not a power cut')).toBeVisible();
  const backups = page.getByRole('button', { name: /^Delete the back-up/ });
  await expect(page.getByText(/The latest \d+ are kept/)).toBeVisible();
  await expect(backups.first()).toBeVisible();
  const before = await backups.count();
  await page.getByRole('button', { name: 'Back up now' }).click();
  // It is packed, unpacked again and opened before it has its name.
  await expect(backups).toHaveCount(before + 1, { timeout: 60_000 });
  await backups.first().click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(backups).toHaveCount(before);
});

test('who looks after nobody finds no administration', async ({ page, server }) => {
  await addPerson(server, 'Ida Rhodes', 'ida@example.org', 'viewer');
  await signIn(page, server.address, { ...ada, email: 'ida@example.org', password });
  await page.getByRole('button', { name: new RegExp(`^Account Ida Rhodes ${institute.name}$`) }).click();
  await expect(page.getByRole('menuitem', { name: 'Account…', exact: true })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Administration' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.evaluate(() => {
    location.hash = '/administration/people';
  });
  await expect(page.getByText('This page is for administrators')).toBeVisible();
});

const sections = [
  'People',
  'Roles',
  'Sessions',
  'Tokens',
  'Audit',
  'Organisation',
  'All organisations',
  'Storage and back-ups',
];

test('the administration breaks no rule of WCAG A or AA', async ({ page, server }) => {
  const problems: string[] = [];
  async function look(screen: string): Promise<void> {
    for (const found of await findViolations(page)) problems.push(`${screen}: ${found}`);
  }
  await openAdministration(page, server, 'People');
  for (const section of sections) {
    await openSection(page, section);
    await expect(page.locator('.admin-answer[aria-busy="false"]').first()).toBeVisible();
    await expect(page.getByRole('main').getByRole('status')).toHaveCount(0);
    await look(section);
  }
  await openSection(page, 'Roles');
  await page.getByRole('button', { name: 'New role' }).click();
  await look('a role that is being made');
  await openSection(page, 'People');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('inviting somebody');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Actions for Ada Lovelace' }).click();
  await look('the menu of a person');
  expect(problems).toEqual([]);
});
