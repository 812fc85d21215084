import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { expectNoViolations } from './violations.ts';

async function openSample(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  await page.getByRole('link', { name: 'Object map', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Object map' })).toBeVisible();
}

function column(page: Page, object: string): Locator {
  return page.getByRole('region', { name: object, exact: true });
}

function section(page: Page, object: string, name: string): Locator {
  return column(page, object).getByRole('group', { name, exact: true });
}

function card(page: Page, object: string, name: string): Locator {
  return column(page, object).getByRole('button', { name: new RegExp(`^${name} ?,`) });
}

async function namesIn(within: Locator): Promise<readonly string[]> {
  return within.locator('.map-card-name').allTextContents();
}

test('attributes are typed, ranked, and moved between objects and categories by keys and by drag', async ({ page }) => {
  await openSample(page);
  await page.getByLabel('Add core content to Account').fill('nickname');
  await page.keyboard.press('Enter');
  await page.keyboard.type('اسم 🎬');
  await page.keyboard.press('Enter');
  await expect.poll(() => namesIn(section(page, 'Account', 'Core content'))).toEqual(['nickname', 'اسم 🎬']);

  await card(page, 'Account', 'nickname').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => namesIn(section(page, 'Account', 'Core content'))).toEqual(['اسم 🎬', 'nickname']);
  await page.keyboard.press('Alt+ArrowDown');
  await expect
    .poll(() => namesIn(section(page, 'Account', 'Metadata')))
    .toEqual(['nickname', 'email', 'country', 'created_at', 'status']);
  await page.keyboard.press('Alt+ArrowRight');
  await expect(card(page, 'Profile', 'nickname')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(card(page, 'Account', 'nickname')).toBeVisible();

  await card(page, 'Account', 'status').dragTo(card(page, 'Account', 'email'), { targetPosition: { x: 20, y: 3 } });
  await expect
    .poll(() => namesIn(section(page, 'Account', 'Metadata')))
    .toEqual(['nickname', 'status', 'email', 'country', 'created_at']);
  await card(page, 'Account', 'email').dragTo(section(page, 'Plan', 'Core content'));
  await expect.poll(() => namesIn(section(page, 'Plan', 'Core content'))).toEqual(['name', 'email']);
  await page.reload();
  await expect.poll(() => namesIn(section(page, 'Plan', 'Core content'))).toEqual(['name', 'email']);
});

test('an attribute is edited in its panel, and a rule that cannot be is said and not kept', async ({ page }) => {
  await openSample(page);
  await card(page, 'Plan', 'max_streams').click();
  const panel = page.getByRole('complementary', { name: /^Attribute / });
  await panel.getByLabel('Least value').fill('9');
  await expect(panel.getByText('the least value 9 is above the greatest 6')).toBeVisible();
  await panel.getByLabel('Greatest value').fill('20');
  await expect(panel.getByText('the default value "1" is below 9')).toBeVisible();
  await panel.getByLabel('Default').fill('10');
  await expect(panel.getByText('Not kept')).toHaveCount(0);
  await panel.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'enum' }).click();
  await panel.getByLabel('Values of the enumeration').fill('two');
  await page.keyboard.press('Enter');
  await panel.getByLabel('Default').fill('three');
  await expect(panel.getByText('is none of the values')).toBeVisible();
  await panel.getByLabel('Default').fill('two');
  await panel.getByLabel('Description').fill('x'.repeat(100_007));
  await expect(panel.getByText('Not kept: 7 characters too many')).toBeVisible();
  await panel.getByLabel('Description').fill('x'.repeat(100_000));
  await panel.getByLabel('Name', { exact: true }).fill('streams');
  await page.keyboard.press('Enter');
  // It is told when it is on disk, and what was written before it is too.
  await expect(page.getByRole('button', { name: 'Undo: Rename max_streams to streams' })).toBeVisible();
  await page.reload();
  await card(page, 'Plan', 'streams').click();
  await expect(panel.getByText('two', { exact: true })).toBeVisible();
  await expect(panel.getByLabel('Default')).toHaveValue('two');
  await expect(panel.getByLabel('Description')).toHaveValue(/x{100000}$/);
  await page.keyboard.press('Escape');
  await expect(card(page, 'Plan', 'streams')).toBeFocused();
});

