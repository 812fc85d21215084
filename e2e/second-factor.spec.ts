/* A second factor as a person meets it: set up, asked for, lost, demanded; and showing again who one is. */
import { join } from 'node:path';

import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';

import { showCode, showWrongCode } from '../src-server/access/authenticator.harness.ts';
import { openPglite } from '../src-server/db/open-pglite.ts';
import { chooseInAccountMenu } from './account-menu.ts';
import {
  ada,
  connectionStatus,
  device,
  giveAddress,
  openAccountPage,
  openConnect,
  partsOf,
  setUpByApi,
  signIn,
  test,
} from './server-fixture.ts';
import type { SharedServer } from './server-fixture.ts';
import { expectNoViolations } from './violations.ts';

// Of the person who runs the tests nothing is read or written: on a bus that there is not, no keychain answers.
process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';

const password = 'quartz lantern over 9 rivers';
const step = 30_000;

async function addPerson(server: SharedServer, name: string, roleId = 'developer') {
  const email = `${name.toLowerCase()}@example.org`;
  const api = await server.asAda();
  const { link } = await api.invitations.create({ email, name, roleIds: [roleId], days: 7 });
  await server.client().access.acceptInvitation({ ...partsOf(link), name, password, device });
  return { email, name, password };
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out…' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(connectionStatus(page)).toHaveText('Signed out');
}

async function signInAgain(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Type your code' })).toBeVisible();
}

/** As somebody reads it who types it into a telephone. */
async function readSecret(page: Page): Promise<string> {
  return (await page.getByLabel('Secret for the authenticator').innerText()).replaceAll(' ', '');
}

