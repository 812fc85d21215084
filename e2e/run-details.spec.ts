// What a run tells beside its result: limits, causes, warnings, log levels, progress, notes, files, kept values.
import { readFile } from 'node:fs/promises';

import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { editor, isSaved, openFunction, result, runFunction, writeSource } from './function-page.ts';

/** Opens an example in Python and gives it another source. */
async function writePython(page: Page, source: string, name = 'monthly_summary_python'): Promise<void> {
  await openFunction(page, name);
  await writeSource(page, source);
  await isSaved(page);
}

async function openSettings(page: Page): Promise<void> {
  await page.getByText('Tags, isolation and limits').click();
  await expect(page.getByLabel('Memory limit, in MB')).toBeVisible();
}

test('isolation and limits are set in words, and stay', async ({ page }) => {
  await openFunction(page, 'monthly_summary_python');
  await openSettings(page);
  await expect(page.getByText('What the top level of the source has computed stays')).toBeVisible();
  await page.getByLabel('Runs in').click();
  await page.getByRole('option', { name: 'a fresh process' }).click();
  await expect(page.getByText('Each run waits until its process has started')).toBeVisible();
  const memory = page.getByLabel('Memory limit, in MB');
  await expect(memory).toHaveAccessibleDescription(/The default is \d+\.$/);
  await memory.fill('none');
  await expect(page.getByText('Type a number above 0, or nothing for the default.')).toBeVisible();
  await expect(memory).toHaveAccessibleDescription('Type a number above 0, or nothing for the default.');
  await memory.fill('2000');
  await memory.blur();
  await expect(page.getByRole('button', { name: /^Undo: Set a limit of/ })).toBeVisible();
  await page.reload();
  await openSettings(page);
  await expect(page.getByLabel('Memory limit, in MB')).toHaveValue('2000');
  await expect(page.getByLabel('Runs in')).toHaveValue('a fresh process');
  await runFunction(page, 'Run 1');
});

test('what a session started ahead is for is said where a language cannot be copied', async ({ page }) => {
  await openFunction(page, 'monthly_summary_julia');
  await openSettings(page);
  await page.getByLabel('Runs in').click();
  await page.getByRole('option', { name: 'a session started ahead' }).click();
  await expect(page.getByText('Julia cannot copy a session')).toBeVisible();
});

test('a run that was ended at its time limit leads to the setting, by the keyboard too', async ({ page }) => {
  await writePython(page, 'import time\ndef f():\n    time.sleep(60)\n');
  await openSettings(page);
  await page.getByLabel('Time limit, in seconds').fill('0.5');
  await runFunction(page, 'Run 1: time limit reached');
  await page.getByText('Tags, isolation and limits').click();
  const failure = page.getByRole('region', { name: 'Why the run failed' });
  await expect(failure).toContainText('The function was ended at its time limit of 500 ms');
  await failure.getByRole('button', { name: 'Raise the time limit' }).press('Enter');
  await expect(page.getByLabel('Time limit, in seconds')).toBeFocused();
});

const failing = `import warnings

def load(name):
    return {}[name]

def fit():
    try:
        return load("x")
    except KeyError as error:
        raise RuntimeError("no model for x") from error

def f():
    warnings.warn("this is old")
    return fit()
`;

test('an error shows what it came of, each line of the source a button, and the warnings beside', async ({ page }) => {
  await writePython(page, failing);
  await runFunction(page, 'Run 1: failed');
  const failure = page.getByRole('region', { name: 'Why the run failed' });
  await expect(failure).toContainText('RuntimeError: no model for x');
  const causes = failure.getByRole('list', { name: 'What the error came of' });
  await expect(causes).toContainText('KeyError');
  await causes.getByRole('button', { name: 'load, line 4' }).press('Enter');
  await expect(page.getByText('Ln 4, Col 1')).toBeVisible();
  await expect(editor(page)).toBeFocused();
  const warning = result(page).getByText('1 warning', { exact: true });
  await warning.click();
  await expect(result(page).getByRole('list', { name: 'Warnings' })).toContainText('this is old');
});

test('the log tells levels apart, hides those that are not wanted, and keeps a bar on one line', async ({ page }) => {
  await writePython(
    page,
    [
      'import logging',
      'def f():',
      '    print("plain")',
      '    logging.warning("careful")',
      '    logging.error("broken")',
      '    for i in range(5):',
      '        print(f"\\r{i * 25}%", end="")',
      '    print()',
      '    return 1',
    ].join('\n'),
  );
  await runFunction(page, 'Run 1');
  await result(page).getByText('Log', { exact: true }).click();
  const log = page.getByRole('log', { name: 'Log of the run' });
  await expect(log).toContainText('100%');
  await expect(log).not.toContainText('75%');
  const warnings = result(page).getByRole('button', { name: 'Warnings 1' });
  await expect(warnings).toHaveAttribute('aria-pressed', 'true');
  await warnings.press('Space');
  await expect(log).not.toContainText('careful');
  await expect(log).toContainText('broken');
  await warnings.press('Space');
  await expect(log).toContainText('careful');
});

