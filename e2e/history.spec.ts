import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect } from '@playwright/test';

import { openAnew, test } from './fixtures.ts';
import { editor, isSaved, openFunction, runFunction, writeSource } from './function-page.ts';
import { expectNoViolations } from './violations.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Makes everything that has happened so many days older, in the file of a program that is not running. */
function age(dataFolder: string, days: number): void {
  const database = new DatabaseSync(join(dataFolder, 'accounts', 'personal.sqlite'));
  const changes = database.prepare('SELECT rowid AS id, stamp FROM changes').all();
  const update = database.prepare('UPDATE changes SET stamp = ? WHERE rowid = ?');
  database.exec('BEGIN');
  for (const { id, stamp } of changes) {
    const ms = Number.parseInt(String(stamp).slice(0, 12), 16) - days * dayMs;
    update.run(`${ms.toString(16).padStart(12, '0')}${String(stamp).slice(12)}`, id ?? null);
  }
  const shift = String(days * dayMs);
  database.exec(`UPDATE runs SET created_at = created_at - ${shift}, ended_at = ended_at - ${shift}`);
  database.exec('COMMIT');
  database.close();
}

test('what is older than the history of a workspace may be is told beforehand, and goes', async ({ app, page }) => {
  await openFunction(page, 'random_walk');
  await runFunction(page, 'Run 1');
  await writeSource(page, 'def f():\n    return "kept"\n');
  await isSaved(page);
  await app.stop();
  age(app.dataFolder, 40);
  await app.start();
  await openAnew(page, app);

  await page.getByRole('link', { name: 'Settings' }).click();
  const section = page.getByRole('region', { name: 'History of Examples' });
  await expect(section).toContainText('are kept for ever.');
  await section.getByRole('button', { name: 'Change…' }).click();
  const dialog = page.getByRole('dialog', { name: 'History of Examples' });
  await dialog.getByText('For a number of days').click();
  const days = dialog.getByLabel('Days', { exact: true });
  await days.fill('50');
  await expect(dialog.getByRole('status')).toHaveText('Nothing is older than 50 days, so nothing is deleted now.');
  await days.fill('1.5');
  await expect(dialog.getByText('Type a whole number of days, from 1 to 36500.')).toBeVisible();
  await days.fill('30');
  await expect(dialog.getByRole('status')).toContainText(
    /^\d+ changes and 1 run with its results are older than 30 days and will be deleted\./,
  );
  await expectNoViolations(page, '[role=dialog]');
  await days.press('Enter');
  await dialog.getByRole('button', { name: 'Delete what is older than 30 days' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(section).toContainText('are kept for 30 days;');

  await page.getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByRole('button', { name: 'random_walk' })).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText('There is nothing more to go back to.')).toBeVisible();
  await page.getByRole('link', { name: 'Functions' }).click();
  await openFunction(page, 'random_walk');
  await expect(editor(page)).toContainText('return "kept"');

  await app.stop();
  await app.start();
  await openAnew(page, app);
  await page.getByRole('button', { name: /^Workspace / }).click();
  await page.getByRole('menuitem', { name: 'History of this workspace…' }).click();
  await expect(days).toHaveValue('30');
  await dialog.getByText('For ever', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Keep for ever' }).click();
  await expect(page.getByText('The history of Examples is kept for ever')).toBeVisible();
});
