import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { functionRow, openFunction } from './function-page.ts';

function tabs(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Open functions' }).getByRole('link');
}

async function openThree(page: Page): Promise<void> {
  for (const name of ['ozone_model', 'epidemic', 'random_walk']) await openFunction(page, name);
  await expect(tabs(page)).toHaveText([/ozone_model/, /epidemic/, /random_walk/]);
}

test('a function is dragged into another folder, and undo takes it back', async ({ page }) => {
  await functionRow(page, 'epidemic').dragTo(functionRow(page, 'Models'));
  await openFunction(page, 'epidemic');
  await expect(page.getByRole('main')).toContainText('Models');
  await page.reload();
  await expect(page.getByRole('main')).toContainText('Models');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByRole('main')).toContainText('Simulations');
});

test('tabs are put in order with the keys and with the mouse, each place in reach', async ({ page }) => {
  await openThree(page);
  await tabs(page).filter({ hasText: 'ozone_model' }).focus();
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect(tabs(page)).toHaveText([/epidemic/, /ozone_model/, /random_walk/]);
  await expect(tabs(page).filter({ hasText: 'ozone_model' })).toBeFocused();
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  await expect(tabs(page)).toHaveText([/ozone_model/, /epidemic/, /random_walk/]);
  await tabs(page).first().dragTo(tabs(page).last());
  await expect(tabs(page)).toHaveText([/epidemic/, /random_walk/, /ozone_model/]);
  await page.reload();
  await expect(tabs(page)).toHaveText([/epidemic/, /random_walk/, /ozone_model/]);
});

test('a tab is closed with the keys, and its neighbour is shown', async ({ page }) => {
  await openThree(page);
  await page.keyboard.press('Alt+w');
  await expect(tabs(page)).toHaveText([/ozone_model/, /epidemic/]);
  await expect(page.getByRole('heading', { level: 1, name: 'epidemic' })).toBeVisible();
  await tabs(page).filter({ hasText: 'ozone_model' }).focus();
  await page.keyboard.press('Delete');
  await expect(tabs(page)).toHaveText([/epidemic/]);
  await expect(page.getByRole('heading', { level: 1, name: 'epidemic' })).toBeVisible();
});

test('a path that is no Julia is refused with a sentence, and the one in use stays', async ({ app, page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  const julia = page.getByLabel('Path of another Julia');
  await julia.fill(`${app.dataFolder}/no-julia`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'is no Julia that starts' })).toBeVisible();
  await expect(julia).toHaveValue(`${app.dataFolder}/no-julia`);
});
