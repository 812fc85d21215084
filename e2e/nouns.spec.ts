import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { openAnew, test } from './fixtures.ts';
import { expectNoViolations } from './violations.ts';

const interview = [
  'The account holder opens an account for the household. Each account has profiles.',
  'Every profile keeps a watchlist. The account holder picks a plan, and the plan sets quality.',
].join('\n');

/** The keys are heard once the frame is there. */
async function openProjects(page: Page): Promise<void> {
  await page.getByRole('tree').waitFor();
  await page.keyboard.press('Alt+3');
}

async function openProject(page: Page, view: string): Promise<void> {
  await openProjects(page);
  await page.getByRole('button', { name: 'New project', exact: true }).first().click();
  await page.getByLabel('Name').fill('Streaming');
  await page.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('link', { name: view, exact: true }).click();
}

async function openSample(page: Page, view: string): Promise<void> {
  await openProjects(page);
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  await page.getByRole('link', { name: view, exact: true }).click();
}

async function typeInterview(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Type or paste a text' }).click();
  await page.getByLabel('Text of Text 1').click();
  await page.keyboard.insertText(interview);
  await noun(page, 'account holder').waitFor();
  const nouns = page.getByRole('listbox', { name: 'Nouns found in the texts' });
  await nouns.focus();
  return nouns;
}

function noun(page: Page, name: string): Locator {
  return page.getByRole('option', { name: new RegExp(`^${name}\\b`, 'i') });
}

test('nouns of a text are decided with one key each, and undone', async ({ page }) => {
  await openProject(page, 'Nouns');
  const nouns = await typeInterview(page);
  await expect(noun(page, 'account holder')).toHaveAttribute('aria-selected', 'true');
  await expect(noun(page, 'account holder')).toContainText('2');
  await expectNoViolations(page);

  await nouns.press('a');
  await expect(page.getByRole('button', { name: 'Objects 1', exact: true })).toBeVisible();
  await nouns.press('r');
  await page.getByRole('menu').press('v');
  await expect(page.getByRole('button', { name: 'Rejected 1', exact: true })).toBeVisible();
  await nouns.press('m');
  await page.getByRole('combobox', { name: 'Find an object' }).fill('holder');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Synonyms 1', exact: true })).toBeVisible();
  await expect(page.locator('.noun-mark-accepted').first()).toHaveText('account holder');

  await nouns.press('Control+z');
  await expect(page.getByRole('button', { name: 'Synonyms 0', exact: true })).toBeVisible();
  await nouns.press('Control+a');
  await nouns.press('a');
  await expect(page.getByRole('button', { name: 'Candidates 0', exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'Objects', exact: true }).click();
  await page.getByRole('gridcell', { name: /^Account holder/ }).click();
  await page.getByRole('button', { name: 'Show the details' }).click();
  await expect(page.getByRole('complementary', { name: 'Details of Account holder' })).toContainText(
    'The account holder opens an account',
  );
});

test('a click on a context leads to its place, and one on a noun in the text to the noun', async ({ page }) => {
  await openProject(page, 'Nouns');
  await typeInterview(page);
  const contexts = page.getByRole('region', { name: 'Where account holder stands' });
  await contexts.getByRole('button', { name: /picks a plan/ }).click();
  await expect(page.locator('.cm-selectionBackground').first()).toBeVisible();
  await page.locator('.noun-mark', { hasText: 'watchlist' }).click();
  await expect(noun(page, 'watchlist')).toHaveAttribute('aria-selected', 'true');
});

test('what is typed into a text is counted at once, kept over a crash, and shown in another window', async ({
  app,
  page,
  secondWindow,
}) => {
  await openProject(page, 'Nouns');
  await typeInterview(page);
  const address = new URL(page.url()).hash;
  await page.getByLabel('Text of Text 1').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(' A device plays a stream.');
  await noun(page, 'device').waitFor();
  await secondWindow.evaluate((hash) => {
    window.location.hash = hash;
  }, address);
  await expect(secondWindow.getByLabel('Text of Text 1')).toContainText('A device plays a stream.');
  await secondWindow.getByLabel('Text of Text 1').click();
  await secondWindow.keyboard.press('Control+Home');
  await secondWindow.keyboard.insertText('Two people type. ');
  await expect(page.getByLabel('Text of Text 1')).toContainText('Two people type. The account holder');
  await app.kill();
  await app.start();
  await openAnew(page, app);
  await openProjects(page);
  await page.getByRole('button', { name: /^Streaming$/ }).click();
  await page.getByRole('link', { name: 'Nouns', exact: true }).click();
  await expect(page.getByLabel('Text of Text 1')).toContainText('A device plays a stream.');
  await expect(page.getByLabel('Text of Text 1')).toContainText('Two people type.');
});

test('files are opened as texts, transcripts without their times, and what is none is refused', async ({ page }) => {
  await openProject(page, 'Nouns');
  const files = page.getByLabel('Text files');
  await files.setInputFiles([
    {
      name: 'Talk.vtt',
      mimeType: 'text/vtt',
      buffer: Buffer.from('WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>The invoice was late.\n'),
    },
    { name: 'picture.txt', mimeType: 'text/plain', buffer: Buffer.from([0x89, 0x50, 0xff, 0x00]) },
    {
      name: 'Gespräch.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Der Kunde eröffnet ein Konto. Das Konto gehört ihm.'),
    },
  ]);
  await expect(page.getByText('picture.txt was not opened')).toBeVisible();
  await expect(page.getByLabel('Text of Gespräch')).toBeVisible();
  await expect(page.getByRole('note')).toContainText('does not read as English');
  await expect(noun(page, 'Konto')).toContainText('2');
  await page.getByRole('button', { name: /^Talk/ }).click();
  await expect(page.getByLabel('Text of Talk')).toHaveText('The invoice was late.');
  await expect(noun(page, 'invoice')).toBeVisible();
});

