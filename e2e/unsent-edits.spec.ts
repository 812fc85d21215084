/*
 * What a person does to a project while the program is not there: it stays on screen, and is carried out when the program has
 * been started again, in the window that stands there or in a new one.
 */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { goTo, grid, openAgain, openMatrix, says } from './matrix-page.ts';

test('cells that are typed while the program is gone are there when it is started again', async ({ page, app }) => {
  await openMatrix(page, ['Book', 'Author', 'Shelf']);
  const address = new URL(page.url()).hash;
  await goTo(page, 0, 1);
  await page.keyboard.type('0..*');
  await page.keyboard.press('Enter');
  await says(page, 'Book', 'Author', /^0\.\.\*,/);
  await app.kill();
  await expect(page.getByRole('alert').filter({ hasText: 'The connection to Triptych is lost' })).toBeVisible();

  await grid(page).focus();
  await goTo(page, 0, 1);
  await page.keyboard.type('1..*');
  await page.keyboard.press('Enter');
  await goTo(page, 0, 2);
  await page.keyboard.type('1:n');
  await page.keyboard.press('Enter');
  await says(page, 'Book', 'Author', /^1\.\.\*,/);
  await says(page, 'Shelf', 'Book', /^1,/);

  await app.start();
  await expect(page.getByRole('alert').filter({ hasText: 'Triptych has been started anew' })).toBeVisible();
  await says(page, 'Book', 'Author', /^1\.\.\*,/);
  await openAgain(page, app, address);
  await says(page, 'Book', 'Author', /^1\.\.\*,/);
  await says(page, 'Book', 'Shelf', /^0\.\.\*,/);
  // By the core, not by the browser: once it has answered, nothing is kept any more.
  await expect.poll(() => countKept(page)).toBe(0);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await says(page, 'Book', 'Author', /^1\.\.\*,/);
  await says(page, 'Shelf', 'Book', /^1,/);
});

test('a thousand cells that were filled while the program hung are there when it is started again', async ({
  context,
  page,
  app,
}) => {
  const names = Array.from({ length: 40 }, (_, index) => `Object ${index + 1}`);
  await openMatrix(page, names);
  const address = new URL(page.url()).hash;
  await goTo(page, 0, 1);
  await page.keyboard.type('0..*');
  await page.keyboard.press('Enter');
  await says(page, 'Object 1', 'Object 2', /^0\.\.\*,/);
  // Answered, so that nothing else is on its way.
  await expect.poll(() => countKept(page)).toBe(0);

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => navigator.clipboard.writeText('0..*'));
  await goTo(page, 0, 1);
  app.hold();
  await page.keyboard.press('ControlOrMeta+Shift+End');
  await page.keyboard.press('ControlOrMeta+v');
  await says(page, 'Object 38', 'Object 39', /^0\.\.\*,/);
  await expect.poll(() => countKept(page)).toBe(1);

  // Nobody tells the core any more: the window goes as well.
  await Promise.all([app.kill(), page.close()]);
  await app.start();
  const next = await context.newPage();
  await openAgain(next, app, address);
  await says(next, 'Object 1', 'Object 3', /^0\.\.\*,/);
  await says(next, 'Object 12', 'Object 14', /^0\.\.\*,/);
  await expect.poll(() => countKept(next)).toBe(0);
  await next.reload();
  await says(next, 'Object 12', 'Object 14', /^0\.\.\*,/);
});

async function countKept(page: Page): Promise<number> {
  return await page.evaluate(
    () => Object.keys(localStorage).filter((key) => key.startsWith('triptych.unsent.')).length,
  );
}
