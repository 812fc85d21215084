// A result that is shared, on two devices of one person, with a real server between them.
import { expect } from '@playwright/test';

import { isSaved, result, runFunction, writeSource } from './function-page.ts';
import { beginDraft, joinDraft, signInBoth, test } from './synced-page.ts';

const draft = { workspace: 'Shelf of results', name: 'report' };

const source = `report <- function() {
  cat("a line of the log\\n")
  data.frame(x = c(1, 2), y = c(3, 4))
}
`;

test('a result that one device shares shows on another as its run shows it, until it is taken back', async ({
  page,
  second,
  server,
}) => {
  test.setTimeout(180_000);
  await signInBoth([page, second.page], server.address);
  await beginDraft(page, draft);
  await joinDraft(second.page, draft);
  await result(second.page).getByText('Files', { exact: true }).click();

  await writeSource(page, source);
  await isSaved(page);
  await runFunction(page, 'Run 1');
  await result(page).getByRole('button', { name: 'Share this result…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share the result of run 1' });
  await dialog.getByRole('textbox', { name: 'Note' }).fill('For the other desk.');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();

  const shared = second.page.getByRole('list', { name: 'Shared results' });
  await expect(shared).toContainText('For the other desk.');
  await shared.getByRole('button', { name: /^Result of/ }).click();
  const view = second.page.getByRole('region', { name: /^Shared result of/ });
  // Its bytes follow the record.
  await expect(view.getByRole('region', { name: 'Table Table' })).toBeVisible({ timeout: 60_000 });
  await view.getByText('Log', { exact: true }).click();
  await expect(view.getByRole('log')).toContainText('a line of the log');

  await page.getByRole('button', { name: /^Remove the result of/ }).click();
  await expect(view).toHaveCount(0);
  await expect(second.page.getByText('No files yet')).toBeVisible();
});
