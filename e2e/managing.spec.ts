import { expect } from '@playwright/test';

import { openAnew, test } from './fixtures.ts';
import { editor, functionRow, openFunction, runFunction, writeSource } from './function-page.ts';

test('a released version keeps its source, and goes back into the draft', async ({ page }) => {
  await openFunction(page, 'random_walk');
  await writeSource(page, 'def f():\n    return "first"\n');
  await page.getByRole('button', { name: 'Release…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Minor/ }).click();
  await dialog.getByLabel('Notes').fill('Says first.');
  await dialog.getByRole('button', { name: 'Release 1.1.0' }).click();
  await expect(page.getByText('1.1.0', { exact: true })).toBeVisible();

  await writeSource(page, 'def f():\n    return "second"\n');
  await expect(functionRow(page, 'random_walk').getByRole('img', { name: /The draft differs/ })).toBeVisible();
  await page.getByRole('button', { name: 'Versions' }).click();
  await expect(dialog.getByLabel('Source of version 1.1.0')).toContainText('return "first"');
  await expect(dialog.getByText('Says first.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Restore 1.1.0 into the draft' }).click();
  await expect(editor(page)).toContainText('return "first"');
});

const templates = [
  { language: 'R', template: /^Table/ },
  { language: 'Julia', template: /^Simulation/ },
  { language: 'Python', template: /^Plot/ },
];

for (const { language, template } of templates) {
  test(`a new function in ${language} from a template runs as it is`, async ({ page }) => {
    await page.getByRole('button', { name: 'New function', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: `${language}, ` }).check({ force: true });
    await dialog.getByLabel('Name').fill('fresh');
    await dialog.getByLabel('Start from').click();
    await page.getByRole('option', { name: template }).click();
    await dialog.getByLabel('Folder').fill('Trials');
    await dialog.getByRole('button', { name: 'Create function' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'fresh' })).toBeVisible();
    await runFunction(page, 'Run 1');
  });
}

test('a deleted function comes back with undo, source and all', async ({ page }) => {
  await openFunction(page, 'epidemic');
  await functionRow(page, 'epidemic').focus();
  await page.keyboard.press('Delete');
  await expect(functionRow(page, 'epidemic')).toHaveCount(0);
  await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
  await openFunction(page, 'epidemic');
  await expect(editor(page)).toContainText('function epidemic');
});

test('a function is renamed and moved from the list', async ({ page }) => {
  await functionRow(page, 'epidemic').focus();
  await page.keyboard.press('F2');
  await page.getByLabel('New name').fill('outbreak');
  await page.keyboard.press('Enter');
  await expect(functionRow(page, 'outbreak')).toBeVisible();
  await functionRow(page, 'outbreak').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Move to folder…' }).click();
  await page.getByRole('dialog').getByLabel('Folder').fill('Spread');
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(functionRow(page, 'Spread')).toBeVisible();
});

test('the palette opens in the middle of typing and finds functions and commands', async ({ page }) => {
  await openFunction(page, 'random_walk');
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByLabel('Search functions, workspaces and commands').fill('ozone');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'ozone_model' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByLabel('Search functions, workspaces and commands').fill('settings');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
});

test('the settings show what was found, and keep the theme over a restart', async ({ app, page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('radio', { checked: true }).first()).toBeVisible();
  await expect(page.getByText(app.dataFolder, { exact: false })).toBeVisible();
  await page.getByText('Dark', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await app.stop();
  await app.start();
  await openAnew(page, app);
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toHaveCount(0);
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test("the making of Julia's start-up image is begun and left off in the settings", async ({ page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  const image = page.getByRole('group', { name: 'Start-up image of Julia' });
  await image.getByRole('button', { name: 'Make it' }).click();
  await expect(image.getByRole('progressbar', { name: 'Making the start-up image' })).toBeVisible();
  await image.getByRole('button', { name: 'Cancel' }).click();
  await expect(image.getByRole('button', { name: 'Make it' })).toBeVisible();
});

test('a workspace is made, renamed and deleted, and undo brings it back', async ({ page }) => {
  const switcher = page.getByRole('button', { name: /^Workspace / });
  await switcher.click();
  await page.getByRole('menuitem', { name: 'New workspace…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Trials');
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await expect(switcher).toHaveText('Trials');
  await expect(page.getByText('Write the first function')).toBeVisible();

  await switcher.click();
  await page.getByRole('menuitem', { name: 'Rename this workspace…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Trials of 2026');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(switcher).toHaveText('Trials of 2026');

  await switcher.click();
  await page.getByRole('menuitem', { name: 'Delete this workspace…' }).click();
  await page.getByRole('button', { name: 'Delete workspace' }).click();
  await expect(switcher).toHaveText('Examples');
  await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
  await switcher.click();
  await expect(page.getByRole('menuitem', { name: 'Trials of 2026' })).toBeVisible();
});

test('the runs of all functions are in one list that leads to each', async ({ page }) => {
  await openFunction(page, 'random_walk');
  await runFunction(page, 'Run 1');
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('button', { name: 'random_walk' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'random_walk' })).toBeVisible();
});

test('a page with the key of an earlier start says what to do', async ({ app, page }) => {
  await expect(page.getByRole('tree')).toBeVisible();
  await page.goto('about:blank');
  await page.goto(app.url().replace(/#t=.*/, '#t=not-the-key'));
  await expect(page.getByText('This page belongs to an earlier start of Triptych')).toBeVisible();
});
