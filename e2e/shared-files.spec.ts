// Files and shared results on two devices of one person, with a real server between them.
import { readFile } from 'node:fs/promises';

import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { isSaved, result, runFunction, writeSource } from './function-page.ts';
import { beginDraft, joinDraft, signInBoth, test } from './synced-page.ts';

const draft = { workspace: 'Shelf of files', name: 'report' };

const source = `import pathlib, tempfile, triptych

def report():
    print("a line of the log")
    path = pathlib.Path(tempfile.mkdtemp()) / "report.txt"
    path.write_text("return 1, all is well")
    triptych.artifact(str(path))
    return {"x": [1, 2], "y": [3, 4]}
`;

async function openFiles(page: Page): Promise<void> {
  await result(page).getByText('Files', { exact: true }).click();
}

test('what one device attaches and shares, another opens with its bytes, and what is removed goes there too', async ({
  page,
  second,
  server,
}) => {
  test.setTimeout(180_000);
  await signInBoth([page, second.page], server.address);
  await beginDraft(page, draft);
  await joinDraft(second.page, draft);
  await openFiles(page);
  await openFiles(second.page);
  // Larger than what is fetched by itself.
  const large = Buffer.alloc(1_500_000, 'A line of a large file.\n');
  await page.getByLabel('Files to add to report').setInputFiles([
    { name: 'brief.md', mimeType: 'text/markdown', buffer: Buffer.from('What we want.') },
    { name: 'large.log', mimeType: 'text/plain', buffer: large },
  ]);

  await test.step('a small file comes by itself, a large one when it is opened', async () => {
    const list = second.page.getByRole('list', { name: 'Files of report' });
    await list.getByRole('button', { name: 'brief.md', exact: true }).click();
    await expect(second.page.getByLabel('Content of brief.md')).toContainText('What we want.');
    await second.page.keyboard.press('Escape');
    await list.getByRole('button', { name: 'large.log', exact: true }).click();
    await expect(second.page.getByLabel('Content of large.log')).toContainText('A line of a large file.', {
      timeout: 60_000,
    });
    await second.page.keyboard.press('Escape');
    const download = second.page.waitForEvent('download');
    await list.getByRole('button', { name: 'Save a copy of large.log' }).click();
    expect((await readFile(await (await download).path())).equals(large)).toBe(true);
  });

  await test.step('a shared result shows there as it does here', async () => {
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
    await view.getByRole('tab', { name: 'report.txt' }).click();
    await expect(view.getByLabel('Content of report.txt')).toContainText('all is well');
    await view.getByText('Log', { exact: true }).click();
    await expect(view.getByRole('log')).toContainText('a line of the log');
  });

  await test.step('what is removed here is not there any more', async () => {
    await page.getByRole('button', { name: /^Remove the result of/ }).click();
    const shared = second.page.getByRole('region', { name: /^Shared result of/ });
    await expect(shared).toHaveCount(0);
    await page.getByRole('button', { name: 'Remove brief.md' }).click();
    await expect(
      second.page.getByRole('list', { name: 'Files of report' }).getByRole('button', { name: 'brief.md', exact: true }),
    ).toHaveCount(0);
  });
});
