import { expect } from '@playwright/test';

import { boxAtRest } from './box-at-rest.ts';
import { test } from './fixtures.ts';
import { cell, goTo, goToHeader, grid, openAgain, openMatrix, says } from './matrix-page.ts';
import { expectNoViolations } from './violations.ts';

test('cells are typed, moved through, cleared, undone, and are there after a restart', async ({ page, app }) => {
  await openMatrix(page, ['Book', 'Author', 'Loan', 'قارئ 📚']);
  await goTo(page, 0, 1);
  await page.keyboard.type('n:m');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1:n');
  await page.keyboard.press('Enter');
  await says(page, 'Book', 'Author', /^0\.\.\*/);
  await says(page, 'Loan', 'Book', /^1,/);
  // What cannot be read stays in the editor, with the reason.
  await goTo(page, 1, 3);
  await page.keyboard.type('lots');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'is no cardinality' })).toBeVisible();
  await page.keyboard.press('Escape');
  await says(page, 'Author', 'قارئ 📚', 'not reviewed');
  await page.keyboard.press('-');
  await says(page, 'قارئ 📚', 'Author', 'no');
  await page.keyboard.type('? Does a reader follow authors?');
  await page.keyboard.press('Enter');
  await says(page, 'Author', 'قارئ 📚', /open question/);
  await goTo(page, 0, 2);
  await page.keyboard.press('Delete');
  await says(page, 'Book', 'Loan', /^not known how many/);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText(/^Undone: .*Loan/)).toBeAttached();
  await says(page, 'Book', 'Loan', /^0\.\.\*/);
  const address = new URL(page.url()).hash;
  await app.kill();
  await app.start();
  await openAgain(page, app, address);
  await says(page, 'Book', 'Loan', /^0\.\.\*/);
  await says(page, 'Author', 'قارئ 📚', /open question/);
});

test('a rectangle is filled, copied and pasted as one step, and a bad paste writes nothing', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openMatrix(page, ['A', 'B', 'C', 'D']);
  await goTo(page, 0, 1);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.type('1..*');
  await page.keyboard.press('ControlOrMeta+Enter');
  for (const column of ['B', 'C', 'D']) await says(page, 'A', column, /^1\.\.\*/);
  await page.keyboard.press('ControlOrMeta+c');
  await expect(page.getByText('3 cells copied')).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('1..*\t1..*\t1..*');
  await page.evaluate(() => navigator.clipboard.writeText('0..1\tmany\n1\tno'));
  await goTo(page, 1, 2);
  await page.keyboard.press('ControlOrMeta+v');
  await says(page, 'B', 'C', /^0\.\.1/);
  await says(page, 'B', 'D', /^0\.\.\*/);
  await says(page, 'C', 'D', 'no');
  await page.keyboard.press('ControlOrMeta+z');
  await says(page, 'B', 'C', 'not reviewed');
  await says(page, 'C', 'D', 'not reviewed');
  await page.evaluate(() => navigator.clipboard.writeText('1\t=cmd\n1\tno'));
  await goTo(page, 1, 2);
  await page.keyboard.press('ControlOrMeta+v');
  const refused = page.getByRole('dialog', { name: 'Nothing was written' });
  await expect(refused).toContainText('B × D');
  await refused.getByRole('button', { name: 'Close' }).last().click();
  await says(page, 'B', 'C', 'not reviewed');
});