test('an object is edited in its row by the keyboard alone', async ({ page }) => {
  await openProject(page, 'Objects');
  const add = page.getByRole('textbox', { name: 'Add an object' });
  for (const name of ['Account', 'Plan', '🎬 فيلم']) {
    await add.fill(name);
    await add.press('Enter');
  }
  const grid = page.getByRole('grid', { name: 'Objects' });
  await grid.focus();
  await grid.press('Control+Home');
  await grid.press('ArrowRight');
  await grid.press('Enter');
  const long = `${'x'.repeat(99_990)} the end.`;
  await page.getByLabel('Definition of Account').fill(long);
  await page.keyboard.press('Enter');
  await grid.press('ArrowUp');
  await grid.press('End');
  await grid.press('Home');
  await page.keyboard.type('Household');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('gridcell', { name: /^Household/ })).toBeVisible();
  await grid.press('ArrowUp');
  await grid.press('Alt+ArrowDown');
  await expect(page.getByRole('row').nth(2)).toContainText('Household');
  await page.getByRole('button', { name: 'Show the details' }).click();
  await expect(page.getByLabel('Definition', { exact: true })).toHaveValue(long);
  await expectNoViolations(page);
  await grid.focus();
  await grid.press('Delete');
  await expect(page.getByText('Household was deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(page.getByRole('gridcell', { name: /^Household/ })).toBeVisible();
});

test('two objects are combined, one is made an attribute, and comes back', async ({ page }) => {
  await openSample(page, 'Objects');
  const grid = page.getByRole('grid', { name: 'Objects' });
  await page.getByRole('button', { name: 'Menu of Season' }).click();
  await page.getByRole('menuitem', { name: 'Combine with another…' }).click();
  await page.getByRole('combobox', { name: 'Find an object' }).fill('episode');
  const between = page.getByRole('radiogroup', { name: 'What becomes of the relationship between Season and Episode' });
  await expect(between.getByRole('radio', { name: 'Keep it, of Episode with itself' })).toBeChecked();
  await expectNoViolations(page);
  await between.getByRole('radio', { name: 'Delete it' }).check();
  await page.getByRole('button', { name: 'Combine', exact: true }).click();
  await expect(page.getByText('Season is a synonym of Episode now')).toBeVisible();
  await expect(grid.getByRole('row', { name: /^Episode/ })).toContainText('Season');
  await page.getByRole('button', { name: 'Menu of Genre' }).click();
  await page.getByRole('menuitem', { name: 'Make it an attribute of…' }).click();
  await page.getByRole('combobox', { name: 'Find an object' }).fill('Title');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Rejected nouns 1' }).click();
  await expect(page.getByLabel('Note on Genre')).toHaveValue('An attribute of Title');
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Back to objects: Genre' }).click();
  await page.getByRole('button', { name: 'Objects 13' }).click();
  await expect(grid.getByRole('row', { name: /^Genre/ })).toBeVisible();
});

test('what shows in which context is said by keys, and every difference is decided', async ({ page }) => {
  await openSample(page, 'Shapeshifter');
  await page.getByRole('textbox', { name: 'Find an object' }).fill('Profile');
  await page.getByRole('button', { name: /^Profile/ }).click();
  await page.getByRole('button', { name: 'Card, detail, list row and search result' }).click();
  const grid = page.getByRole('grid', { name: 'What of Profile shows where' });
  await grid.focus();
  await grid.press('Shift+Space');
  await grid.press('ArrowDown');
  await grid.press('Space');
  await expect(page.getByText('3 differences, 3 not decided')).toBeVisible();
  await grid.press('ArrowRight');
  await grid.press('i');
  await grid.press('ArrowRight');
  await grid.press('n');
  await expect(page.getByText('3 differences, 1 not decided, 1 not meant')).toBeVisible();
  await grid.press('Enter');
  await page.getByRole('textbox', { name: /^Note on/ }).fill('The list is long enough');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('gridcell', { name: /Note: The list is long enough/ })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Previews' }).getByRole('figure')).toHaveCount(4);
  await expectNoViolations(page);

  await page.getByRole('textbox', { name: 'Find an object' }).fill('Plan');
  await page.getByRole('button', { name: /^Plan/ }).click();
  await page.getByRole('button', { name: 'Copy contexts from…' }).click();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'What of Plan shows where' })).toBeVisible();
});