test('the prioritised map leaves out of sight and deletes nothing', async ({ page }) => {
  await openSample(page);
  await page.getByRole('combobox', { name: 'Up to phase' }).click();
  await page.getByRole('option', { name: 'Up to now' }).click();
  await expect(column(page, 'Plan')).toHaveCount(0);
  await expect(column(page, 'Account')).toBeVisible();
  await page.getByLabel('Core content only').check();
  await expect(section(page, 'Account', 'Metadata').getByRole('button')).toHaveCount(0);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(column(page, 'Plan')).toBeVisible();
  await expect(card(page, 'Account', 'email')).toBeVisible();
});

test('attributes come from a list, a table and a function, and go out as the header of a table', async ({
  page,
  dataFolder,
}) => {
  await openSample(page);
  const [workspaceId = ''] = await readdir(join(dataFolder, 'files'));
  await writeFile(join(dataFolder, 'files', workspaceId, 'people.csv'), 'age,nick\n41,Ada\n');
  const choose = async (object: string, item: string | RegExp): Promise<void> => {
    await column(page, object).getByRole('heading').getByRole('button').click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('Account', 'Paste a list of attributes…');
  await page.getByLabel('List', { exact: true }).fill('Created at: datetime\n- born: date*\n=cmd');
  await expect(page.getByRole('row', { name: /Created at/ })).toContainText('there already');
  await page.getByRole('button', { name: 'Take 2 attributes', exact: true }).click();
  await expect(card(page, 'Account', 'born')).toHaveAccessibleName(/date, required/);

  const download = page.waitForEvent('download');
  await choose('Account', 'Download as the header of a table');
  const path = join(dataFolder, 'account.csv');
  await (await download).saveAs(path);
  expect(await readFile(path, 'utf8')).toBe("email,country,created_at,status,born,'=cmd\r\n");

  await choose('Account', 'Attributes from a function…');
  await page.getByRole('combobox', { name: 'Function' }).fill('epidemic');
  await page
    .getByRole('option', { name: /epidemic/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: /^Take \d+ attribute/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await choose('Account', /file…/);
  await page.getByRole('dialog', { name: "Choose a table's file" }).getByText('people.csv').click();
  await page.getByRole('button', { name: 'Take 2 attributes', exact: true }).click();
  await expect(card(page, 'Account', 'age')).toHaveAccessibleName(/integer/);
});

test('an order without ties comes from comparing two at a time', async ({ page }) => {
  await openSample(page);
  await column(page, 'Title').getByRole('heading').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Rank by comparing two…' }).click();
  const dialog = page.getByRole('dialog');
  // The later one always matters more, so that the order is turned round.
  const order = ['trailer', 'artwork', 'synopsis', 'name'];
  const use = dialog.getByRole('button', { name: 'Use this order' });
  const choices = dialog.locator('.rank-choice');
  const question = async (): Promise<readonly string[]> => await choices.locator('bdi').allTextContents();
  await expect(choices).toHaveCount(2);
  for (let asked = 0; asked < 6 && !(await use.isVisible()); asked += 1) {
    const names = await question();
    const [better = ''] = names.toSorted((one, other) => order.indexOf(one) - order.indexOf(other));
    await choices.filter({ hasText: better }).click();
    await expect.poll(question).not.toEqual(names);
  }
  await use.click();
  await expect.poll(() => namesIn(section(page, 'Title', 'Core content'))).toEqual(order);
});

test('the object map breaks no rule of WCAG A or AA', async ({ page }) => {
  await openSample(page);
  await card(page, 'Account', 'email').click();
  await expect(page.getByRole('complementary')).toBeVisible();
  await expectNoViolations(page);
});
