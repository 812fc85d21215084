import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { boxAtRest } from './box-at-rest.ts';
import { test } from './fixtures.ts';
import { cell, goTo, grid, openMatrix, says } from './matrix-page.ts';
import { expectNoViolations } from './violations.ts';

/** The middle of a cell of the canvas, at the usual zoom. */
async function pointOf(page: Page, row: number, column: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await boxAtRest(page.locator('.matrix-scroller'));
  const [headWidth, headHeight, cellWidth, cellHeight] = [204, 132, 46, 28];
  return {
    x: box.x + (column < 0 ? headWidth / 2 : headWidth + (column + 0.5) * cellWidth),
    y: box.y + (row < 0 ? headHeight / 2 : headHeight + (row + 0.5) * cellHeight),
  };
}

async function rightClick(page: Page, row: number, column: number): Promise<void> {
  const { x, y } = await pointOf(page, row, column);
  await page.mouse.click(x, y, { button: 'right' });
}

async function colorAt(page: Page, x: number, y: number): Promise<string> {
  return await page
    .locator('.matrix-stage > canvas')
    .first()
    .evaluate(
      (canvas: HTMLCanvasElement, [left, top]) => String(canvas.getContext('2d')?.getImageData(left, top, 1, 1).data),
      [x, y] as const,
    );
}

test('a right click on a cell opens its menu, and what is chosen there is done', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openMatrix(page, ['Book', 'Author', 'Loan']);
  await rightClick(page, 0, 1);
  const menu = page.getByRole('menu', { name: 'Menu of Book × Author' });
  await expect(menu.getByRole('menuitem', { name: /^Clear/ })).toBeDisabled();
  await menu.getByRole('menuitem', { name: /^Any number/ }).click();
  await says(page, 'Book', 'Author', /^0\.\.\*/);
  await expect(menu).toBeHidden();
  await expect(grid(page)).toBeFocused();
  await rightClick(page, 0, 1);
  await menu.getByRole('menuitem', { name: /^Copy/ }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('0..*');
  await rightClick(page, 1, 2);
  await page
    .getByRole('menu', { name: 'Menu of Author × Loan' })
    .getByRole('menuitem', { name: /^Paste/ })
    .click();
  await says(page, 'Author', 'Loan', /^0\.\.\*/);
  await rightClick(page, 1, 2);
  await page.getByRole('menuitem', { name: /^Something else/ }).click();
  const editor = page.getByLabel(/Author/).and(page.locator('input'));
  await expect(editor).toBeFocused();
  await page.keyboard.press('Escape');
});

test('the menu key and Shift+F10 open the menu of the active cell or header, and Escape gives the focus back', async ({
  page,
}) => {
  await openMatrix(page, ['Book', 'Author', 'Loan']);
  await goTo(page, 1, 0);
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu');
  await expect(menu).toHaveAccessibleName('Menu of Author × Book');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ContextMenu');
  await expect(menu).toHaveAccessibleName('Menu of 2 cells');
  await menu.getByRole('menuitem', { name: /^No relationship/ }).click();
  await says(page, 'Author', 'Book', 'no');
  await goTo(page, 1, 0);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+F10');
  await expect(menu).toHaveAccessibleName('Menu of Author');
  await menu.getByRole('menuitem', { name: /^Move up/ }).click();
  await expect(page.getByRole('rowheader')).toHaveText(['Author', 'Book', 'Loan', 'Add an object']);
  await page.keyboard.press('Shift+F10');
  await menu.getByRole('menuitem', { name: /^Rename/ }).click();
  await page.getByLabel('Name of Author').fill('Writer');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('rowheader').first()).toHaveText('Writer');
  await rightClick(page, -1, 2);
  await menu.getByRole('menuitem', { name: /^Delete the object/ }).click();
  await expect(page.getByRole('columnheader')).toHaveText(['Object', 'Writer', 'Book', 'Add an object']);
  await rightClick(page, 1, -1);
  await menu.getByRole('menuitem', { name: 'Object map' }).click();
  await expect(page).toHaveURL(/object-map\?subject=object/);
});

test('what is open is marked in cells and in both headers, and is mended from the menu', async ({ page }) => {
  await openMatrix(page, ['Book', 'Author']);
  await goTo(page, 0, 1);
  await page.keyboard.type('n:m');
  await page.keyboard.press('Enter');
  await expect(cell(page, 'Book', 'Author')).toHaveAccessibleName(/\d open$/);
  for (const role of ['rowheader', 'columnheader'] as const)
    await expect(page.getByRole(role, { name: /^Book, \d+ open$/ })).toBeAttached();
  // On the canvas: the row's mark, the column's and the cell's, each other than the ground beside it.
  for (const [x, y] of [
    [204 - 36, 132 + 14],
    [204 + 23, 132 - 28],
    [204 + 2 * 46 - 6, 132 + 28 - 6],
  ] as const)
    await expect.poll(async () => (await colorAt(page, x, y)) !== (await colorAt(page, x - 7, y))).toBe(true);
  await goTo(page, 0, 0);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: 'Menu of Book' });
  await expectNoViolations(page);
  await menu.getByRole('menuitem', { name: /in Gaps$/ }).click();
  await expect(page.getByRole('button', { name: /^Only Book/ })).toBeVisible();
});
