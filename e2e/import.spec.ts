import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { openAnew, test } from './fixtures.ts';
import { expectNoViolations } from './violations.ts';

const objectCount = 1200;
const relationshipCount = 30_000;

/** Every object with the next ones: so many that writing them takes a while on any machine. */
function makeList(): Buffer {
  const lines = ['Source,Target,Cardinality'];
  for (let source = 0; source < objectCount; source += 1)
    for (let step = 1; step <= relationshipCount / objectCount; step += 1)
      lines.push(`Thing ${String(source)},Thing ${String((source + step) % objectCount)},1:N`);
  return Buffer.from(lines.join('\n'));
}

async function openProjects(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await expect(page.getByRole('button', { name: /^Streaming service/ })).toBeVisible();
}

async function openExample(page: Page): Promise<void> {
  await openProjects(page);
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Streaming service' })).toBeVisible();
}

/** As far as the report of what the file would do. */
async function chooseFile(page: Page) {
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import into Streaming service' });
  await dialog
    .getByLabel('File to import')
    .setInputFiles({ name: 'things.csv', mimeType: 'text/csv', buffer: makeList() });
  await expect(dialog.getByRole('row', { name: 'relationship 30,000 0 0' })).toBeVisible({ timeout: 60_000 });
  return dialog;
}

/** The example, as the list of projects tells of it. */
async function expectAsBefore(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import into Streaming service' });
  // The project has none of what was cancelled: all of it would be new.
  await dialog
    .getByLabel('File to import')
    .setInputFiles({ name: 'one.csv', mimeType: 'text/csv', buffer: Buffer.from('Object\nThing 0\nThing 1199\n') });
  await expect(dialog.getByRole('row', { name: 'object 2 0 0' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
}

test('an import tells how far it is, and of one that is cancelled nothing stays', async ({ page }) => {
  test.setTimeout(180_000);
  await openExample(page);
  // Beneath the dialog, where each piece is told as it is written.
  await page.getByRole('link', { name: 'Changes', exact: true }).click();
  const dialog = await chooseFile(page);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByText(/of 31,200 records/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel the import' }).click();
  await expect(dialog.getByRole('status')).toContainText('The import was cancelled', { timeout: 60_000 });
  await expectNoViolations(page, '[role=dialog]');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const entries = page.getByRole('region', { name: 'Changes' }).getByRole('listitem');
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText('14 objects');
  await expectAsBefore(page);
});

test('of an import that the program did not outlive nothing stays', async ({ page, app }) => {
  test.setTimeout(180_000);
  await openExample(page);
  const dialog = await chooseFile(page);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByText(/of 31,200 records/)).toBeVisible();
  await app.kill();
  await app.start();
  await openAnew(page, app);
  await openExample(page);
  await expectAsBefore(page);
});

test('an edit in another window is answered while a file is written', async ({ page, secondWindow }) => {
  test.setTimeout(180_000);
  await openExample(page);
  await openProjects(secondWindow);
  const dialog = await chooseFile(page);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByText(/of 31,200 records/)).toBeVisible();
  // Waited for from here on: the message stays for a few seconds, and the other window may take longer than they do.
  const written = expect(page.getByText('things.csv was imported: 31,200 added, 0 changed'))
    .toBeVisible({ timeout: 120_000 })
    .then(() => 'the file was written');
  await secondWindow.getByRole('button', { name: 'New project', exact: true }).click();
  await secondWindow.getByRole('dialog').getByLabel('Name').fill('Beside it');
  await secondWindow.keyboard.press('Enter');
  const made = expect(secondWindow.getByRole('heading', { level: 1, name: 'Beside it' }))
    .toBeVisible({ timeout: 60_000 })
    .then(() => 'the edit was answered');
  expect(await Promise.race([made, written])).toBe('the edit was answered');
  await written;
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(page.getByRole('button', { name: /^Redo: / })).toBeVisible({ timeout: 60_000 });
  await expectAsBefore(page);
});
