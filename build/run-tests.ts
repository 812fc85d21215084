import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

import { root, runStep } from './run-step.ts';
import { formatCounts, readPlaywrightReport, readVitestReport } from './test-counts.ts';
import type { TestCounts } from './test-counts.ts';

/** Twice what the longest kind takes on two processors that have nothing else to do; a step that takes more hangs. */
const stepMsMax = 50 * 60_000;
const reports = resolve(root, 'test-results');

/** Runs one kind of vitest's tests and counts them; of `runtime` there are those that run beside others, and those that do not. */
export async function runVitest(project: 'unit' | 'runtime'): Promise<TestCounts> {
  const reportFile = newReportFile(project);
  const { hasPassed } = await runStep({
    name: `${project} tests`,
    tool: `vitest run --project ${project}* --reporter=default --reporter=json`
      .split(' ')
      .concat(`--outputFile.json=${reportFile}`),
    tookMsMax: stepMsMax,
  });
  const counts = readVitestReport(reportFile, hasPassed);
  console.log(`        ${formatCounts(counts)}`);
  return counts;
}

/** Runs the end-to-end tests on the program as it was built, and counts them. */
export async function runPlaywright(): Promise<TestCounts> {
  const reportFile = newReportFile('e2e');
  const { hasPassed } = await runStep({
    name: 'end-to-end tests',
    tool: ['playwright', 'test', '--config', 'e2e/playwright.config.ts', '--reporter=line,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile },
    tookMsMax: stepMsMax,
  });
  const counts = readPlaywrightReport(reportFile, hasPassed);
  console.log(`        ${formatCounts(counts)}`);
  return counts;
}

// A report of an earlier run would hide a crash of this one.
function newReportFile(name: string): string {
  mkdirSync(reports, { recursive: true });
  const reportFile = resolve(reports, `${name}.json`);
  rmSync(reportFile, { force: true });
  return reportFile;
}
