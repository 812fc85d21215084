import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** The side list's row of a function. */
export function functionRow(page: Page, name: string): Locator {
  return page.getByRole('treeitem').filter({ has: page.getByText(name, { exact: true }) });
}

/** Opens a function by its name in the side list and waits for its source. */
export async function openFunction(page: Page, name: string): Promise<void> {
  await functionRow(page, name).click();
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await expect(editor(page)).toBeVisible();
}

export function editor(page: Page): Locator {
  return page.getByRole('textbox', { name: / source$/ });
}

/** Replaces the whole source, as a person would who pastes another one. */
export async function writeSource(page: Page, source: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  // Pasted as one piece, so that the editor's brackets and indents do not add to it.
  await page.keyboard.insertText(source);
}

export function result(page: Page): Locator {
  return page.getByRole('region', { name: 'Result', exact: true });
}

/** Runs what is on screen with the keys, and waits until the run of that number is told to have ended in this state. */
export async function runFunction(page: Page, ended: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(result(page).getByText(ended, { exact: true })).toBeVisible({ timeout: 60_000 });
}

export async function isSaved(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
}