test('objects are added, renamed, moved, sorted and deleted in the headers', async ({ page }) => {
  await openMatrix(page, ['Book', 'Author', 'Loan']);
  const headers = page.getByRole('rowheader');
  await goTo(page, 0, 0);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('F2');
  await page.getByLabel('Name of Book').fill('Volume');
  await page.keyboard.press('Enter');
  await expect(headers).toHaveText(['Volume', 'Author', 'Loan', 'Add an object']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('Reader');
  await page.keyboard.press('Enter');
  await expect(headers).toHaveText(['Volume', 'Author', 'Loan', 'Reader', 'Add an object']);
  await page.getByRole('button', { name: 'Sort rows and columns' }).click();
  await page.getByRole('menuitem', { name: 'By name' }).click();
  await expect(headers).toHaveText(['Author', 'Loan', 'Reader', 'Volume', 'Add an object']);
  // The first header is dragged behind the second one.
  const box = await boxAtRest(page.locator('.matrix-scroller'));
  const headHeight = 132;
  await page.mouse.move(box.x + 60, box.y + headHeight + 14);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + headHeight + 40, { steps: 4 });
  await page.mouse.move(box.x + 60, box.y + headHeight + 56, { steps: 4 });
  await page.mouse.up();
  await expect(headers).toHaveText(['Loan', 'Author', 'Reader', 'Volume', 'Add an object']);
  await page.keyboard.press('Delete');
  await expect(headers).toHaveText(['Loan', 'Reader', 'Volume', 'Add an object']);
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(headers).toHaveText(['Loan', 'Author', 'Reader', 'Volume', 'Add an object']);
});

test('the inspector asks the questions of a cell, and splits a many-to-many', async ({ page }) => {
  await openMatrix(page, ['Book', 'Author']);
  await goTo(page, 0, 1);
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Questions of the cell' });
  await inspector.getByRole('button', { name: 'Add a relationship' }).click();
  await inspector.getByRole('group', { name: 'How many Author has one Book?' }).getByLabel('0..*').check();
  await inspector.getByRole('group', { name: 'How many Book has one Author?' }).getByLabel('1..*').check();
  await says(page, 'Book', 'Author', /^0\.\.\*, missing/);
  await says(page, 'Author', 'Book', /^1\.\.\*, missing/);
  await inspector.getByLabel('On the page of Book').selectOption('list');
  await inspector.getByLabel('Can one go from Book to Author?').selectOption('yes');
  await inspector.getByLabel('How is it created?').fill('by hand');
  await inspector.getByLabel('How is it sorted?').fill('by name');
  await inspector.getByLabel('What is it filtered by?').fill('country');
  await page.keyboard.press('Tab');
  await inspector.getByLabel('When a Book is deleted, what becomes of its Author?').selectOption('orphan');
  await says(page, 'Book', 'Author', '0..*, complete');
  await inspector.getByLabel('Name of the junction object').fill('Authorship');
  await inspector.getByRole('button', { name: 'Make it an object' }).click();
  await says(page, 'Book', 'Authorship', /^0\.\.\*/);
  await says(page, 'Authorship', 'Author', /^1,/);
  await says(page, 'Book', 'Author', 'not reviewed');
  await page.getByRole('button', { name: 'Path between two objects' }).click();
  await page.getByRole('combobox', { name: 'Path from' }).fill('Book');
  await page.getByRole('option', { name: 'Book' }).click();
  await page.getByRole('combobox', { name: 'Path to' }).fill('Author');
  await page.getByRole('option', { name: 'Author', exact: true }).click();
  const path = page.getByRole('region', { name: 'Path between two objects' });
  await expect(path.getByRole('listitem')).toHaveCount(2);
  await path.getByRole('button', { name: /Authorship.*Author$/ }).click();
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText('Authorship → Author');
});

test('two windows edit the same project at once and see each other', async ({ page, secondWindow }) => {
  await openMatrix(page, ['Book', 'Author', 'Loan']);
  await secondWindow.goto(page.url());
  await grid(secondWindow).focus();
  await goTo(page, 0, 1);
  await goTo(secondWindow, 1, 0);
  // The two ends of one relationship, of which neither window knows the other's yet.
  await page.keyboard.type('0..*');
  await secondWindow.keyboard.type('? In which role?');
  await page.keyboard.press('Enter');
  await secondWindow.keyboard.press('Enter');
  for (const window of [page, secondWindow]) await says(window, 'Book', 'Author', /^0\.\.\*, an open question/);
  await goTo(secondWindow, 1, 0);
  await secondWindow.keyboard.type('1');
  await secondWindow.keyboard.press('Enter');
  await says(page, 'Author', 'Book', /^1, an open question/);
});

