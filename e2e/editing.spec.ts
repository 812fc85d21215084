import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { openAnew, test } from './fixtures.ts';
import { editor, functionRow, isSaved, openFunction, result, runFunction, writeSource } from './function-page.ts';

const doubled = 'doubled <- function(count = 3L) {\n  data.frame(n = seq_len(count), twice = 2 * seq_len(count))\n}\n';

test('a changed source runs, and is there after a reload and after a restart', async ({ app, page }) => {
  await openFunction(page, 'monthly_summary_r');
  await writeSource(page, doubled);
  await runFunction(page, 'Run 1');
  await expect(result(page).getByText('3 × 2')).toBeVisible();
  await page.getByLabel('count').fill('7');
  await runFunction(page, 'Run 2');
  await expect(result(page).getByText('7 × 2')).toBeVisible();

  await page.reload();
  await expect(editor(page)).toContainText('doubled <- function');
  await expect(page.getByLabel('count')).toHaveValue('7');
  await expect(result(page).getByText('7 × 2')).toBeVisible();

  await app.stop();
  await app.start();
  await openAnew(page, app);
  await expect(editor(page)).toContainText('doubled <- function');
  await expect(page.getByLabel('count')).toHaveValue('7');
  await expect(result(page).getByText('7 × 2')).toBeVisible();
});

test('not a key is lost when the page is loaded again right after it', async ({ page }) => {
  await openFunction(page, 'monthly_summary_r');
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# the last words');
  await page.reload();
  await expect(editor(page)).toContainText('# the last words');
});

/** Playwright does not wait until the page has gone, and the next window would be there before it has told what it leaves. */
async function closeAsAPerson(page: Page): Promise<void> {
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
}

test('not a key is lost when the window is closed right after it', async ({ app, context, page }) => {
  await openFunction(page, 'monthly_summary_r');
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# and then it was gone');
  await closeAsAPerson(page);
  const next = await context.newPage();
  await next.goto(app.url());
  await expect(editor(next)).toContainText('# and then it was gone');
});

test('what a closing window sends too late is kept by the browser, and stored once by the next window', async ({
  app,
  context,
  page,
}) => {
  await openFunction(page, 'monthly_summary_r');
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# it arrives');
  await isSaved(page);
  await page.evaluate(() => {
    WebSocket.prototype.send = () => undefined;
  });
  await page.keyboard.type(', and it does not');
  await closeAsAPerson(page);
  for (let opening = 0; opening < 2; opening += 1) {
    const next = await context.newPage();
    await next.goto(app.url());
    await expect(editor(next)).toContainText('# it arrives, and it does not');
    await isSaved(next);
    await expect(editor(next).getByText('it arrives')).toHaveCount(1);
    await next.close();
  }
});

test('a program that has ended is told, not shown as if it were there', async ({ app, page }) => {
  await openFunction(page, 'monthly_summary_r');
  await isSaved(page);
  await app.kill();
  await expect(page.getByRole('alert').filter({ hasText: 'The connection to Triptych is lost' })).toBeVisible();
});

test('what is typed while the program is gone is there when it is started again in its place', async ({
  app,
  page,
}) => {
  await openFunction(page, 'monthly_summary_r');
  // Leaving the page stores which function was open; the crash below would otherwise race with that.
  await page.reload();
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# typed before');
  await app.kill();
  await page.keyboard.type(' and typed after');
  await expect(page.getByRole('alert').filter({ hasText: 'The connection to Triptych is lost' })).toBeVisible();
  await page.keyboard.type(' the crash');
  await app.start();
  await expect(page.getByRole('alert').filter({ hasText: 'Triptych has been started anew' })).toBeVisible();
  await expect(editor(page)).toContainText('# typed before and typed after the crash');
  await openAnew(page, app);
  await expect(editor(page)).toContainText('# typed before and typed after the crash');
  await isSaved(page);
  await page.reload();
  await expect(editor(page)).toContainText('# typed before and typed after the crash');
});

const brokenSources = [
  { language: 'r', source: 'f <- function(x = 1) {\n  x + * 2\n}\n', line: 2 },
  { language: 'julia', source: 'function f(x = 1)\n  x +* 2)\nend\n', line: 2 },
  { language: 'python', source: 'def f(x=1):\n    return x +* 2\n', line: 2 },
];

