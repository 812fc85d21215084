import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, expect } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';

import { chromiumFlags, findChromium } from '../build/test-needs.ts';
import { test } from './fixtures.ts';
import { startApp } from './run-app.ts';

/** A folder with a `chromium` that notes what it was told to open, and is the real one, without a screen. */
async function makeBrowser() {
  const folder = await mkdtemp(join(tmpdir(), 'triptych-browser-'));
  const [told, profile, pid] = [join(folder, 'told'), join(folder, 'profile'), join(folder, 'pid')];
  const flags = ['--headless=new', ...chromiumFlags, `--user-data-dir=${profile}`, '--remote-debugging-port=0'];
  const script = `#!/bin/sh
printf '%s\\n' "$@" > '${told}'
echo $$ > '${pid}'
exec '${findChromium() ?? 'chromium'}' ${flags.map((flag) => `'${flag}'`).join(' ')} "$@"
`;
  await writeFile(join(folder, 'chromium'), script, { mode: 0o755 });
  return {
    folder,
    told,
    port: join(profile, 'DevToolsActivePort'),
    end: async () => {
      if (existsSync(pid)) process.kill(Number(readFileSync(pid, 'utf8')));
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

/** The command lines of all processes, as every account on the machine can read them. */
function readCommandLines(): string {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map((id) => readIfThere(`/proc/${id}/cmdline`)).join('\n');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // It has ended, or has not been written yet.
  }
}

test('the window opens without its token on any command line', async ({ dataFolder }) => {
  test.skip(process.platform !== 'linux', 'The browser of a test is found on the path only on Linux');
  const { folder, told, port, end } = await makeBrowser();
  const app = await startApp(dataFolder, folder);
  let browser: Browser | undefined;
  try {
    const file = join(dataFolder, 'open-window.html');
    await expect.poll(() => readIfThere(told)).toBe(`--app=file://${file}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect.poll(() => readIfThere(port)).toContain('\n');
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${readIfThere(port).split('\n')[0] ?? ''}`);
    const contexts = browser.contexts();
    const pages = (): readonly Page[] => contexts.flatMap((context) => context.pages());
    // It listens before it has opened its window.
    await expect.poll(() => pages().length).toBeGreaterThan(0);
    const [page] = pages();
    if (page === undefined) throw new Error('The browser has no page');
    await expect(page.getByRole('tree')).toBeVisible();

    const token = /#t=(.+)$/.exec(app.url())?.[1] ?? '';
    expect(token).toHaveLength(43);
    expect(readCommandLines()).toContain(`--app=file://${file}`);
    expect(readCommandLines()).not.toContain(token);
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#\/workspaces\//);
    // The file is no place to go back to: by then it is gone.
    expect(await page.evaluate(() => history.length)).toBe(1);
    await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(false);
  } finally {
    // Before it is ended: Playwright traces every browser that it is connected to, and one that dies while the next test begins
    // would fail that test with "Target page, context or browser has been closed".
    await browser?.close();
    await app.stop();
    await end();
  }
});