test('what is typed stays with its object while another window adds and deletes others', async ({
  page,
  secondWindow,
}) => {
  await openMatrix(page, ['Book', 'Author', 'Loan', 'Reader']);
  await secondWindow.goto(page.url());
  const headers = page.getByRole('rowheader');
  await goToHeader(page, 3);
  await page.keyboard.press('F2');
  await page.getByLabel('Name of Reader').fill('Patron');
  await goToHeader(secondWindow, 0);
  await secondWindow.keyboard.press('Delete');
  await expect(headers).toHaveText(['Author', 'Loan', 'Reader', 'Add an object']);
  await expect(page.getByLabel('Name of Reader')).toHaveValue('Patron');
  await page.keyboard.press('Enter');
  await expect(headers).toHaveText(['Author', 'Loan', 'Patron', 'Add an object']);
  // A new object is not taken for the one that another window adds meanwhile.
  await goToHeader(page, 3);
  await page.keyboard.type('Copy');
  await goToHeader(secondWindow, 3);
  await secondWindow.keyboard.type('Shelf');
  await secondWindow.keyboard.press('Enter');
  await expect(headers).toHaveText(['Author', 'Loan', 'Patron', 'Shelf', 'Add an object']);
  await page.keyboard.press('Enter');
  await expect(headers).toHaveText(['Author', 'Loan', 'Patron', 'Shelf', 'Copy', 'Add an object']);
  // What goes away takes nothing else along with it.
  await goTo(page, 2, 1);
  await page.keyboard.type('1..*');
  await goToHeader(secondWindow, 2);
  await secondWindow.keyboard.press('Delete');
  await expect(page.getByRole('alert')).toContainText('Patron is not in the matrix any more. You had typed: 1..*');
  await expect(headers).toHaveText(['Author', 'Loan', 'Shelf', 'Copy', 'Add an object']);
  await expect(page.getByRole('gridcell', { name: /missing/ })).toHaveCount(0);
  // The cell that has come into its place can be typed into.
  await page.keyboard.type('0..1');
  await page.keyboard.press('Enter');
  await says(page, 'Shelf', 'Loan', /^0\.\.1,/);
});

test('the whole matrix and the filter', async ({ page }) => {
  await openMatrix(page, ['A', 'B', 'C']);
  await page.keyboard.press('ControlOrMeta+=');
  await expect(page.getByRole('button', { name: /^Zoom 125 %/ })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+0');
  await expect(page.getByRole('button', { name: /^Zoom 100 %/ })).toBeVisible();
  await goTo(page, 0, 1);
  await page.keyboard.type('1:n');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Incomplete 1/ }).click();
  await expect(page.getByRole('rowheader')).toHaveText(['A', 'B', 'Add an object']);
  await page.getByRole('button', { name: /^Incomplete 1/ }).click();
  await page.getByRole('button', { name: 'Rows on the page of columns' }).click();
  await says(page, 'A', 'B', /^0\.\.\*/);
  await expect(grid(page)).toHaveAccessibleName('Matrix, rows on the page of columns');
});

test('the matrix breaks no rule of WCAG A or AA, and keeps its place in forced colours', async ({ page }) => {
  await openMatrix(page, ['Book', 'Author']);
  await expectNoViolations(page);
  await page.emulateMedia({ forcedColors: 'active' });
  await expect(cell(page, 'Book', 'Author')).toBeInViewport();
  await page.emulateMedia({ forcedColors: 'none' });
  await goTo(page, 0, 1);
  await page.keyboard.type('n:m');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name of the junction object')).toBeVisible();
  await expectNoViolations(page);
});