for (const { language, source, line } of brokenSources) {
  test(`a syntax error in ${language} shows its line, and leads to it`, async ({ page }) => {
    await openFunction(page, `monthly_summary_${language}`);
    await writeSource(page, source);
    await runFunction(page, 'Run 1: failed');
    await result(page)
      .getByRole('button', { name: `Go to line ${String(line)}` })
      .click();
    await expect(page.getByText(`Ln ${String(line)}, Col 1`)).toBeVisible();
    await expect(page.locator('.cm-error-line')).toBeVisible();
    await expect(
      functionRow(page, `monthly_summary_${language}`).getByRole('img', { name: 'The last run failed' }),
    ).toBeVisible();
  });
}

test('a missing argument is named beside its field, and nothing is run', async ({ page }) => {
  await openFunction(page, 'monthly_summary_python');
  await writeSource(page, 'def f(count: int):\n    return count\n');
  await expect(page.getByLabel('count')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'The function was not run: count' })).toBeVisible();
  await expect(page.getByLabel('count')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('count')).toHaveAccessibleDescription('Needs a value: the function gives no default.');
  await page.getByLabel('count').fill('12');
  await runFunction(page, 'Run 1');
});

test('a loop without an end is cancelled, and the next run works', async ({ page }) => {
  await openFunction(page, 'monthly_summary_python');
  await writeSource(page, 'def f(forever: bool = True):\n    while forever:\n        pass\n    return 1\n');
  await expect(page.getByLabel('forever')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: /^Cancel/ }).click();
  await expect(result(page).getByText('Run 1: cancelled', { exact: true })).toBeVisible();
  await page.getByLabel('forever').click();
  await runFunction(page, 'Run 2');
});

test('what one window types and runs is in the other', async ({ page, secondWindow }) => {
  await openFunction(page, 'monthly_summary_r');
  await openFunction(secondWindow, 'monthly_summary_r');
  await writeSource(page, doubled);
  await expect(editor(secondWindow)).toContainText('doubled <- function');
  await runFunction(page, 'Run 1');
  await expect(result(secondWindow).getByText('3 × 2')).toBeVisible();
});

test('two windows that type at the same time lose nothing', async ({ page, secondWindow }) => {
  await openFunction(page, 'monthly_summary_python');
  await writeSource(page, 'def f():\n    return 1\n\n\n\n\n# end\n');
  await openFunction(secondWindow, 'monthly_summary_python');
  await expect(editor(secondWindow)).toContainText('# end');
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+Home');
  await editor(secondWindow).click();
  await secondWindow.keyboard.press('ControlOrMeta+End');
  await Promise.all([
    page.keyboard.type('# typed in the first window\n', { delay: 20 }),
    secondWindow.keyboard.type('# typed in the second window', { delay: 20 }),
  ]);
  for (const window of [page, secondWindow]) {
    await expect(editor(window)).toContainText('# typed in the first window');
    await expect(editor(window)).toContainText('# typed in the second window');
  }
});

test('bursts of typing in two windows lose not a word, and both windows end with what is stored', async ({
  page,
  secondWindow,
}) => {
  await openFunction(page, 'monthly_summary_python');
  await writeSource(page, 'def f():\n    return 1\n\n\n\n\n# end\n');
  await openFunction(secondWindow, 'monthly_summary_python');
  await expect(editor(secondWindow)).toContainText('# end');
  const bursts = Array.from({ length: 12 }, (_, index) => index);
  async function type(window: Page, word: string, key: string): Promise<void> {
    await editor(window).click();
    for (const burst of bursts) {
      await window.keyboard.press(key);
      await window.keyboard.type(`# ${word}${String(burst)}.`);
      await window.keyboard.press('Enter');
      // Leaving the editor saves at once: each burst is a save in the middle of the other's.
      await window.getByLabel('Filter by name or tag').focus();
      await editor(window).focus();
    }
  }
  await Promise.all([type(page, 'first', 'ControlOrMeta+Home'), type(secondWindow, 'second', 'ControlOrMeta+End')]);
  await isSaved(page);
  await isSaved(secondWindow);
  const words = bursts.flatMap((burst) => [`first${String(burst)}.`, `second${String(burst)}.`]);
  for (const word of words) {
    await expect(editor(page)).toContainText(word);
    await expect(editor(secondWindow)).toContainText(word);
  }
  await expect
    .poll(async () => (await editor(page).innerText()) === (await editor(secondWindow).innerText()))
    .toBe(true);
});
