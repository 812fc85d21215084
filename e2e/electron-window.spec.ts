import { expect } from '@playwright/test';

import { test } from './fixtures.ts';
import { functionRow, openFunction, result, runFunction } from './function-page.ts';

const ownPage = /^app:\/\/triptych\//;

test('the window opens at the examples, from the program itself', async ({ electronWindow }) => {
  await expect(electronWindow.getByRole('button', { name: /^Workspace Examples/ })).toBeVisible();
  await expect(functionRow(electronWindow, 'ozone_model')).toBeVisible();
  await expect(electronWindow).toHaveURL(ownPage);
});

test('a function runs in the window, and its result is shown', async ({ electronWindow }) => {
  await openFunction(electronWindow, 'monthly_summary_python');
  await runFunction(electronWindow, 'Run 1');
  await expect(result(electronWindow).getByText('5 × 8')).toBeVisible();
});

for (const address of ['https://example.org/', 'file:///etc/hosts', 'data:text/html,elsewhere']) {
  test(`the window does not leave its page for ${address}`, async ({ electronWindow }) => {
    await expect(electronWindow.getByRole('tree')).toBeVisible();
    await electronWindow.evaluate((wanted) => {
      const link = document.createElement('a');
      link.href = wanted;
      document.body.append(link);
      link.click();
    }, address);
    // Opening a function takes longer than leaving the page would have taken.
    await openFunction(electronWindow, 'monthly_summary_python');
    await expect(electronWindow).toHaveURL(ownPage);
  });
}

for (const address of ['app://triptych/index.html', 'http://example.org/', 'file:///etc/hosts', 'about:blank']) {
  test(`the window opens no other window for ${address}`, async ({ electronWindow }) => {
    await expect(electronWindow.getByRole('tree')).toBeVisible();
    expect(await electronWindow.evaluate((wanted) => window.open(wanted) === null, address)).toBe(true);
    await openFunction(electronWindow, 'monthly_summary_python');
    expect(electronWindow.context().pages()).toHaveLength(1);
  });
}

test('the page has no Node and no Electron in reach', async ({ electronWindow }) => {
  await expect(electronWindow.getByRole('tree')).toBeVisible();
  const found = await electronWindow.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in window),
  );
  expect(found).toEqual([]);
});
