import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { openAnew, test } from './fixtures.ts';
import { expectNoViolations } from './violations.ts';

async function openExample(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Streaming service' })).toBeVisible();
}

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Exports with the dialog open, and downloads the file. */
async function exportAs(page: Page, format: string, what: { readonly type?: string; readonly view?: string } = {}) {
  const dialog = page.getByRole('dialog');
  await choose(page, 'Format', format);
  if (what.type !== undefined) await choose(page, 'What', what.type);
  if (what.view !== undefined) await choose(page, 'View', what.view);
  const jobs = dialog.getByRole('listitem');
  const count = await jobs.count();
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(jobs).toHaveCount(count + 1);
  await expect(jobs.first().getByText('Done')).toBeVisible({ timeout: 60_000 });
  const download = page.waitForEvent('download');
  await jobs
    .first()
    .getByRole('button', { name: /^Download/ })
    .click();
  const file = await download;
  return { name: file.suggestedFilename(), path: await file.path() };
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('dialog').getByLabel(label, { exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Debian's own Python, whose readers of workbooks, pictures and CSV are not ours. */
function python(program: string, ...paths: readonly string[]): string {
  return execFileSync('/usr/bin/python3', ['-c', program, ...paths], { encoding: 'utf8' }).trim();
}

test('a project is exported in every format, and other programs read the files', async ({ page }) => {
  await openExample(page);
  await openMenu(page, 'Export…');
  await expect(page.getByText('None yet. What you export is listed here')).toBeVisible();

  const workbook = await exportAs(page, 'Excel workbook');
  expect(workbook.name).toBe('Streaming service – The whole project.xlsx');
  const readWorkbook = `
import sys, openpyxl
book = openpyxl.load_workbook(open(sys.argv[1], 'rb'))
print(book.sheetnames, book['Objects']['A2'].value, book['Objects'].max_row, book['Relationships'].max_row, book['Matrix'].max_column)`;
  expect(python(readWorkbook, workbook.path)).toBe(
    "['Objects', 'Relationships', 'CTAs', 'Attributes', 'Matrix'] Account 15 18 15",
  );

  const list = await exportAs(page, 'CSV', { type: 'Calls to action' });
  expect(list.name).toBe('Streaming service – Calls to action.csv');
  const readCsv = `
import sys, csv
rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')))
print(len(rows), [row['Roles'] for row in rows if row['Name'] == 'Play'])`;
  expect(python(readCsv, list.path)).toBe("25 ['Viewer; Kids Viewer; Account Holder']");

  const json = await exportAs(page, 'Triptych JSON', { type: 'The whole project' });
  const readJson = `
import sys, json
file = json.load(open(sys.argv[1], encoding='utf-8'))
print(file['format'], file['project']['name'], len(file['objects']), len(file['attributes']))`;
  expect(python(readJson, json.path)).toBe('triptych-project/1 Streaming service 14 45');

  const markdown = await exportAs(page, 'Markdown');
  const text = readFileSync(markdown.path, 'utf8');
  expect(text).toContain('# Streaming service\n');
  expect(text).toContain('## Subscription\n\nThe dated agreement between one account and one plan.');
  expect(text).toContain('### O1 Isolated object\n\n- Gift Card');
});

test('every view is exported as a picture that a browser and another program draw', async ({ page }) => {
  await openExample(page);
  await openMenu(page, 'Export…');
  const views = ['Nested-object matrix', 'Object guide', 'Nouns', 'CTA matrix', 'Object map', 'Shapeshifter', 'Gaps'];
  for (const view of views) {
    const { name, path } = await exportAs(page, 'SVG picture', { view });
    expect(name).toBe(`Streaming service – ${view}.svg`);
    const svg = readFileSync(path, 'utf8');
    const drawn = await page.evaluate((source) => {
      const picture = new DOMParser().parseFromString(source, 'image/svg+xml');
      return {
        error: picture.querySelector('parsererror')?.textContent ?? '',
        texts: picture.querySelectorAll('text').length,
      };
    }, svg);
    expect(drawn.error).toBe('');
    expect(drawn.texts).toBeGreaterThan(1);
    expect(svg).not.toMatch(/href|url\(|<script/);
  }
  const { path } = await exportAs(page, 'PNG picture', { view: 'Nested-object matrix' });
  const readPng = `
import sys
from PIL import Image
picture = Image.open(sys.argv[1]).convert('RGB')
picture.load()
print(picture.size[0] > 1000, len(picture.getcolors(10_000_000)) > 100)`;
  expect(python(readPng, path)).toBe('True True');
});

test('a picture of one object is made of the one that is chosen', async ({ page }) => {
  await openExample(page);
  await openMenu(page, 'Export…');
  await choose(page, 'Format', 'SVG picture');
  await choose(page, 'View', 'Shapeshifter');
  await choose(page, 'Object', 'Account');
  const { name } = await exportAs(page, 'SVG picture');
  expect(name).toBe('Streaming service – Shapeshifter of Account.svg');
});

test('the folder of an export is chosen, or made, by the keyboard', async ({ page, dataFolder }) => {
  await openExample(page);
  await openMenu(page, 'Export…');
  await page.getByLabel('Folder', { exact: true }).fill(dataFolder);
  await page.getByRole('button', { name: 'Choose a folder' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Choose a folder' });
  const folders = dialog.getByRole('list', { name: /^Folders in/ });
  await expect(folders.getByRole('button').first()).toBeFocused();
  await expect(folders.getByRole('button', { name: 'backups' })).toBeVisible();
  await expectNoViolations(page, '[role=dialog]');
  await dialog.getByLabel('Name of a new folder').fill('backups');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('there is one of this name already');
  await dialog.getByLabel('Name of a new folder').fill('Saved');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('There are no folders in this one.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Up', exact: true }).press('Enter');
  await folders.getByRole('button', { name: 'Saved' }).press('Enter');
  await expect(dialog.getByText('There are no folders in this one.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Choose this folder' }).click();
  const saved = join(dataFolder, 'Saved');
  await expect(page.getByLabel('Folder', { exact: true })).toHaveValue(saved);
  await exportAs(page, 'CSV', { type: 'Objects' });
  expect(readdirSync(saved)).toEqual(['Streaming service – Objects.csv']);
});

test('a list is shown as what it would change before it changes anything, and undo takes it back', async ({ page }) => {
  await openExample(page);
  await openMenu(page, 'Import…');
  const dialog = page.getByRole('dialog');
  const csv =
    'Object,Definition,Colour\nHousehold,Who pays for it\nWatch party,Several people at once\n"=cmd|\' /C calc\'!A0",\n';
  await dialog
    .getByLabel('File to import')
    .setInputFiles({ name: 'nouns.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await expect(dialog.getByText('There is no field for the column "Colour"; it is left out.')).toBeVisible();
  await expect(dialog.getByRole('row', { name: 'object 2 1 0' })).toBeVisible();
  await expect(dialog.locator('ins', { hasText: 'Who pays for it' })).toBeVisible();
  await expectNoViolations(page, '[role=dialog]');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('nouns.csv was imported: 2 added, 1 changed')).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(page.getByRole('button', { name: /^Redo: / })).toBeVisible();
  await openMenu(page, 'Export…');
  const { path } = await exportAs(page, 'CSV', { type: 'Objects' });
  expect(readFileSync(path, 'utf8')).not.toContain('Watch party');
});

test('a file that contradicts itself cannot be imported', async ({ page }) => {
  await openExample(page);
  await openMenu(page, 'Import…');
  const dialog = page.getByRole('dialog');
  const matrix = ',Account,Plan\nAccount,,1:N\nPlan,0..*,\n';
  await dialog
    .getByLabel('File to import')
    .setInputFiles({ name: 'matrix.csv', mimeType: 'text/csv', buffer: Buffer.from(matrix) });
  await expect(dialog.getByText(/"1:N" contradicts "0\.\.\*" in the opposite cell/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toHaveAttribute('aria-disabled', 'true');
});

test('a file that is dropped on the projects becomes a project', async ({ page }) => {
  await page.getByRole('link', { name: 'Projects' }).click();
  await expect(page.getByRole('button', { name: /^Streaming service/ })).toBeVisible();
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['Source,Target,Cardinality\nShelf,Book,1:N\n'], 'library.csv', { type: 'text/csv' }));
    return data;
  });
  const target = page.getByRole('heading', { level: 1, name: 'Projects' });
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Drop the file to make a project of it')).toBeVisible();
  await target.dispatchEvent('drop', { dataTransfer: transfer });
  await page.getByRole('dialog').getByRole('button', { name: 'Make the project' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'library' })).toBeVisible();
});

test('exports are still listed after a crash and a restart, and one that was cut off says so or is done', async ({
  page,
  app,
}) => {
  await openExample(page);
  await openMenu(page, 'Export…');
  await choose(page, 'Format', 'PNG picture');
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(1);
  await app.kill();
  await app.start();
  await openAnew(page, app);
  await openExample(page);
  await openMenu(page, 'Export…');
  const job = page.getByRole('dialog').getByRole('listitem');
  await expect(job.getByText(/Done|The program ended while the file was being made/)).toBeVisible();
  await job.getByRole('button', { name: /^Delete/ }).click();
  await expect(page.getByText('None yet. What you export is listed here')).toBeVisible();
});
