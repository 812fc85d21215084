import type { Page } from '@playwright/test';

import type { ServerProcess } from '../src-server/running-server.harness.ts';
import { ada, device, institute, partsOf, signIn } from './server-fixture.ts';

/** Who is there beside Ada. */
const people = [
  ['Charles Babbage', 'charles@example.org', 'manager'],
  ['Grace Hopper', 'grace@example.org', 'developer'],
  ['Emmy Noether', 'emmy@example.org', 'analyst'],
  ['Maria Sibylla Merian', 'merian@insects.department.example.org', 'viewer'],
] as const;

/** An organisation with people, invitations and a role of its own. */
export async function fillOrganisation(server: ServerProcess): Promise<void> {
  const answer = await server
    .client()
    .access.signIn({ email: ada.email, password: ada.password, slug: institute.slug, device });
  if (answer.kind !== 'signed-in') throw new Error('Ada could not be signed in.');
  const api = server.client(answer.token);
  for (const [name, email, role] of people) {
    // oxlint-disable-next-line no-await-in-loop -- In this order they are in the list.
    const { link } = await api.invitations.create({ email, name, roleIds: [role], days: 7 });
    // oxlint-disable-next-line no-await-in-loop -- The same.
    const joined = await server
      .client()
      .access.acceptInvitation({ ...partsOf(link), name, password: 'quartz lantern over 9 rivers', device });
    // oxlint-disable-next-line no-await-in-loop -- The same.
    if (role === 'viewer' && joined.kind === 'signed-in') await api.users.suspend({ id: joined.me.user.id });
  }
  await api.invitations.create({ email: 'alan@example.org', name: 'Alan Turing', roleIds: ['analyst'], days: 14 });
  const permissions = ['workspace:read', 'project:read', 'audit:read'];
  await api.roles.create({ name: 'Reviewers', description: 'Look at projects', permissions });
  await api.tenants.create({ name: 'Beech & Daughters', slug: 'beech', administratorEmail: 'fagus@example.org' });
}

const sections = {
  people: 'People',
  roles: 'Roles',
  sessions: 'Sessions',
  tokens: 'Tokens',
  audit: 'Audit',
  organisation: 'Organisation',
  tenants: 'All organisations',
  server: 'Storage and back-ups',
} as const;

/** The sections of the administration, as Ada sees them, in a window that has the personal account open. */
export async function takeAdministration(
  page: Page,
  server: ServerProcess,
  file: (name: string) => string,
): Promise<void> {
  await signIn(page, server.address);
  await page.getByRole('button', { name: new RegExp(`^Account .* ${institute.name}$`) }).click();
  await page.getByRole('menuitem', { name: 'Administration' }).click();
  for (const [name, title] of Object.entries(sections)) {
    const list = page.getByRole('navigation', { name: 'Sections of the administration' });
    // oxlint-disable-next-line no-await-in-loop -- One page after the other.
    await waitForSection(page, async () => await list.getByRole('link', { name: title, exact: true }).click(), title);
    if (name === 'audit') {
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await page.getByRole('button', { name: 'user.suspended' }).first().click();
    }
    // oxlint-disable-next-line no-await-in-loop -- The same.
    await page.screenshot({ path: file(`administration-${name}`) });
  }
  await page.getByRole('button', { name: /^Account / }).click();
  await page.getByRole('menuitem', { name: /^Personal/ }).click();
  await page.getByRole('tree').waitFor();
}

async function waitForSection(page: Page, open: () => Promise<void>, title: string): Promise<void> {
  await open();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  await page.locator('.admin-answer[aria-busy="false"]').first().waitFor();
  await page.mouse.move(0, 0);
}
