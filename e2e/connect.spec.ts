import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '@playwright/test';

import {
  ada,
  chooseInstitute,
  connectionStatus,
  device,
  giveAddress,
  institute,
  openAccountPage,
  openConnect,
  partsOf,
  signIn,
  test,
} from './server-fixture.ts';
import { makeWorkspace } from './synced-page.ts';
import { openServerDoor } from '../src-main/access/server-door.harness.ts';
import { expectNoViolations } from './violations.ts';

// Of the person who runs the tests nothing is read or written: on a bus that there is not, no keychain answers.
process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';

test('a server is set up by its link, with the keyboard, and nothing secret stays in the page', async ({
  page,
  newServer,
}) => {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByLabel('Search functions, workspaces and commands').fill('connect to a server');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Address or link')).toBeFocused();
  await giveAddress(page, 'http://triptych.example.org');
  await expect(page.getByText('everybody on the way could read your password')).toBeVisible();
  await expect(page.getByLabel('Address or link')).toBeFocused();
  await giveAddress(page, newServer.address);
  await expect(page.getByRole('heading', { name: 'This server is not set up yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Paste the link' }).click();
  await giveAddress(page, newServer.setUpLink);
  await expect(page.getByLabel('Organisation')).toBeFocused();
  await page.keyboard.type('Institut für Statistik');
  await expect(page.getByLabel('Short name')).toHaveValue('institut-fur-statistik');
  await page.getByLabel('Your name').fill(ada.name);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill('institut für statistik');
  await expect(page.getByText('Long enough.')).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('The password is too easy to guess.')).toBeVisible();
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');
  await expect(connectionStatus(page)).toHaveText('Connected to Institut für Statistik');
  const left = await page.evaluate(() =>
    JSON.stringify([location.href, Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
  expect(left).not.toContain(ada.password);
  expect(left).not.toContain(partsOf(newServer.setUpLink).secret);
});

test('who has signed out signs in again, and a wrong password is told beside its field', async ({ page, server }) => {
  await signIn(page, server.address);
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await openAccountPage(page);
  await expect(page.getByText('you will be asked for your password again at the next start')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out…' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(connectionStatus(page)).toHaveText('Signed out');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByLabel('E-mail')).toHaveValue(ada.email);
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type('quartz lantern over 8 rivers');
  await page.keyboard.press('Enter');
  await expect(page.getByText('E-mail or password is wrong.')).toBeVisible();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expectNoViolations(page);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.keyboard.press('Enter');
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
});

test('an invitation is accepted, and a session that is ended elsewhere shows at once', async ({ page, server }) => {
  const { link } = await (
    await server.asAda()
  ).invitations.create({
    email: 'hedy@example.org',
    name: 'Hedy Lamarr',
    roleIds: ['developer'],
  });
  await openConnect(page);
  await giveAddress(page, link);
  await expect(page.getByRole('heading', { name: 'Join Example Institute' })).toBeVisible();
  await expect(page.getByText('Ada Lovelace invites you as')).toBeVisible();
  await expect(page.getByLabel('Your name')).toHaveValue('Hedy Lamarr');
  await page.getByLabel('Password', { exact: true }).fill('copper gate beside 9 windmills');
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  const { email, password } = { email: 'hedy@example.org', password: 'copper gate beside 9 windmills' };
  const elsewhere = await server.client().access.signIn({ email, password, device });
  if (elsewhere.kind !== 'signed-in') throw new Error('Hedy is in one tenant.');
  await server.client(elsewhere.token).sessions.endMyOthers({});
  await expect(connectionStatus(page)).toHaveText('Signed out');
  await connectionStatus(page).click();
  await expect(page.getByText('The session was ended.')).toBeVisible();
});

test('a forgotten password is set anew by the link that the server mails', async ({ page, server }) => {
  const { link } = await (
    await server.asAda()
  ).invitations.create({
    email: 'maria@example.org',
    roleIds: ['viewer'],
  });
  const before = { ...partsOf(link), name: 'Maria Merian', password: 'seven herons above the mill' };
  await server.client().access.acceptInvitation({ ...before, device });
  await openConnect(page);
  await giveAddress(page, server.address);
  await page.getByLabel('E-mail').fill('maria@example.org');
  await page.getByRole('button', { name: 'Forgotten password' }).click();
  await expect(page.getByLabel('E-mail')).toHaveValue('maria@example.org');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('a link is on its way')).toBeVisible();
  const mailed = (): string =>
    server.mails.received
      .filter(({ recipients }) => recipients.includes('maria@example.org'))
      .map(({ text }) => /http\S+#reset_\S+/.exec(text)?.[0])
      .find((found) => found !== undefined) ?? '';
  await expect.poll(mailed).not.toBe('');
  await page.getByRole('button', { name: 'Paste the link' }).click();
  await giveAddress(page, mailed());
  await page.getByLabel('New password', { exact: true }).fill('eleven kettles under the bridge');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The new password is set')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue('maria@example.org');
  await page.getByLabel('Password', { exact: true }).fill('eleven kettles under the bridge');
  await page.keyboard.press('Enter');
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
});

test('who is in two organisations chooses one, and has both beside each other', async ({ page, server }) => {
  const { link } = await (
    await server.asAda()
  ).tenants.create({
    name: 'Beech & Daughters',
    slug: 'beech',
    administratorEmail: ada.email,
  });
  await server.client().access.acceptInvitation({ ...partsOf(link), name: ada.name, password: ada.password, device });
  await signIn(page, server.address);
  await page.getByRole('radio', { name: /^Beech/ }).check();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(connectionStatus(page)).toHaveText('Connected to Beech & Daughters');
  await signIn(page, server.address);
  await page.getByRole('radio', { name: /^Example/ }).check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(connectionStatus(page)).toHaveText('Connected to Example Institute');
  await openAccountPage(page);
  await page.getByRole('button', { name: `Open ${ada.name} in Beech & Daughters` }).click();
  await expect(connectionStatus(page)).toHaveText('Connected to Beech & Daughters');
});

// Before there is a workspace at the server: managers reach all of them, and the start page opens the first.
test('a right that is taken away is gone in the open app, with its reason, and comes back', async ({
  page,
  server,
}) => {
  const sofya = { email: 'sofya@example.org', name: 'Sofya Kovalevskaya', password: ada.password };
  const api = await server.asAda();
  const { link } = await api.invitations.create({ email: sofya.email, roleIds: ['analyst'] });
  const joined = await server
    .client()
    .access.acceptInvitation({ ...partsOf(link), name: sofya.name, password: sofya.password, device });
  if (joined.kind !== 'signed-in') throw new Error('Sofya could not be signed in.');
  await signIn(page, server.address, sofya);
  const button = page.getByRole('button', { name: 'New workspace', exact: true });
  await expect(button).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Invite people' })).toHaveCount(0);
  await api.users.assignRoles({ id: joined.me.user.id, roleIds: ['viewer'] });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  // With the right, what this person may see has changed, and the page is another one while that is fetched.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await button.hover();
    await expect(page.getByRole('tooltip')).toContainText('Your role may not make workspaces', { timeout: 2000 });
  }).toPass();
  // A manager would reach what others have made on this server, and be taken there.
  const manager = (await api.roles.list({})).find(({ id }) => id === 'manager');
  const permissions = (manager?.permissions ?? []).filter((permission) => permission !== 'workspace:manage');
  const { id } = await api.roles.create({ name: 'Recruiter', permissions });
  await api.users.assignRoles({ id: joined.me.user.id, roleIds: [id] });
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  // Whoever may invite is led to where that is done.
  await page.getByRole('button', { name: 'Invite people' }).click();
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill('karen@example.org');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeFocused();
});

test('a server that dies is told calmly, work goes on, and it is found again', async ({ page, server }) => {
  await signIn(page, server.address, ada);
  await chooseInstitute(page);
  await server.kill();
  await expect(connectionStatus(page)).toHaveText('Server not reachable');
  await connectionStatus(page).click();
  await expect(page.getByText('Nothing listens there.', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await makeWorkspace(page, 'Shelf of the offline');
  await server.start();
  await connectionStatus(page).click();
  const tryNow = page.getByRole('button', { name: 'Try now' });
  await expect(async () => {
    // It may be found before anybody asks for it.
    if (await tryNow.isVisible()) await tryNow.click({ timeout: 2000 });
    await expect(connectionStatus(page)).toHaveText(`Connected to ${institute.name}`, { timeout: 5000 });
  }).toPass();
});

test('the account page changes the name, ends sessions, and makes tokens that are shown once', async ({
  page,
  server,
}) => {
  await server.asAda(); // Another session.
  await signIn(page, server.address, ada);
  await chooseInstitute(page);
  await openAccountPage(page);
  await page.getByLabel('Your name').fill('Ada King');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Account Ada King Example Institute' })).toBeVisible();
  await page.getByLabel('Your name').fill(ada.name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Account ${ada.name} Example Institute` })).toBeVisible();
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await expect(sessions.nth(1)).toBeVisible();
  await page.getByRole('button', { name: 'End all others' }).click();
  await expect(sessions).toHaveCount(1);
  await expect(sessions.getByText('This session')).toBeVisible();
  await page.getByRole('button', { name: 'New token…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.getByLabel('What it is for').fill('Nightly report');
  await dialog.getByLabel('audit:read').check();
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const token = await page.getByLabel('Token', { exact: true }).inputValue();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Done' }).click();
  expect((await server.client(token).access.me({})).permissions).toEqual(['audit:read']);
  await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
  await expect(page.getByText('There is none. With a token')).toBeVisible();
  await expectNoViolations(page);
});

test('everything of an account is removed from this device after its name is typed', async ({
  page,
  server,
  dataFolder,
}) => {
  await signIn(page, server.address, ada);
  await chooseInstitute(page);
  await openAccountPage(page);
  await page.getByRole('button', { name: 'Sign out…' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nothing').check();
  const remove = dialog.getByRole('button', { name: 'Sign out and remove everything' });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel(`Type ${institute.name} to confirm`).fill(institute.name);
  await remove.click();
  await expect(page.getByRole('button', { name: /^Account .* On this device only$/ })).toBeVisible();
  await openAccountPage(page);
  await expect(page.getByText('You work on this device only')).toBeVisible();
  await expectNoViolations(page);
  await expect
    .poll(() => readdirSync(join(dataFolder, 'accounts')).filter((name) => !name.startsWith('personal')))
    .toEqual([]);
});

test('of a server of another version the window says which of the two is to be updated', async ({ page, server }) => {
  const door = await openServerDoor(server.address);
  try {
    door.set('newer');
    await openConnect(page);
    await giveAddress(page, door.address);
    await expect(page.getByText('Update Triptych on this device')).toBeVisible();
    door.set('older');
    await giveAddress(page, door.address);
    await expect(page.getByText('Ask whoever runs the server to update it')).toBeVisible();
    await expectNoViolations(page);
    door.set('pass');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await signIn(page, door.address);
    await chooseInstitute(page);
    await expect(connectionStatus(page)).toContainText('Connected');
    door.set('newer');
    await expect(connectionStatus(page)).toHaveText('Triptych is too old');
    await connectionStatus(page).click();
    await expect(page.getByText('Update Triptych on this device')).toBeVisible();
    door.set('pass');
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect(connectionStatus(page)).toContainText('Connected');
  } finally {
    await door.close();
  }
});
