import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { editor } from './function-page.ts';
import { goTo, grid, openMatrix, says } from './matrix-page.ts';
import { beginDraft, chooseWorkspace, createWorkspace, joinDraft, signInBoth, test } from './synced-page.ts';
import { expectNoViolations } from './violations.ts';

function people(page: Page, place: string) {
  return page.getByRole('button', { name: new RegExp(`^People in this ${place}: `) });
}

test('two devices see each other in a draft, with cursors, and not any more when one leaves', async ({
  page,
  second,
  server,
}) => {
  test.setTimeout(240_000);
  await signInBoth([page, second.page], server.address);
  const draft = { workspace: 'Shelf of faces', name: 'watched' };
  await beginDraft(page, draft);
  await expect(people(page, 'function')).toHaveAccessibleName('People in this function: Nobody else is here');
  await joinDraft(second.page, draft);
  for (const each of [page, second.page]) await expect(people(each, 'function')).toHaveAccessibleName(/1 more here$/);
  await editor(second.page).click();
  const caret = page.locator('.cm-other-caret');
  await expect(caret.locator('.cm-other-name')).toHaveAttribute('data-name', 'Ada Lovelace');
  const lines = editor(page).locator('.cm-line');
  await expect(lines.last().locator(caret)).toHaveCount(1);
  await second.page.keyboard.press('ControlOrMeta+Home');
  await expect(lines.first().locator(caret)).toHaveCount(1);
  await expect(caret).toHaveCount(1);
  await people(page, 'function').click();
  await expect(page.getByRole('menuitem', { name: /^Go to your other device writing$/ })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await expectNoViolations(page);
  await second.page.getByRole('link', { name: 'Projects' }).click();
  await expect(people(page, 'function')).toHaveAccessibleName(/Nobody else is here$/);
  await expect(caret).toHaveCount(0);
});

test('two devices see each other in a matrix, and what one writes in a cell the other has', async ({
  page,
  second,
  server,
}) => {
  test.setTimeout(240_000);
  await signInBoth([page, second.page], server.address);
  await createWorkspace(page, 'Shelf of cells');
  await openMatrix(page, ['Book', 'Author']);
  await chooseWorkspace(second.page, 'Shelf of cells');
  await second.page.getByRole('link', { name: 'Projects' }).click();
  await second.page.getByRole('button', { name: /^Library/ }).click();
  await second.page
    .getByRole('navigation', { name: 'Views of the project' })
    .getByRole('link', { name: 'Matrix' })
    .click();
  for (const each of [page, second.page]) await expect(people(each, 'project')).toHaveAccessibleName(/1 more here$/);
  await grid(second.page).focus();
  await goTo(second.page, 0, 1);
  await second.page.keyboard.type('1');
  await people(page, 'project').click();
  await expect(page.getByRole('menuitem', { name: /your other device in Matrix, editing$/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await second.page.keyboard.press('Enter');
  for (const each of [second.page, page]) await says(each, 'Book', 'Author', /^1,/);
});
