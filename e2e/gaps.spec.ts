import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { expectNoViolations } from './violations.ts';

async function openView(page: Page, name: string): Promise<void> {
  await page
    .getByRole('button', { name: 'Projects' })
    .or(page.getByRole('link', { name: 'Projects' }))
    .first()
    .click();
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  await page.getByRole('link', { name, exact: true }).click();
}

function list(page: Page): Locator {
  return page.getByRole('treegrid', { name: 'Gaps' });
}

function chosen(page: Page): Locator {
  return page.getByRole('complementary', { name: 'The chosen gap' });
}

async function findGap(page: Page, words: string): Promise<Locator> {
  await page.getByLabel('Search the gaps').fill(words);
  return list(page).getByRole('row').filter({ hasText: words });
}

test('a gap is mended where it is read, and undo brings it back', async ({ page }) => {
  await openView(page, 'Gaps');
  const gap = await findGap(page, 'Gift Card has no states');
  await gap.click();
  await chosen(page).getByLabel('In which states can Gift Card be?').fill('sold, redeemed');
  await chosen(page).getByRole('button', { name: 'Add states' }).click();
  await expect(gap).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(gap).toHaveCount(1);
});

test('the sample shows its deliberate gaps, each with its fix', async ({ page }) => {
  await openView(page, 'Gaps');
  for (const sentence of [
    'Gift Card has no relationship to any other object.',
    'Nothing can be done with Gift Card: it has no call to action.',
    'Profile is recommended Title: it is open how many Title one Profile has and how many Profile one Title has.',
    '"Rename device" of Device has no role: nobody may do it.',
    'Title is similar to Title is many-to-many, and "score" belongs to neither side: is there an object between them?',
  ]) {
    const gap = await findGap(page, sentence);
    await expect(gap.getByRole('button')).toBeVisible();
  }
});

test('the list is worked through by the keyboard alone', async ({ page }) => {
  await openView(page, 'Gaps');
  await page.getByLabel('Search the gaps').fill('Genre');
  await expect(list(page).getByText('R1')).toBeVisible();
  await list(page).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  const selected = list(page).getByRole('row', { selected: true });
  await expect(selected).toContainText('Objects');
  // Down to the pairs, which are folded away.
  for (let step = 0; step < 20 && !(await selected.textContent())?.includes('Unreviewed pair'); step += 1)
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(selected).toContainText('Nobody has said whether');
  const sentence = (await selected.getByRole('gridcell').first().textContent()) ?? '';
  await page.keyboard.press('Enter');
  await expect(list(page).getByText(sentence)).toHaveCount(0);
  await expect(selected).toContainText('Nobody has said whether');
});

test('a question is called intended, listed apart and asked again', async ({ page }) => {
  await openView(page, 'Gaps');
  const words = 'The page of Profile shows Saved Title';
  const question = await findGap(page, words);
  await question.click();
  await chosen(page).getByLabel('It is meant to be so').fill('One goes there from the list.');
  await chosen(page).getByRole('button', { name: 'Intended' }).click();
  await expect(question).toHaveCount(0);
  await page.getByRole('radiogroup', { name: 'Severity' }).getByText('Intended 1').click();
  await question.click();
  await chosen(page).getByRole('button', { name: 'Ask again' }).click();
  await expect(page.getByText('Intended 0')).toBeVisible();
});

test('coverage counts what is missing, leads to it, and shows how it went', async ({ page }) => {
  await openView(page, 'Gaps');
  await page.getByText('Coverage', { exact: true }).click();
  const coverage = page.getByRole('region', { name: 'Coverage' });
  await expect(coverage.getByRole('progressbar', { name: 'Pairs of objects reviewed' })).toHaveAttribute('max', '91');
  await expect(coverage.getByRole('img', { name: /^Coverage over time: Objects from/ })).toBeVisible();
  await coverage.getByText('As a table').click();
  await expect(coverage.getByRole('table').getByRole('row').nth(1)).toContainText('%');
  await coverage.getByRole('button', { name: /missing: Pairs of objects reviewed/ }).click();
  await expect(list(page).getByText('Unreviewed pair')).toBeVisible();
  await expect(list(page).getByText('Isolated object')).toHaveCount(0);
});

test('who changed what is told as it happens, and taken back, unless it was changed since', async ({
  page,
  secondWindow,
}) => {
  await openView(page, 'Changes');
  await openView(secondWindow, 'Gaps');
  const changes = page.getByRole('region', { name: 'Changes' });
  await expect(changes.getByText(/14 objects/)).toBeVisible();
  const setPurpose = async (instance: string, purpose: string): Promise<void> => {
    const gap = await findGap(secondWindow, 'Genre has no purpose');
    await gap.click();
    await chosen(secondWindow).getByLabel('Instances').fill(instance);
    await chosen(secondWindow).getByLabel('Purpose').fill(purpose);
    await chosen(secondWindow).getByRole('button', { name: 'Add evidence' }).click();
    await expect(gap).toHaveCount(0);
  };
  await setPurpose('Comedy', 'So that one finds more of the same.');
  const entries = changes.locator('ol > li').filter({ hasText: 'object Genre' });
  await expect(entries.first()).toContainText('in another window');
  await entries.first().getByRole('button', { expanded: false }).click();
  await expect(entries.first().getByText('So that one finds more of the same.')).toBeVisible();
  await entries.first().getByRole('button', { name: 'Take back only purpose' }).click();
  await expect(entries.first()).toContainText('changed the purpose of the object Genre');
  await expect(entries.first()).not.toContainText('in another window');

  await setPurpose('Drama', 'To browse by.');
  await expect(entries).toHaveCount(3);
  await entries
    .last()
    .getByRole('button', { name: /^Take back: changed/ })
    .first()
    .click();
  const question = page.getByRole('dialog', { name: 'This has been changed since' });
  await expect(question).toContainText('has been changed since.');
  await question.getByRole('button', { name: 'Leave it' }).click();
  await page.getByLabel('Search the changes').fill('nobody wrote this');
  await expect(page.getByText('No change fits')).toBeVisible();
});

test('gaps, coverage and changes break no rule of WCAG A or AA', async ({ page }) => {
  await openView(page, 'Gaps');
  await (await findGap(page, 'The page of Profile shows Saved Title')).click();
  await expect(chosen(page).getByRole('button', { name: 'Intended' })).toBeVisible();
  await expectNoViolations(page);
  await page.getByText('Coverage', { exact: true }).click();
  await expect(page.getByRole('img', { name: /^Coverage over time/ })).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('link', { name: 'Changes', exact: true }).click();
  await page.getByText(/14 objects/).click();
  await expect(page.getByText(/^made the/).first()).toBeVisible();
  await expectNoViolations(page);
});
