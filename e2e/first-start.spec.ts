import { expect } from '@playwright/test';

import { test } from './fixtures.ts';
import { functionRow, openFunction, result, runFunction } from './function-page.ts';

test('the first start shows nine examples, three in each language', async ({ page }) => {
  await expect(page.getByRole('button', { name: /^Workspace Examples/ })).toBeVisible();
  for (const language of ['R', 'Julia', 'Python']) {
    await expect(page.getByRole('tree').getByRole('img', { name: language, exact: true })).toHaveCount(3);
  }
});

for (const language of ['r', 'julia', 'python']) {
  test(`the summary by month in ${language} is a table with a log beside it`, async ({ page }) => {
    await openFunction(page, `monthly_summary_${language}`);
    await runFunction(page, 'Run 1');
    await expect(result(page).getByText('5 × 8')).toBeVisible();
    await result(page).getByText('Log', { exact: true }).click();
    await expect(result(page).getByText(/Without a measurement of Ozone/)).toBeVisible();
  });
}

test('a model in R gives a table and a plot', async ({ page }) => {
  await openFunction(page, 'ozone_model');
  await runFunction(page, 'Run 1');
  await expect(result(page).getByRole('region', { name: /^Table/ })).toBeVisible();
  await expect(result(page).locator('img')).toBeVisible();
});

for (const name of ['temperature_trend', 'wind_effect']) {
  test(`${name} gives a figure that the program draws`, async ({ page }) => {
    await openFunction(page, name);
    await runFunction(page, 'Run 1');
    await expect(result(page).locator('.result-figure svg')).toBeVisible();
  });
}

test('the form shows the shape and the first rows of the file that is read', async ({ page }) => {
  await openFunction(page, 'monthly_summary_r');
  const form = page.getByRole('region', { name: 'Parameters' });
  await expect(form.getByText('153 × 6')).toBeVisible();
  await form.getByText('153 × 6').click();
  await expect(form.getByRole('columnheader', { name: 'Solar.R' })).toBeVisible();
});

test('a CSV file is chosen from a folder and arrives as a table', async ({ page }) => {
  await openFunction(page, 'monthly_summary_r');
  await page.getByRole('button', { name: "Choose a table's file" }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /airquality\.csv/ })
    .click();
  const data = page.getByLabel('data', { exact: true });
  await expect(data).toHaveValue(/airquality\.csv$/);
  await expect(data).toHaveAccessibleDescription(/^Daily measurements/);
  await runFunction(page, 'Run 1');
  await expect(result(page).getByText('5 × 8')).toBeVisible();
});

test('a CSV file is chosen by the keyboard, through the folders', async ({ page }) => {
  await openFunction(page, 'monthly_summary_r');
  await page.getByRole('button', { name: "Choose a table's file" }).press('Enter');
  const files = page.getByRole('dialog').getByRole('group', { name: /^Files in/ });
  const entries = files.getByRole('button');
  await expect(entries.first()).toBeFocused();
  const path = (await files.getAttribute('aria-label')) ?? '';
  const folder = files.getByRole('button', { name: path.slice(path.lastIndexOf('/') + 1), exact: true });
  await page.getByRole('dialog').getByRole('button', { name: 'One folder up' }).press('Enter');
  await expect(folder).toBeVisible();
  await expect(entries.first()).toBeFocused();
  await folder.press('Enter');
  await expect(files.getByRole('button', { name: /airquality\.csv/ })).toBeVisible();
  await expect(entries.first()).toBeFocused();
  await files.getByRole('button', { name: /airquality\.csv/ }).press('Enter');
  await expect(page.getByLabel('data', { exact: true })).toHaveValue(/airquality\.csv$/);
});

test('the list is walked with the keyboard, and filtered by name or tag', async ({ page }) => {
  await page.getByLabel('Filter by name or tag').fill('bootstrap');
  await expect(page.getByRole('treeitem')).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'bootstrap_difference' })).toBeVisible();
  await page.getByLabel('Filter by name or tag').fill('');
  await expect(functionRow(page, 'ozone_model')).toBeVisible();
});
