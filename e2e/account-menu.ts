import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

const clickMsMax = 5_000;

/**
 * Chooses in the menu of accounts. A page that opens meanwhile (the first workspace that comes from a server, the last one at a start)
 * closes menus, and then the menu is opened again, as a person would.
 */
export async function chooseInAccountMenu(page: Page, item: string | RegExp): Promise<void> {
  const wanted = page.getByRole('menuitem', { name: item });
  await expect(async () => {
    if (!(await wanted.isVisible()))
      await page.getByRole('button', { name: /^Account / }).click({ timeout: clickMsMax });
    await wanted.click({ timeout: clickMsMax });
  }).toPass();
}