test('a log is shown from its end also to whoever wants less motion, when it comes and when it is opened again', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await writePython(page, 'def f():\n    for i in range(2000):\n        print("row", i)\n    return 1\n');
  await page.keyboard.press('ControlOrMeta+Enter');
  await result(page).getByText('Log', { exact: true }).click();
  const log = page.getByRole('log', { name: 'Log of the run' });
  await expect(log).toContainText('row 1999');
  await result(page).getByText('Result', { exact: true }).click();
  await result(page).getByText('Log', { exact: true }).click();
  await expect(log).toContainText('row 1999');
});

test('a flood of output is followed to its end, and the page stays at hand', async ({ page }) => {
  await writePython(
    page,
    'def f(lines: int = 200_000):\n    for i in range(lines):\n        print("line", i, "x" * 60)\n    return lines\n',
  );
  await page.keyboard.press('ControlOrMeta+Enter');
  await result(page).getByText('Log', { exact: true }).click();
  await expect(page.getByRole('log')).toContainText('line 199999', { timeout: 60_000 });
  await result(page).getByText('Result', { exact: true }).click();
  await expect(result(page).getByText('Run 1', { exact: true })).toBeVisible();
  await result(page).getByText('Log', { exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the log as a file' }).click(),
  ]);
  const saved = await readFile(await download.path(), 'utf8');
  expect(saved.split('\n').filter((line) => line.startsWith('line ')).length).toBe(200_000);
});

test('a running function shows its bars in the panel, the list and the button, and can be cancelled', async ({
  page,
}) => {
  await writePython(
    page,
    [
      'import time, triptych',
      'def f():',
      '    for _ in triptych.progress(range(3), label="chains"):',
      '        for _ in triptych.progress(range(100_000), label="samples"):',
      '            time.sleep(0.01)',
    ].join('\n'),
  );
  await page.keyboard.press('ControlOrMeta+Enter');
  const bars = result(page).getByRole('list', { name: 'Progress' });
  await expect(bars.getByRole('progressbar', { name: 'chains' })).toBeVisible();
  await expect(bars.getByRole('progressbar', { name: 'samples' })).toBeVisible();
  await expect(bars).toContainText(/left/);
  await expect(page.getByRole('treeitem').getByRole('progressbar')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Cancel .*%/ })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+.');
  await expect(result(page).getByText('Run 1: cancelled', { exact: true })).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
});

test('a note is read, and a file of the run is looked at and saved', async ({ page }) => {
  await writePython(
    page,
    [
      'import pathlib, tempfile, triptych',
      'def f():',
      '    path = pathlib.Path(tempfile.mkdtemp()) / "report.txt"',
      '    path.write_text("all is well\\n")',
      '    triptych.artifact(str(path))',
      '    triptych.note("Converged after 12 steps.")',
      '    return [1, 2]',
    ].join('\n'),
  );
  await runFunction(page, 'Run 1');
  await result(page).getByRole('tab', { name: 'Note' }).click();
  await expect(result(page).getByText('Converged after 12 steps.')).toBeVisible();
  await result(page).getByRole('tab', { name: 'report.txt' }).click();
  await expect(result(page).getByLabel('Content of report.txt')).toContainText('all is well');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    result(page).getByRole('button', { name: 'Save report.txt' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('report.txt');
  expect(await readFile(await download.path(), 'utf8')).toBe('all is well\n');
});

test('missing, nothing and not a number are three things, and bytes and moments are told as what they are', async ({
  page,
}) => {
  await writePython(
    page,
    [
      'import datetime, decimal',
      'def f():',
      '    return {',
      '        "nothing": None,',
      '        "nan": float("nan"),',
      '        "bytes": b"Hello",',
      '        "price": decimal.Decimal("12.50"),',
      '        "complex": 1 + 2j,',
      '        "took": datetime.timedelta(hours=1, seconds=1),',
      '    }',
    ].join('\n'),
  );
  await runFunction(page, 'Run 1');
  const tree = result(page).getByRole('region', { name: 'Value' });
  for (const text of ['null', 'NaN', '5 bytes: 48 65 6c 6c 6f', '12.50', '1+2i', '1 h 1 s']) {
    await expect(tree.getByText(text, { exact: true })).toBeVisible();
  }
});

test('a value that one function keeps is given to another by its form', async ({ page }) => {
  await writePython(page, 'import triptych\ndef f():\n    return triptych.keep({"slope": 2})\n');
  await runFunction(page, 'Run 1');
  await expect(result(page).getByText(/^Kept value: dict/)).toBeVisible();
  await writePython(page, 'def g(model):\n    return model["slope"] + 1\n', 'random_walk');
  const choose = page.getByRole('button', { name: 'Use a kept value for model' });
  await choose.press('Enter');
  await page.getByRole('menuitem', { name: /dict/ }).press('Enter');
  await expect(page.getByRole('region', { name: 'Parameters' }).getByText(/^Kept value: dict/)).toBeVisible();
  await runFunction(page, 'Run 1');
  await expect(result(page).getByRole('region', { name: 'Value' })).toHaveText('3');
  await page.getByRole('button', { name: 'Give model another value' }).click();
  await expect(page.getByLabel(/^model/)).toBeVisible();
});
