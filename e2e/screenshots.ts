/*
 * Makes the pictures of docs/screenshots (`npm run screenshots`): the built program on a fresh data folder, worked as a
 * person would, in both colour schemes and both window sizes. The README shows some of them; reviewers look at all.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';

import { chromiumFlags, findChromium } from '../build/test-needs.ts';
import { openFunction, runFunction } from './function-page.ts';
import { connectToRunning } from '../src-main/local-socket.ts';
import { takeProject } from './project-pictures.ts';
import { takeAccess } from './access-screenshots.ts';
import { fillOrganisation, takeAdministration } from './administration-screenshots.ts';
import { startApp } from './run-app.ts';
import { setUpByApi } from './server-fixture.ts';
import { startServerProcess } from '../src-server/running-server.harness.ts';

const sources = {
  quality_report: `#' Checks the stations' measurements and says what is wrong with them.
quality_report <- function(stations = 4) {
  cat("Reading", stations, "stations\\n")
  message("Limits of 2026 are used")
  for (station in seq_len(stations)) triptych$progress(station, stations, "Stations")
  warning("Station 3 has 12 days without ozone")
  triptych$note("Station 3 was out of order in June; its means are of the other months.")
  writeLines(c("station,days", "1,153", "2,153", "3,141", "4,153"), "days.csv")
  triptych$artifact("days.csv")
  data.frame(
    station = factor(c("north", "south", NA, "west"), levels = c("north", "south", "east", "west")),
    since = as.POSIXct("2026-05-01 06:00:00", tz = "Europe/Zurich") + 3600 * (0:3),
    outage = as.difftime(c(0, 1.5, NA, 26), units = "hours"),
    mean = c(42.1, NaN, 38.25, NA),
    row.names = c("a", "b", "c", "d")
  )
}
`,
  broken_report: `read_limits <- function(path) {
  stop("no limits for 2027 in ", path)
}

broken_report <- function(year = 2027) {
  cat("Looking for the limits of", year, "\\n")
  tryCatch(
    read_limits("limits.csv"),
    error = function(cause) rlang::abort("The report cannot be made", parent = cause)
  )
}
`,
  slow_fit: `slow_fit <- function(rounds = 500) {
  for (round in seq_len(rounds)) {
    triptych$progress(round, rounds, "Bootstrap")
    if (round %% 25 == 0) cat("round", round, "\\n")
    Sys.sleep(0.1)
  }
}
`,
};

/** `npm run screenshots -- server`: what has to do with a server, without the functions and projects. */
const isServerOnly = process.argv[2] === 'server';
const folder = resolve(import.meta.dirname, '../docs/screenshots');
const sizes = { large: { width: 1480, height: 940 }, small: { width: 1100, height: 700 } } as const;

// A machine with nothing but what the system brings: what else is installed here is nobody's business.
process.env['PATH'] = ['/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
delete process.env['PYENV_ROOT'];
process.env['HOME'] = mkdtempSync(join(tmpdir(), 'triptych-home-'));
const dataFolder = mkdtempSync(join(tmpdir(), 'triptych-screenshots-'));
const serverFolder = mkdtempSync(join(tmpdir(), 'triptych-screenshots-server-'));
// Nor is its keychain: on a bus that there is not, none answers.
process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';
mkdirSync(folder, { recursive: true });
const app = await startApp(dataFolder);
const server = await startServerProcess({ dataFolder: serverFolder });
await setUpByApi(server);
await fillOrganisation(server);
await addFunctions(dataFolder);
const browser = await chromium.launch({ executablePath: findChromium() ?? 'chromium', args: [...chromiumFlags] });
try {
  let pass = 0;
  for (const scheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      const context = await browser.newContext({ viewport, colorScheme: scheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(app.url());
      await page.getByRole('tree').waitFor();
      const ending = size === 'large' ? scheme : `small-${scheme}`;
      pass += 1;
      const file = (name: string): string => join(folder, `${name}-${ending}.png`);
      if (!isServerOnly) await takeAll(page, pass, file);
      await takeAccess(page, server, file);
      await takeAdministration(page, server, file);
      await context.close();
    }
  }
} finally {
  await browser.close();
  await app.stop();
  await server.stop();
  for (const made of [dataFolder, serverFolder, process.env['HOME']]) rmSync(made, { recursive: true, force: true });
}

/** What the examples do not show: levels of the log, progress, notes and files, errors with their causes, every kind of value. */
async function addFunctions(data: string): Promise<void> {
  const running = await connectToRunning(data);
  if (running === null) throw new Error('The running program does not answer on its socket.');
  const [workspace] = await running.client.records.list({ entity: 'workspace', limit: 1 });
  if (workspace === undefined) throw new Error('There is no workspace.');
  for (const [name, source] of Object.entries(sources))
    await running.client.functions.create({
      workspaceId: workspace.id,
      name,
      folder: 'Reports',
      language: 'r',
      source,
    });
  running.close();
}

async function takeAll(page: Page, pass: number, file: (name: string) => string): Promise<void> {
  await openAndRun(page, 'ozone_model', pass);
  await page.screenshot({ path: file('plot') });
  await openAndRun(page, 'temperature_trend', pass);
  await page.screenshot({ path: file('function') });
  await openAndRun(page, 'epidemic', pass);
  await page.screenshot({ path: file('simulation') });
  await page.getByText('Runs', { exact: true }).click();
  await page.screenshot({ path: file('runs') });
  await openFunction(page, 'quality_report');
  await runFunction(page, `Run ${String(pass)}`);
  await waitForTable(page);
  await page.screenshot({ path: file('values') });
  await page.getByText('Log', { exact: true }).click();
  await page.getByText('Station 3 has 12 days').first().waitFor();
  await page.screenshot({ path: file('log') });
  await page.getByText('Result', { exact: true }).click();
  await openFunction(page, 'broken_report');
  await page.getByRole('button', { name: /^Run function/ }).click();
  await page.getByText('The function stopped with an error').waitFor();
  await page.screenshot({ path: file('error') });
  await openFunction(page, 'slow_fit');
  await page.getByRole('button', { name: /^Run function/ }).click();
  await page.getByText(/left/).first().waitFor();
  await page.screenshot({ path: file('progress') });
  await page.getByRole('button', { name: /^Cancel/ }).click();
  await page
    .getByText(/cancelled/i)
    .first()
    .waitFor();
  await page.getByText('Result', { exact: true }).click();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.screenshot({ path: file('palette') });
  await page.keyboard.press('Escape');
  await takeProject(page, file);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.screenshot({ path: file('settings') });
}

/** Each pass runs each function once, so the number of its run is the number of the pass. */
async function openAndRun(page: Page, name: string, pass: number): Promise<void> {
  await openFunction(page, name);
  await runFunction(page, `Run ${String(pass)}`);
  await page.locator('.result-figure :is(svg, canvas), .result-paper img').first().waitFor();
  await waitForTable(page);
  await page.mouse.move(0, 0);
}

async function waitForTable(page: Page): Promise<void> {
  await page.locator('canvas [role="gridcell"]').first().waitFor({ state: 'attached' });
}
