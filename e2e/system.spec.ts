import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { boxAtRest } from './box-at-rest.ts';
import { openAnew, test } from './fixtures.ts';
import { expectNoViolations } from './violations.ts';

async function openSystem(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  await page
    .getByRole('navigation', { name: 'Views of the project' })
    .getByRole('link', { name: 'System model' })
    .click();
  await expect(node(page, 'Account')).toBeVisible();
}

function node(page: Page, name: string): Locator {
  return page.getByRole('region', { name: 'System model' }).getByRole('button', { name: new RegExp(`^${name}, `) });
}

async function centreOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await boxAtRest(locator);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

test('objects are dragged, stay where they were put after a restart, and undo brings them back', async ({
  app,
  page,
}) => {
  await openSystem(page);
  const card = node(page, 'Gift Card');
  const [before, plan] = [await centreOf(card), await centreOf(node(page, 'Plan'))];
  await drag(page, before, { x: before.x + 150, y: before.y - 40 });
  await expect.poll(async () => Math.round((await centreOf(card)).x - before.x)).toBeGreaterThan(120);
  const gone = await centreOf(card);
  const between = { x: gone.x - plan.x, y: gone.y - plan.y };
  await expect(page.getByRole('button', { name: /^Undo: Move Gift Card/ })).toBeVisible();
  await app.kill();
  await app.start();
  await openAnew(page, app);
  await openSystem(page);
  // All that was around it is where it was too; how near it is shown may differ.
  const ratio = async (): Promise<number> => {
    const [cardNow, planNow] = [await centreOf(card), await centreOf(node(page, 'Plan'))];
    return Math.round(((cardNow.x - planNow.x) / (cardNow.y - planNow.y)) * 20);
  };
  await expect.poll(ratio).toBeCloseTo(Math.round((between.x / between.y) * 20), -0.5);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('button', { name: /^Redo: Move Gift Card/ })).toBeVisible();
});

