// Files of functions, projects and objects, and results of runs that are shared.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { isSaved, openFunction, result, runFunction, writeSource } from './function-page.ts';
import { openMatrix } from './matrix-page.ts';
import { expectNoViolations } from './violations.ts';

async function writeFiles(folder: string, files: { readonly [name: string]: string | Buffer }): Promise<string[]> {
  const paths = Object.keys(files).map((name) => path.join(folder, name));
  for (const [index, content] of Object.values(files).entries()) await writeFile(paths[index] ?? '', content);
  return paths;
}

async function openFiles(page: Page): Promise<Locator> {
  await openFunction(page, 'monthly_summary_python');
  await result(page).getByText('Files', { exact: true }).click();
  const files = page.getByRole('region', { name: 'Files and shared results of monthly_summary_python' });
  await expect(files.getByText('No files yet')).toBeVisible();
  return files;
}

/** A picture of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('files are added to a function, looked at, renamed, saved and removed, and undo brings one back', async ({
  page,
  dataFolder,
}) => {
  const files = await openFiles(page);
  const paths = await writeFiles(dataFolder, {
    'air.csv': ['x,y', ...Array.from({ length: 5_000 }, (_, row) => `${String(row)},row ${String(row)}`)].join('\n'),
    'notes.md': '# Notes\nFrom the interview.',
    'dot.png': png,
    'empty.txt': '',
  });
  await files.getByLabel('Files to add to monthly_summary_python').setInputFiles(paths);
  await expect(page.getByText('4 files were added')).toBeVisible();
  const list = files.getByRole('list', { name: 'Files of monthly_summary_python' });
  await expect(list.getByRole('listitem')).toHaveCount(4);

  await list.getByRole('button', { name: 'air.csv', exact: true }).click();
  const view = page.getByRole('dialog', { name: 'air.csv' });
  await expect(view.getByText(/^5.000 rows, 2 columns$/)).toBeVisible();
  const table = view.getByRole('region', { name: 'Table air.csv' });
  // The cells are drawn; what stands for them inside the canvas is there for whoever hears the page.
  const cell = (text: string) => table.locator('canvas [role="gridcell"]', { hasText: new RegExp(`^${text}$`) });
  await expect(cell('row 3')).toBeAttached();
  await table.locator('canvas').first().focus();
  await page.keyboard.press('ControlOrMeta+End');
  await expect(cell('row 4999')).toBeAttached();
  await expectNoViolations(page, '[role="dialog"]');
  await page.keyboard.press('Escape');
  await list.getByRole('button', { name: 'notes.md', exact: true }).press('Enter');
  await expect(page.getByLabel('Content of notes.md')).toContainText('From the interview.');
  await page.keyboard.press('Escape');
  await list.getByRole('button', { name: 'dot.png', exact: true }).click();
  await expect(page.getByRole('img', { name: 'dot.png' })).toBeVisible();
  await page.keyboard.press('Escape');

  await list.getByRole('button', { name: 'Name and note of notes.md…' }).press('Enter');
  const naming = page.getByRole('dialog', { name: 'Name and note of notes.md' });
  await naming.getByLabel('Name', { exact: true }).fill('inter/view.md');
  await expect(naming.getByText('It will be called inter_view.md')).toBeVisible();
  await naming.getByLabel('Note').fill('With Ada, in May.');
  await naming.getByRole('button', { name: 'Keep' }).click();
  await expect(list.getByText('With Ada, in May.')).toBeVisible();

  const download = page.waitForEvent('download');
  await list.getByRole('button', { name: 'Save a copy of inter_view.md' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('inter_view.md');
  expect(await readFile(await saved.path(), 'utf8')).toBe('# Notes\nFrom the interview.');

  await list.getByRole('button', { name: 'Remove inter_view.md' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(list.getByRole('button', { name: 'inter_view.md', exact: true })).toBeVisible();
  await expectNoViolations(page, '.files-panel');

  await page.reload();
  await result(page).getByText('Files', { exact: true }).click();
  await expect(list.getByRole('listitem')).toHaveCount(4);
});

test('rows that come late are there for whoever hears the page', async ({ page, dataFolder }) => {
  let lateMs = 0;
  await page.routeWebSocket(/.*/, (socket) => {
    const core = socket.connectToServer();
    core.onMessage((message) => {
      setTimeout(() => socket.send(message), lateMs);
    });
  });
  await page.reload();
  const files = await openFiles(page);
  const rows = Array.from({ length: 5_000 }, (_, row) => `${String(row)},row ${String(row)}`);
  const [table = ''] = await writeFiles(dataFolder, { 'late.csv': ['x,y', ...rows].join('\n') });
  await files.getByLabel('Files to add to monthly_summary_python').setInputFiles(table);
  await files.getByRole('button', { name: 'late.csv', exact: true }).click();
  const cells = page.getByRole('region', { name: 'Table late.csv' }).locator('canvas');
  await expect(cells.locator('[role="gridcell"]', { hasText: /^row 3$/ })).toBeAttached();
  lateMs = 2_000; // Long after the grid has last told what is in it.
  await cells.first().press('ControlOrMeta+End');
  await expect(cells.locator('[role="gridcell"]', { hasText: /^row 4999$/ })).toBeAttached();
});

