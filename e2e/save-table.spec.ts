import { readFileSync } from 'node:fs';

import { expect } from '@playwright/test';

import { test } from './fixtures.ts';
import { openFunction, result, runFunction } from './function-page.ts';

for (const { format, starts } of [
  { format: 'CSV', starts: 'Month,' },
  { format: 'Parquet', starts: 'PAR1' },
  { format: 'Arrow', starts: 'ARROW1' },
]) {
  test(`a table of a result is saved as ${format}`, async ({ page }) => {
    await openFunction(page, 'monthly_summary_python');
    await runFunction(page, 'Run 1');
    await result(page).getByRole('button', { name: 'Save the table' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`monthly_summary_python 1 Table.${format.toLowerCase()}`);
    const content = readFileSync(await file.path(), 'latin1');
    expect(content.slice(0, starts.length).toLowerCase()).toBe(starts.toLowerCase());
  });
}
