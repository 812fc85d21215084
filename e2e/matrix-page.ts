// What a person does in the matrix, for tests.
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { openAnew } from './fixtures.ts';
import type { RunningApp } from './run-app.ts';

/** A project with these objects, its matrix open and focused. */
export async function openMatrix(page: Page, names: readonly string[]): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: 'New project', exact: true }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Library');
  await page.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('navigation', { name: 'Views of the project' }).getByRole('link', { name: 'Matrix' }).click();
  await page.getByLabel('Nouns of your domain, one on each line').fill(names.join('\n'));
  await page.getByRole('button', { name: 'Add to the matrix' }).click();
  await grid(page).focus();
}

export function grid(page: Page): Locator {
  return page.getByRole('grid', { name: /^Matrix/ });
}

/** The cell as a screen reader finds it: "Book × Author: 0..*, …". */
export function cell(page: Page, row: string, column: string): Locator {
  return page.locator(`[role="gridcell"][aria-label^="${row} × ${column}:"]`);
}

export async function says(page: Page, row: string, column: string, text: string | RegExp): Promise<void> {
  await expect(cell(page, row, column)).toHaveText(text);
}

/** Goes to a cell by the keys, from the first one. */
export async function goTo(page: Page, down: number, right: number): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Home');
  for (let step = 0; step < down; step += 1) await page.keyboard.press('ArrowDown');
  for (let step = 0; step < right; step += 1) await page.keyboard.press('ArrowRight');
}

/** Goes to the header of a row by the keys. */
export async function goToHeader(page: Page, down: number): Promise<void> {
  await grid(page).focus();
  await goTo(page, 0, 0);
  await page.keyboard.press('ArrowLeft');
  for (let step = 0; step < down; step += 1) await page.keyboard.press('ArrowDown');
}

/** Opens the program that was started again, and in it the page that had this hash. */
export async function openAgain(page: Page, app: RunningApp, hash: string): Promise<void> {
  await openAnew(page, app);
  // The first page leads on to where the person was last, and would lead away from the matrix.
  await page.getByRole('link', { name: 'Projects' }).waitFor();
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
}