test('files are dropped and pasted, and what cannot be added is told in sentences', async ({ page }) => {
  const files = await openFiles(page);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['dropped'], 'dropped.txt'));
    const target = document.querySelector('.files-panel .file-drop');
    for (const type of ['dragenter', 'dragover', 'drop'])
      target?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  });
  const list = files.getByRole('list', { name: 'Files of monthly_summary_python' });
  await expect(list.getByRole('button', { name: 'dropped.txt', exact: true })).toBeVisible();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['pasted'], 'image.png'));
    document
      .querySelector('.files-panel .attachments-body')
      ?.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
  });
  await expect(list.getByRole('button', { name: 'image.png', exact: true })).toBeVisible();

  await page.evaluate(() => {
    const data = new DataTransfer();
    const large = new File(['x'], 'large.bin');
    Object.defineProperty(large, 'size', { value: 300 * 1024 * 1024 });
    data.items.add(new File(['x'], '\u202E..'));
    const target = document.querySelector('.files-panel .attachments-body');
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data });
    Object.defineProperty(event.clipboardData, 'files', { value: [large, data.files[0]] });
    target?.dispatchEvent(event);
  });
  await expect(page.getByRole('alert').filter({ hasText: 'large.bin is too large' })).toContainText('at most 256 MB');
  await expect(page.getByRole('alert').filter({ hasText: 'This is no name for a file' })).toBeVisible();
  await expect(list.getByRole('listitem')).toHaveCount(2);
});

const source = `import pathlib, tempfile, triptych

def f(n: int = 2):
    print("a line of the log")
    path = pathlib.Path(tempfile.mkdtemp()) / "report.txt"
    path.write_text("all is well")
    triptych.artifact(str(path))
    triptych.note("Looks right.")
    return {"x": list(range(n)), "y": list(range(n))}
`;

test('a result is shared part by part, is opened as its run shows it, and is taken back', async ({ page }) => {
  await openFunction(page, 'monthly_summary_python');
  await writeSource(page, source);
  await isSaved(page);
  await runFunction(page, 'Run 1');
  await result(page).getByRole('button', { name: 'Share this result…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share the result of run 1' });
  for (const part of [/^Table/, /^File: report\.txt/, /^Note/, /^Log/])
    await expect(dialog.getByRole('checkbox', { name: part })).toBeChecked();
  await dialog.getByRole('checkbox', { name: /^Note/ }).uncheck();
  await dialog.getByRole('textbox', { name: 'Note' }).fill('The figures for Tuesday.');
  await expectNoViolations(page, '[role="dialog"]');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();

  const shared = page.getByRole('list', { name: 'Shared results' });
  await expect(shared.getByRole('listitem')).toHaveCount(1);
  await expect(shared).toContainText('The figures for Tuesday.');
  await expectNoViolations(page, '.files-panel');
  await shared.getByRole('button', { name: /^Result of/ }).press('Enter');
  const view = page.getByRole('region', { name: /^Shared result of/ });
  await expect(view.getByRole('tab', { name: 'Table' })).toBeVisible();
  await expect(view.getByRole('tab', { name: 'Note' })).toHaveCount(0);
  await view.getByRole('tab', { name: 'report.txt' }).click();
  await expect(view.getByLabel('Content of report.txt')).toContainText('all is well');
  await view.getByText('Log', { exact: true }).click();
  await expect(view.getByRole('log')).toContainText('a line of the log');
  await view.getByText('About', { exact: true }).click();
  await expect(view.getByLabel('How the result came to be')).toContainText('Draft');
  await expectNoViolations(page, '.shared-result');

  await view.getByRole('button', { name: 'Remove this shared result' }).click();
  await expect(shared).toHaveCount(0);
  const removed = page.getByRole('alert').filter({ hasText: 'The shared result was removed' });
  await removed.getByRole('button', { name: 'Undo' }).click();
  await expect(shared.getByRole('listitem')).toHaveCount(1);
});

test('a shared result outlives its run', async ({ page }) => {
  await openFunction(page, 'monthly_summary_python');
  await runFunction(page, 'Run 1');
  await result(page).getByText('Runs', { exact: true }).click();
  await result(page).getByRole('button', { name: 'Share the result of run 1…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
  await result(page).getByText('Runs', { exact: true }).click();
  await result(page).getByRole('button', { name: 'Delete run 1 and its result' }).click();
  await expect(result(page).getByText('Not run yet')).toBeVisible();
  await result(page).getByText('Files', { exact: true }).click();
  await page
    .getByRole('list', { name: 'Shared results' })
    .getByRole('button', { name: /^Result of/ })
    .click();
  await expect(page.getByRole('region', { name: 'Table Table' })).toBeVisible();
});

test('a project and its objects have files, which go with the object and come back with it', async ({
  page,
  dataFolder,
}) => {
  await openMatrix(page, ['Book', 'Author']);
  const views = page.getByRole('navigation', { name: 'Views of the project' });
  await views.getByRole('link', { name: 'Files' }).click();
  const [brief = '', photo = ''] = await writeFiles(dataFolder, { 'brief.md': 'What we want.', 'book.png': png });
  await page.getByLabel('Files to add to Library').setInputFiles(brief);
  const own = page.getByRole('list', { name: 'Files of Library' });
  await expect(own.getByRole('button', { name: 'brief.md', exact: true })).toBeVisible();

  await views.getByRole('link', { name: 'Objects' }).click();
  await page.getByRole('gridcell', { name: 'Book' }).first().click();
  const details = page.getByRole('complementary', { name: 'Details of Book' });
  if (!(await details.isVisible())) await page.getByRole('button', { name: 'Show the details' }).click();
  await details.getByLabel('Files to add to Book').setInputFiles(photo);
  await expect(details.getByRole('button', { name: 'book.png', exact: true })).toBeVisible();
  await expectNoViolations(page, '.guide-panel');

  await views.getByRole('link', { name: 'Files' }).click();
  const ofBook = page.getByRole('list', { name: 'Files of Book' });
  await ofBook.getByRole('button', { name: 'book.png', exact: true }).press('Enter');
  await expect(page.getByRole('img', { name: 'book.png' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expectNoViolations(page, '.project-files');
});
