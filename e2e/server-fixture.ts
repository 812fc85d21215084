/*
 * A real server in another process, which all tests share: a person, Ada, has set it up. Each test has an app of its own,
 * and what it makes at the server it makes under names of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

import type { ServerApiClient } from '#shared/server-api.ts';

import { startTestMailServer } from '../src-server/mail/smtp.harness.ts';
import type { TestMailServer } from '../src-server/mail/smtp.harness.ts';
import { startServerProcess } from '../src-server/running-server.harness.ts';
import type { ServerProcess } from '../src-server/running-server.harness.ts';
import { chooseInAccountMenu } from './account-menu.ts';
import { test as base } from './fixtures.ts';

export const ada = { email: 'ada@example.org', name: 'Ada Lovelace', password: 'quartz lantern over 7 rivers' };
export const institute = { name: 'Example Institute', slug: 'example' };

export type SharedServer = ServerProcess & {
  readonly mails: TestMailServer;
  /** A client of the API, signed in as Ada on a machine of the tests. */
  readonly asAda: () => Promise<ServerApiClient>;
};

type WorkerFixtures = { readonly server: SharedServer };
type Fixtures = {
  /** A server that nobody has set up. */
  readonly newServer: ServerProcess;
  /** Where it keeps its data. */
  readonly newServerFolder: string;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
    async ({}, runTest) => {
      const dataFolder = await mkdtemp(join(tmpdir(), 'triptych-e2e-server-'));
      const mails = await startTestMailServer();
      const server = await startServerProcess({ dataFolder, mailUrl: mails.url });
      try {
        await setUpByApi(server);
        await runTest({ ...server, mails, asAda: async () => await signInByApi(server) });
      } finally {
        await server.stop();
        await mails.close();
        await rm(dataFolder, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  newServerFolder: async ({ browserIsThere: _browserIsThere }, runTest) => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'triptych-e2e-server-'));
    await runTest(dataFolder);
    await rm(dataFolder, { recursive: true, force: true });
  },
  newServer: async ({ newServerFolder: dataFolder }, runTest) => {
    const server = await startServerProcess({ dataFolder });
    await runTest(server);
    await server.stop();
  },
});

export const device = { name: 'Machine of the tests', platform: 'linux' };

/** The first organisation, and Ada as its administrator. */
export async function setUpByApi(server: ServerProcess): Promise<void> {
  const { id, secret } = partsOf(server.setUpLink);
  const { email, name, password } = ada;
  const { name: tenantName, slug } = institute;
  await server.client().access.setUp({ id, secret, tenantName, slug, name, email, password, device });
}

async function signInByApi(server: ServerProcess): Promise<ServerApiClient> {
  const { email, password } = ada;
  const answer = await server.client().access.signIn({ email, password, slug: institute.slug, device });
  if (answer.kind !== 'signed-in') throw new Error('Ada could not be signed in.');
  return server.client(answer.token);
}

/** The parts of a link that the server gives out: `…/join#invite_<id>_<secret>`. */
export function partsOf(link: string): { readonly id: string; readonly secret: string } {
  const [, id = '', secret = ''] = /#[a-z]+_([^_]+)_(\S+)$/.exec(link) ?? [];
  return { id, secret };
}

/** Opens the page that connects, by the account menu. */
export async function openConnect(page: Page): Promise<void> {
  await chooseInAccountMenu(page, 'Connect to a server…');
  await expect(page.getByRole('heading', { name: 'Connect to a server' })).toBeVisible();
}

/** Types or pastes an address or a link, and goes on. */
export async function giveAddress(page: Page, address: string): Promise<void> {
  await page.getByLabel('Address or link').fill(address);
  await page.keyboard.press('Enter');
}

export async function signIn(page: Page, address: string, { email, password } = ada): Promise<void> {
  await openConnect(page);
  await giveAddress(page, address);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

/** Where Ada is in two organisations by then, the first. After `signIn`. */
export async function chooseInstitute(page: Page): Promise<void> {
  const choice = page.getByRole('radio', { name: /^Example/ });
  const connected = connectionStatus(page).filter({ hasText: 'Connected' });
  await expect(choice.or(connected).first()).toBeVisible();
  if (await choice.isVisible()) {
    await choice.check();
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  await expect(connectionStatus(page)).toHaveText(`Connected to ${institute.name}`);
}

/** What the status bar says of the server. */
export function connectionStatus(page: Page) {
  return page.getByRole('contentinfo', { name: 'Status' }).locator('.status-connection');
}

export async function openAccountPage(page: Page): Promise<void> {
  await chooseInAccountMenu(page, /^Account…$/);
  await expect(page.getByRole('heading', { name: 'Account', exact: true })).toBeVisible();
  // Lists that come later move what is below them, also from under a click.
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 20_000 });
}