test('a second factor is set up on the account page, and asked for at the next sign-in', async ({ page, server }) => {
  const person = await addPerson(server, 'Hypatia');
  await signIn(page, server.address, person);
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await openAccountPage(page);
  const section = page.getByRole('region', { name: 'Second factor' });
  await expect(section).toContainText('You have none.');
  await section.getByRole('button', { name: 'Set up…' }).click();
  const setUp = page.getByRole('dialog', { name: 'Set up a second factor' });
  await expect(setUp.getByRole('img', { name: 'Picture for the authenticator' })).toBeVisible();
  await expect(setUp.getByRole('textbox', { name: 'Code', exact: true })).toBeFocused();
  const secret = await readSecret(page);
  await page.keyboard.type(showWrongCode(secret, Date.now()));
  await page.keyboard.press('Enter');
  await expect(setUp.getByText('The code is not right.')).toBeVisible();
  await expectNoViolations(page);
  await setUp.getByRole('textbox', { name: 'Code', exact: true }).fill(showCode(secret, Date.now()));
  await page.keyboard.press('Enter');
  const kept = page.getByRole('dialog', { name: 'Keep your recovery codes' });
  await expect(kept.getByRole('listitem')).toHaveCount(10);
  const [first = ''] = await kept.getByRole('listitem').allInnerTexts();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  const saved = page.waitForEvent('download');
  await kept.getByRole('button', { name: 'Save as a file' }).click();
  expect((await saved).suggestedFilename()).toBe('triptych-recovery-codes.txt');
  await kept.getByRole('button', { name: 'I have kept them' }).click();
  await expect(section).toContainText('10 are left');

  await signOut(page);
  await signInAgain(page);
  await expect(page.getByRole('textbox', { name: 'Code', exact: true })).toBeFocused();
  await page.keyboard.type(showWrongCode(secret, Date.now()));
  await page.keyboard.press('Enter');
  await expect(page.getByText('The code is not right.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Code', exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expectNoViolations(page);
  // The one of the step after that of setting up: each is good once.
  const second = showCode(secret, Date.now() + step);
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(second);
  await page.keyboard.press('Enter');
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await openAccountPage(page);

  await signOut(page);
  await signInAgain(page);
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(second);
  await page.keyboard.press('Enter');
  // Where the machine took more than a minute, it is too old as well.
  await expect(page.getByText(/The code (was used already|is too old)/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(first.trim().toLowerCase());
  await page.keyboard.press('Enter');
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await openAccountPage(page);
  await expect(section).toContainText('9 are left');

  await section.getByRole('button', { name: 'Make new codes…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make new codes' }).click();
  await expect(kept.getByRole('listitem')).toHaveCount(10);
  const [renewed = ''] = await kept.getByRole('listitem').allInnerTexts();
  await kept.getByRole('button', { name: 'I have kept them' }).click();
  await section.getByRole('button', { name: 'Remove…' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove the second factor?' });
  await remove.getByLabel('Password', { exact: true }).fill(password);
  await remove.getByRole('textbox', { name: 'Code', exact: true }).fill(first);
  await remove.getByRole('button', { name: 'Remove it' }).click();
  await expect(remove.getByText('The code is not right.')).toBeVisible();
  await expectNoViolations(page);
  await remove.getByRole('textbox', { name: 'Code', exact: true }).fill(renewed);
  await remove.getByRole('button', { name: 'Remove it' }).click();
  await expect(section).toContainText('You have none.');
});

test('an administrator sees who has one, and resets a lost one', async ({ page, server }) => {
  const person = await addPerson(server, 'Emilie');
  const answer = await server.client().access.signIn({ email: person.email, password, device });
  if (answer.kind !== 'signed-in') throw new Error('Emilie has no second factor yet.');
  const own = server.client(answer.token).secondFactor;
  const { secret } = await own.begin({});
  await own.confirm({ code: showCode(secret, Date.now()) });
  const manager = await addPerson(server, 'Olympe', 'admin');
  await signIn(page, server.address, manager);
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await chooseInAccountMenu(page, 'Administration');
  await page.getByRole('link', { name: 'People', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: person.email });
  await expect(row.getByRole('cell').nth(3)).toHaveText('On');
  await row.getByRole('button', { name: 'Actions for Emilie' }).click();
  await page.getByRole('menuitem', { name: 'Reset second factor…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reset the second factor of Emilie?' });
  await expect(dialog).toBeVisible();
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Reset it' }).click();
  await expect(row.getByRole('cell').nth(3)).toHaveText('none');
  expect((await server.client().access.signIn({ email: person.email, password, device })).kind).toBe('signed-in');
});

test('an organisation demands one: it is set up before anything else is reached', async ({
  page,
  newServer: server,
}) => {
  await setUpByApi(server);
  await signIn(page, server.address);
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await chooseInAccountMenu(page, 'Administration');
  await page.getByRole('link', { name: 'Organisation', exact: true }).click();
  const demand = page.getByRole('combobox', { name: 'A second factor is demanded of' });
  await demand.click();
  await page.getByRole('option', { name: 'Everybody' }).click();
  await expect(page.getByText('You have no second factor yourself')).toBeVisible();
  await expect(demand).toHaveValue('Nobody');
  const answer = await server.client().access.signIn({ email: ada.email, password: ada.password, device });
  if (answer.kind !== 'signed-in') throw new Error('Ada has no second factor yet.');
  const api = server.client(answer.token);
  const { secret: adasSecret } = await api.secondFactor.begin({});
  await api.secondFactor.confirm({ code: showCode(adasSecret, Date.now()) });
  await demand.click();
  await page.getByRole('option', { name: 'Everybody' }).click();
  await expect(demand).toHaveValue('Everybody');
  await expectNoViolations(page);
  expect((await api.tenant.current({})).config).toContainEqual(
    expect.objectContaining({ key: tenantSettings.secondFactor, value: 'everyone' }),
  );

  const { link } = await api.invitations.create({ email: 'maria@example.org', name: 'Maria', roleIds: ['viewer'] });
  await openConnect(page);
  await giveAddress(page, link);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
  await expect(page.getByText('Example Institute demands one')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Code', exact: true })).toBeFocused();
  await expectNoViolations(page);
  const secret = await readSecret(page);
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(showCode(secret, Date.now()));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Keep your recovery codes' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10);
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  // Ada's account was connected too: only who it is tells that the other one has come.
  await expect(page.getByRole('button', { name: 'Account Maria Example Institute' })).toBeVisible();
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await openAccountPage(page);
  const section = page.getByRole('region', { name: 'Second factor' });
  await expect(section).toContainText('Your organisation demands it.');
  await expect(section.getByRole('button', { name: 'Remove…' })).toHaveAttribute('aria-disabled', 'true');
});

test('who signed in long ago shows again who they are before they end a session or give rights', async ({
  page,
  newServer: server,
  newServerFolder: dataFolder,
}) => {
  await setUpByApi(server);
  await signIn(page, server.address);
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await openAccountPage(page);
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await expect(sessions.getByRole('listitem')).toHaveCount(2);
  await server.stop();
  const database = await openPglite(join(dataFolder, 'database'));
  await database.asOwner(
    async ({ query }) => await query(`UPDATE sessions SET proven_at = now() - interval '11 minutes'`),
  );
  await database.close();
  await server.start();
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute', { timeout: 60_000 });
  await openAccountPage(page);
  const endOthers = sessions.getByRole('button', { name: 'End all others' });
  await endOthers.click();
  const dialog = page.getByRole('dialog', { name: 'Show that it is you' });
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await dialog.getByLabel('Password', { exact: true }).fill('quartz lantern over 8 rivers');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('That is not your password.')).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await expect(page.getByText('Show first that it is you')).toBeVisible();
  await expect(sessions.getByRole('listitem')).toHaveCount(2);

  await chooseInAccountMenu(page, 'Administration');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const inviting = page.getByRole('dialog', { name: 'Invite somebody' });
  await inviting.getByLabel('E-mail').fill('emmy@example.org');
  await inviting.getByLabel(/^Analyst/).check();
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await expectNoViolations(page);
  // Given up, what was typed is still there.
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(inviting.getByText('Show first that it is you')).toBeVisible();
  await expect(inviting.getByLabel('E-mail')).toHaveValue('emmy@example.org');
  await inviting.getByRole('button', { name: 'Invite', exact: true }).click();
  await dialog.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'emmy@example.org is invited' })).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();

  // Who has shown it is not asked again.
  await openAccountPage(page);
  await endOthers.click();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
});
