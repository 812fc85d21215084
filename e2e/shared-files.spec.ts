// Files that are attached on one device, and come to another through a real server.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { result } from './function-page.ts';
import { beginDraft, joinDraft, openSync, signInBoth, test } from './synced-page.ts';
import { expectNoViolations } from './violations.ts';

async function openFilesOf(page: Page, name: string): Promise<Locator> {
  await result(page).getByText('Files', { exact: true }).click();
  return page.getByRole('region', { name: `Files and shared results of ${name}` });
}

test('a file that is attached on one device comes to the other: a small one by itself, a large one when it is asked for', async ({
  page,
  second,
  server,
  dataFolder,
}) => {
  test.setTimeout(240_000);
  await signInBoth([page, second.page], server.address);
  const draft = { workspace: 'Shelf of files', name: 'measure' };
  await beginDraft(page, draft);
  await joinDraft(second.page, draft);
  const small = path.join(dataFolder, 'notes.md');
  const large = path.join(dataFolder, 'readings.txt');
  await writeFile(small, '# Notes\nFrom the interview.');
  await writeFile(large, 'A reading of the day\n'.repeat(60_000));
  const [mine, theirs] = [await openFilesOf(page, 'measure'), await openFilesOf(second.page, 'measure')];
  await mine.getByLabel('Files to add to measure').setInputFiles([small, large]);
  const list = theirs.getByRole('list', { name: 'Files of measure' });
  await expect(list.getByRole('listitem')).toHaveCount(2);

  await list.getByRole('button', { name: 'notes.md', exact: true }).click();
  await expect(second.page.getByLabel('Content of notes.md')).toContainText('From the interview.');
  await second.page.keyboard.press('Escape');

  const row = list.getByRole('listitem').filter({ hasText: 'readings.txt' });
  await expect(row.getByText('Not on this device')).toBeVisible();
  await expectNoViolations(second.page);
  await row.getByRole('button', { name: 'Fetch readings.txt' }).press('Enter');
  await expect(row.getByText('Not on this device')).toBeHidden();
  await list.getByRole('button', { name: 'readings.txt', exact: true }).click();
  await expect(second.page.getByLabel('Content of readings.txt')).toContainText('A reading of the day');
  await second.page.keyboard.press('Escape');

  await openSync(page);
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('No file waits to be sent or fetched.');
  await expectNoViolations(page);
});
