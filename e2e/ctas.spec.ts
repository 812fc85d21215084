import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { functionRow } from './function-page.ts';
import { findViolations } from './violations.ts';

async function openSample(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  await page.getByRole('link', { name: 'Calls to action', exact: true }).click();
  await expect(page.getByRole('grid')).toBeVisible();
}

function cell(page: Page, object: string, role: string): Locator {
  return page.getByRole('gridcell', { name: new RegExp(`^${object}, ${role}`) });
}

function chip(page: Page, [object, role]: readonly [string, string], name: string): Locator {
  return cell(page, object, role).getByRole('button', { name: new RegExp(`^${name} ?,`) });
}

function card(page: Page, name: string): Locator {
  return page.getByRole('complementary', { name: `Card of ${name}` });
}

test('verbs are typed into a cell, shared by name, moved, copied and taken back by the keyboard alone', async ({
  page,
}) => {
  await openSample(page);
  await cell(page, 'Account', 'Viewer').focus();
  await page.keyboard.type('Sign in');
  await page.keyboard.press('Enter');
  await page.keyboard.type('view account');
  await page.keyboard.press('Enter');
  await page.keyboard.type('ضبط 👩‍👩‍👧');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  const viewer = ['Account', 'Viewer'] as const;
  await expect(cell(page, 'Account', 'Viewer').getByRole('button', { name: /,/ })).toHaveCount(3);
  await expect(chip(page, viewer, 'View account')).toHaveAccessibleName(/shared by 2 roles/);
  await expect(chip(page, viewer, 'Sign in')).toHaveAccessibleName(/create/);

  await chip(page, viewer, 'Sign in').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(chip(page, ['Account', 'Kids Viewer'], 'Sign in')).toBeFocused();
  await expect(chip(page, viewer, 'Sign in')).toHaveCount(0);
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect(chip(page, ['Account', 'Account Holder'], 'Sign in')).toHaveAccessibleName(/shared by 2 roles/);
  await expect(chip(page, ['Account', 'Account Holder'], 'Sign in')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+x');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ControlOrMeta+v');
  await expect(chip(page, ['Profile', 'Account Holder'], 'Sign in')).toBeFocused();
  await expect(chip(page, ['Profile', 'Kids Viewer'], 'Sign in')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(chip(page, ['Profile', 'Account Holder'], 'Sign in')).toHaveCount(0);
  await expect(chip(page, ['Profile', 'Kids Viewer'], 'Sign in')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(chip(page, ['Profile', 'Account Holder'], 'Sign in')).toBeVisible();
});

test('a chip is dragged to another role, and with Ctrl copied to another object', async ({ page }) => {
  await openSample(page);
  await chip(page, ['Person', 'Viewer'], 'Follow').dragTo(cell(page, 'Person', 'no role'));
  await expect(chip(page, ['Person', 'no role'], 'Follow')).toBeVisible();
  await expect(chip(page, ['Person', 'Viewer'], 'Follow')).toHaveCount(0);
  await page.keyboard.down('Control');
  await chip(page, ['Person', 'no role'], 'Follow').dragTo(cell(page, 'Credit', 'Viewer'));
  await page.keyboard.up('Control');
  await expect(chip(page, ['Credit', 'Viewer'], 'Follow')).toBeVisible();
  await expect(chip(page, ['Person', 'no role'], 'Follow')).toBeVisible();
});

test('roles are named, described, ordered and deleted, and the matrix is transposed and filtered', async ({ page }) => {
  await openSample(page);
  await page.getByRole('button', { name: 'Roles', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Roles' });
  await dialog.getByLabel('New role').fill('Auditor');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Description of Auditor').fill('Looks, and changes nothing.');
  await dialog.getByRole('button', { name: 'Move Auditor up' }).click();
  await dialog.getByRole('button', { name: 'Delete Kids Viewer' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const headers = page.getByRole('columnheader');
  await expect(headers).toHaveText([
    /Object/,
    /^Viewer/,
    /^Account Holder/,
    /^Content Editor/,
    /^Auditor/,
    /^Support Agent/,
    /^No role/,
  ]);
  await page.getByRole('button', { name: 'Transpose' }).click();
  await expect(page.getByRole('rowheader', { name: /^Auditor/ })).toBeVisible();
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Delete' }).click();
  await expect(chip(page, ['Plan', 'Content Editor'], 'Retire plan')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Compare plans/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('button', { name: /^Compare plans/ })).toBeVisible();
});

test('a card keeps its story, its criteria and its questions, and leads on to the next card', async ({ page }) => {
  await openSample(page);
  await cell(page, 'Gift Card', 'Viewer').focus();
  await page.keyboard.type('Redeem');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(chip(page, ['Gift Card', 'Viewer'], 'Redeem')).toBeFocused();
  await page.keyboard.press('Enter');
  const open = card(page, 'Redeem');
  await open.getByRole('button', { name: 'Start from the template' }).click();
  const story = open.getByRole('textbox', { name: 'User story' });
  await expect(story).toHaveValue('As a Viewer, I want to redeem (Gift Card), so that …');
  await story.fill('As a Viewer, I want to redeem (Gift Card), so that I watch for free.');
  await open.getByRole('button', { name: 'Scenario' }).click();
  await open.getByLabel('Line 2', { exact: true }).fill('a card with a balance');
  await page.keyboard.press('Enter');
  await expect(open.getByLabel('Line 3', { exact: true })).toBeFocused();
  await page.keyboard.type('a running subscription');
  await page.keyboard.press('Tab');
  await open.getByLabel('New question').fill('Who pays the tax?');
  await page.keyboard.press('Enter');
  await open.getByRole('combobox', { name: 'Priority' }).click();
  await page.getByRole('option', { name: 'Must have' }).click();
  await page.reload();
  await chip(page, ['Gift Card', 'Viewer'], 'Redeem').click();
  await expect(story).toHaveValue(/so that I watch for free\.$/);
  await expect(open.getByLabel('Line 3', { exact: true })).toHaveValue('a running subscription');
  await expect(open.getByRole('combobox', { name: 'Keyword of line 3' })).toHaveValue('And');
  await expect(open.getByRole('textbox', { name: 'Question', exact: true })).toHaveValue('Who pays the tax?');
  await page.keyboard.press('Alt+PageUp');
  await expect(card(page, 'Rename device')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toHaveCount(0);
});

test('a function is made from a card, run there, counted, and missed when it is deleted', async ({ page }) => {
  await openSample(page);
  await expect(page.getByText('0 of 25 in code')).toBeVisible();
  await chip(page, ['Title', 'Viewer'], 'Play').click();
  const open = card(page, 'Play');
  await open.getByRole('button', { name: 'New from this card' }).click();
  const dialog = page.getByRole('dialog', { name: 'New function from this card' });
  await expect(dialog.getByLabel('Name')).toHaveValue('play_title');
  await dialog.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: 'Python' }).click();
  await expect(dialog.getByRole('region', { name: 'Source of the new function' })).toContainText('def play_title(');
  await dialog.getByRole('button', { name: 'Create function' }).click();
  await expect(page.getByText('1 of 25 in code')).toBeVisible();
  const form = open.getByRole('group', { name: 'Run play_title' });
  await form.getByLabel(/^name/).fill('Heat');
  await form.getByLabel(/^synopsis/).fill('Two men.');
  await form.getByLabel(/^artwork/).fill('heat.png');
  await form.getByLabel(/^kind/).click();
  await page.getByRole('option').first().click();
  await form.getByLabel(/^release_year/).fill('1995');
  await form.getByLabel(/^maturity_rating/).click();
  await page.getByRole('option').first().click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(form.getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
  await form.getByRole('button', { name: 'Show the result' }).click();
  await expect(page.getByRole('dialog').getByText('"Heat"')).toBeVisible();
  await page.keyboard.press('Escape');
  await open.getByRole('button', { name: 'Open', exact: true }).click();
  await functionRow(page, 'play_title').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await expect(page.getByText('play_title was deleted')).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  await page.getByRole('link', { name: 'Calls to action', exact: true }).click();
  await expect(page.getByText('0 of 25 in code, 1 gone')).toBeVisible();
  await expect(card(page, 'Play').getByRole('note')).toContainText('is not on this device');
});

test('the board changes priorities by drag and by keys, and the cards list them by object', async ({ page }) => {
  await openSample(page);
  await page.getByText('Board', { exact: true }).click();
  const lane = (name: string) => page.getByRole('region', { name: new RegExp(`^${name} ?,`) });
  await lane('Will not have')
    .getByRole('button', { name: /Retire plan/ })
    .dragTo(lane('Must have'));
  await expect(lane('Must have').getByRole('button', { name: /Retire plan/ })).toBeVisible();
  await lane('Should have')
    .getByRole('button', { name: /Follow/ })
    .focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(lane('Could have').getByRole('button', { name: /Follow/ })).toBeVisible();
  await page.getByText('Cards', { exact: true }).click();
  const person = page.getByRole('region', { name: 'Person', exact: true });
  await expect(person.getByText('Could have')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { name: 'Streaming service: calls to action' })).toBeVisible();
  await expect(page.getByRole('toolbar')).toBeHidden();
});

test('calls to action break no rule of WCAG A or AA', async ({ page }) => {
  await openSample(page);
  const problems: string[] = [];
  const look = async (name: string): Promise<void> => {
    for (const found of await findViolations(page)) problems.push(`${name}: ${found}`);
  };
  await chip(page, ['Plan', 'Account Holder'], 'Compare plans').click();
  await expect(page.getByRole('complementary')).toBeVisible();
  await look('matrix and card');
  await page.getByText('Board', { exact: true }).click();
  await look('board');
  await page.getByText('Cards', { exact: true }).click();
  await look('cards');
  await page.getByRole('button', { name: 'Roles', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Roles' })).toBeVisible();
  await look('roles');
  expect(problems).toEqual([]);
});
