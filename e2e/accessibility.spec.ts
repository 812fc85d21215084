import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { isSaved, openFunction, result, runFunction, writeSource } from './function-page.ts';
import { findViolations } from './violations.ts';

type Screen = { readonly name: string; readonly open: (page: Page) => Promise<void> };

const telling = `import logging, pathlib, tempfile, triptych

def load():
    return {}["x"]

def f(model=None):
    logging.warning("careful")
    path = pathlib.Path(tempfile.mkdtemp()) / "report.txt"
    path.write_text("all is well")
    triptych.artifact(str(path))
    triptych.note("A note.")
    try:
        load()
    except KeyError as error:
        raise RuntimeError("no model") from error
`;

/** What a run tells beside its result. */
const runScreens: readonly Screen[] = [
  {
    name: 'a failure with its causes, warnings and files',
    open: async (page) => {
      await openFunction(page, 'monthly_summary_python');
      await writeSource(page, telling);
      await isSaved(page);
      await runFunction(page, 'Run 1: failed');
      await result(page).getByText('1 warning', { exact: true }).click();
      await result(page).getByRole('tab', { name: 'report.txt' }).click();
      await expect(result(page).getByLabel('Content of report.txt')).toBeVisible();
    },
  },
  {
    name: 'a log with levels',
    open: async (page) => {
      await result(page).getByText('Log', { exact: true }).click();
      await expect(page.getByRole('log')).toContainText('careful');
    },
  },
  {
    name: 'the settings of a function',
    open: async (page) => {
      await page.getByText('Tags, isolation and limits').click();
      await expect(page.getByLabel('Limit of processes')).toBeVisible();
    },
  },
  {
    name: 'the kept values',
    open: async (page) => {
      await page.getByText('Tags, isolation and limits').click();
      await page.getByRole('button', { name: 'Use a kept value for model' }).click();
      await expect(page.getByText('No Python value is kept now.')).toBeVisible();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'a run with bars',
    open: async (page) => {
      await writeSource(
        page,
        'import time, triptych\ndef f():\n    for _ in triptych.progress(range(100_000), label="steps"):\n        time.sleep(0.01)\n',
      );
      await isSaved(page);
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect(result(page).getByRole('progressbar', { name: 'steps' })).toBeVisible();
    },
  },
];

const screens: readonly Screen[] = [
  {
    name: 'a result',
    open: async (page) => {
      await openFunction(page, 'ozone_model');
      await runFunction(page, 'Run 1');
    },
  },
  { name: 'the log', open: (page) => result(page).getByText('Log', { exact: true }).click() },
  { name: 'the runs of a function', open: (page) => result(page).getByText('Runs', { exact: true }).click() },
  {
    name: 'the versions',
    open: async (page) => {
      await page.getByRole('button', { name: 'Versions' }).click();
      await expect(page.getByLabel('Source of version 1.0.0')).toBeVisible();
    },
  },
  {
    name: 'a new function',
    open: async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Alt+n');
      await expect(page.getByRole('dialog', { name: 'New function' })).toBeVisible();
    },
  },
  {
    name: 'the palette',
    open: async (page) => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.keyboard.press('ControlOrMeta+k');
      await expect(page.getByLabel('Search functions, workspaces and commands')).toBeVisible();
    },
  },
  {
    name: 'a runtime',
    open: async (page) => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page
        .getByRole('contentinfo')
        .getByRole('button', { name: /^Python/ })
        .click();
      await expect(page.getByRole('button', { name: 'Restart Python' })).toBeVisible();
    },
  },
  {
    name: 'all runs',
    open: async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Runs' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();
    },
  },
  {
    name: 'the settings',
    open: async (page) => {
      await page.getByRole('link', { name: 'Settings' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    },
  },
  {
    name: 'the history of a workspace',
    open: async (page) => {
      await page.getByRole('button', { name: 'Change…' }).click();
      await page.getByText('For a number of days').click();
      await expect(page.getByRole('status').filter({ hasText: 'Nothing is older' })).toBeVisible();
    },
  },
  {
    name: 'the keyboard shortcuts',
    open: async (page) => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.keyboard.press('ControlOrMeta+/');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    },
  },
];

for (const [what, looked] of [
  ['screen', screens],
  ['screen of a run', runScreens],
] as const) {
  test(`no ${what} breaks WCAG A or AA`, async ({ page }) => {
    await expect(page.getByRole('tree')).toBeVisible();
    const problems: string[] = [];
    for (const screen of looked) {
      await screen.open(page);
      for (const found of await findViolations(page)) problems.push(`${screen.name}: ${found}`);
    }
    expect(problems).toEqual([]);
  });
}
