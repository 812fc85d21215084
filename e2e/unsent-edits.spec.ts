/*
 * What a person does to a project while the program is not there: it stays on screen, and is carried out when the program has
 * been started again, in the window that stands there or in a new one.
 */
import { expect } from '@playwright/test';

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
  await expect
    .poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('triptych.unsent.'))))
    .toEqual([]);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await says(page, 'Book', 'Author', /^1\.\.\*,/);
  await says(page, 'Shelf', 'Book', /^1,/);
});