test('a relationship is drawn from one object to another and typed, then asked about, and deleted', async ({
  page,
}) => {
  await openSystem(page);
  const [plan, card] = [node(page, 'Plan'), node(page, 'Gift Card')];
  await card.hover();
  const from = await boxAtRest(card);
  await drag(page, { x: from.x + from.width, y: from.y + from.height / 2 }, await centreOf(plan));
  const form = page.getByRole('dialog', { name: 'Relate Gift Card to Plan' });
  await form.getByLabel('How many Plan has one Gift Card?').fill('banana');
  await form.getByRole('button', { name: 'Relate' }).click();
  await expect(form.getByText('“banana” is no cardinality')).toBeVisible();
  await form.getByLabel('How many Plan has one Gift Card?').fill('1:n');
  await form.getByLabel('What it is called').fill('pays for');
  await page.keyboard.press('Enter');
  await expect(page.getByText('pays for', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  const details = page.getByRole('complementary', { name: 'Questions of the relationship' });
  await expect(
    details.getByText('Gift Card pays for any number of Plan; exactly one Gift Card for each Plan.'),
  ).toBeVisible();
  await details.getByLabel('Label from Plan to Gift Card').fill('is paid by');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText('pays for / is paid by')).toBeVisible();
  await details.getByRole('button', { name: 'Remove this relationship' }).click();
  await expect(page.getByText('pays for / is paid by')).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(page.getByText('pays for / is paid by')).toBeVisible();
});

test('everything can be done with the keyboard', async ({ page }) => {
  await openSystem(page);
  const first = page.locator('[data-system-node]').first();
  await first.focus();
  await page.keyboard.press('ArrowRight');
  await expect(first).not.toBeFocused();
  await page.getByRole('combobox', { name: 'Go to an object' }).fill('Profile');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Profile')).toBeFocused();
  await page.keyboard.press('F2');
  await page.getByLabel('Name of Profile').fill('שלום 🎬 Profile');
  await page.keyboard.press('Enter');
  await expect(node(page, 'שלום 🎬 Profile')).toBeFocused();
  await page.keyboard.press('n');
  await page.getByLabel('Name of the new object').fill('Voucher');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Voucher')).toBeFocused();
  await page.keyboard.press('r');
  await page.getByLabel('Find an object').fill('Account');
  await page.keyboard.press('Enter');
  await page
    .getByRole('dialog', { name: 'Relate Voucher to Account' })
    .getByLabel(/^How many/)
    .fill('0..1');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Voucher')).toHaveAccessibleName(/1 relationship,/);
  await node(page, 'Voucher').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Details of Voucher' })).toContainText(
    'Voucher has at most one Account; an unknown number of Voucher for each Account',
  );
  await page.keyboard.press('Escape');
  await expect(node(page, 'Voucher')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(node(page, 'Voucher')).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(node(page, 'Voucher')).toBeVisible();
});

test('a neighbourhood, clusters, a path, a filter and a list in words show parts of the model', async ({ page }) => {
  await openSystem(page);
  await node(page, 'Account').focus();
  await page.keyboard.press('h');
  await expect(node(page, 'Title')).toBeHidden();
  await expect(node(page, 'Account')).toBeFocused();
  await page.getByLabel('How far').selectOption('3');
  await expect(node(page, 'Title')).toBeVisible();
  await page.getByLabel('What is shown').selectOption('clusters');
  const cluster = page.getByRole('button', { name: /^Cluster of / }).first();
  await expect(cluster).toHaveAttribute('aria-expanded', 'false');
  await cluster.click();
  await expect(cluster).toHaveAttribute('aria-expanded', 'true');
  await page.getByLabel('What is shown').selectOption('whole');
  await page.getByRole('button', { name: 'Path between two objects' }).click();
  for (const [label, name] of [
    ['Path from', 'Account'],
    ['Path to', 'Episode'],
  ] as const) {
    await page.getByRole('combobox', { name: label }).fill(name);
    await page.getByRole('option', { name, exact: true }).click();
  }
  await expect(page.getByRole('region', { name: 'Path between two objects' }).getByRole('listitem')).toHaveCount(3);
  await page.getByRole('button', { name: 'Close the path' }).click();
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('checkbox', { name: 'core' }).check();
  await page.keyboard.press('Escape');
  await expect(node(page, 'Plan')).toBeHidden();
  await page.getByRole('button', { name: 'As a list in words' }).click();
  const list = page.getByRole('region', { name: 'The system model in words' });
  await expect(list.getByRole('button', { name: /^Account has one or more Profile/ }).first()).toBeVisible();
});

test('another window sees what is chosen here', async ({ page, secondWindow }) => {
  await openSystem(page);
  await openSystem(secondWindow);
  await node(page, 'Genre').focus();
  await page.keyboard.press('Space');
  await expect(secondWindow.locator('.react-flow__node', { hasText: 'Genre' }).locator('.system-other')).toBeVisible();
});

test('an empty project says how to begin, and what is typed there is laid out', async ({ page }) => {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: 'New project', exact: true }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Library');
  await page.getByRole('button', { name: 'Create project' }).click();
  await page
    .getByRole('navigation', { name: 'Views of the project' })
    .getByRole('link', { name: 'System model' })
    .click();
  await page.getByLabel('Nouns of your domain, one on each line').fill('Book\nLoan');
  await page.getByRole('button', { name: 'Add to the system model' }).click();
  await expect(node(page, 'Book')).toBeVisible();
  await expect(node(page, 'Loan')).toBeVisible();
});

test('the system model breaks no rule of WCAG A or AA', async ({ page }) => {
  await openSystem(page);
  await node(page, 'Account').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Details of Account' })).toBeVisible();
  await expectNoViolations(page);
  await page.getByLabel('What is shown').selectOption('clusters');
  await page
    .getByRole('button', { name: /^Cluster of / })
    .first()
    .click();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'As a list in words' }).click();
  await expectNoViolations(page);
});
