import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { boxAtRest } from './box-at-rest.ts';
import { test } from './fixtures.ts';
import { functionRow, openFunction, result, runFunction } from './function-page.ts';

const viewport = { width: 1100, height: 700 };

test.use({ viewport, reducedMotion: 'reduce' });

/** Nothing sticks out of the window, and nothing of it has to be scrolled to. */
async function fits(page: Page): Promise<void> {
  const sizeOf = async () =>
    await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return { scrollWidth, scrollHeight };
    });
  await expect.poll(sizeOf).toEqual({ scrollWidth: viewport.width, scrollHeight: viewport.height });
}

async function isWithinWindow(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeInViewport({ ratio: 1 });
  await fits(page);
}

test('a function, its form and its result fit in the smallest window', async ({ page }) => {
  await openFunction(page, 'ozone_model');
  await runFunction(page, 'Run 1');
  await isWithinWindow(page, page.getByRole('button', { name: /^Run function/ }));
  await isWithinWindow(page, page.getByRole('button', { name: 'Release…' }));
  for (const tab of ['Log', 'Runs', 'Result']) {
    await isWithinWindow(page, result(page).getByText(tab, { exact: true }));
    await result(page).getByText(tab, { exact: true }).click();
  }
  await isWithinWindow(page, result(page).getByText('Run 1', { exact: true }));
  await isWithinWindow(page, result(page).getByRole('region', { name: /^Table/ }));
});

type DialogOpening = { readonly name: string; readonly open: (page: Page) => Promise<void> };

const dialogs: readonly DialogOpening[] = [
  { name: 'New function', open: (page) => page.keyboard.press('Alt+n') },
  { name: 'Keyboard shortcuts', open: (page) => page.keyboard.press('ControlOrMeta+/') },
  { name: 'Versions of ozone_model', open: (page) => page.getByRole('button', { name: 'Versions' }).click() },
  {
    name: "Choose a table's file",
    open: (page) => page.getByRole('button', { name: "Choose a table's file" }).click(),
  },
  {
    name: 'New workspace',
    open: async (page) => {
      await page.getByRole('button', { name: /^Workspace / }).click();
      await page.getByRole('menuitem', { name: 'New workspace…' }).click();
    },
  },
];

test('every dialog fits in the smallest window, with its buttons in reach', async ({ page }) => {
  await openFunction(page, 'ozone_model');
  for (const { name, open } of dialogs) {
    await open(page);
    const dialog = page.getByRole('dialog', { name });
    await expect(dialog).toBeVisible();
    await isWithinWindow(page, dialog.getByRole('button').last());
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

test('runs and settings fit in the smallest window, and lead back to the function that was open', async ({ page }) => {
  await openFunction(page, 'ozone_model');
  await page.getByRole('link', { name: 'Runs' }).click();
  await isWithinWindow(page, page.getByRole('heading', { level: 1, name: 'Runs' }));
  await page.getByRole('link', { name: 'Settings' }).click();
  await isWithinWindow(page, page.getByRole('heading', { level: 1, name: 'Settings' }));
  await page.getByText('As the system', { exact: true }).scrollIntoViewIfNeeded();
  await isWithinWindow(page, page.getByText('As the system', { exact: true }));
  await page.getByRole('link', { name: 'Functions' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ozone_model' })).toBeVisible();
});

test('the palette has its icon and its words beside each other', async ({ page }) => {
  await expect(functionRow(page, 'ozone_model')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  const field = page.getByLabel('Search functions, workspaces and commands');
  await expect(field).toBeFocused();
  const icon = await boxAtRest(page.locator('.mantine-Spotlight-body svg').first());
  const words = await field.evaluate((input) => {
    const { left } = input.getBoundingClientRect();
    return left + Number.parseFloat(getComputedStyle(input).paddingLeft);
  });
  expect(words - (icon.x + icon.width)).toBeLessThan(16);
  await fits(page);
});
