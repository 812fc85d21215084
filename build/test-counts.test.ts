import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import {
  addCounts,
  formatCounts,
  noTests,
  readPlaywrightReport,
  readVitestReport,
  refuseSkips,
} from './test-counts.ts';

function setupReport(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-report-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const reportFile = join(folder, 'report.json');
  writeFileSync(reportFile, typeof content === 'string' ? content : JSON.stringify(content));
  return reportFile;
}

function vitestFile(status: string, ...tests: readonly string[]) {
  return { status, assertionResults: tests.map((each) => ({ status: each })) };
}

test('vitest: tests are counted, and a file that does not load is a failure', () => {
  const files = [
    vitestFile('passed', 'passed', 'passed', 'skipped', 'todo'),
    vitestFile('failed', 'failed', 'passed'),
    vitestFile('failed'),
  ];
  expect(readVitestReport(setupReport({ testResults: files }), false)).toEqual({
    ...noTests,
    passed: 3,
    failed: 2,
    skipped: 2,
  });
});

test('Playwright: tests are counted wherever they are nested, those of the electron project apart', () => {
  const spec = (projectName: string, status: string) => ({ tests: [{ projectName, status }] });
  const inner = { specs: [spec('loopback', 'skipped'), spec('electron', 'skipped'), spec('loopback', 'flaky')] };
  const report = {
    errors: [],
    suites: [{ specs: [spec('loopback', 'expected'), spec('loopback', 'unexpected')], suites: [inner] }],
  };
  expect(readPlaywrightReport(setupReport(report), false)).toEqual({
    passed: 1,
    failed: 2,
    skipped: 2,
    skippedForElectron: 1,
  });
});

test.each([
  ['no report', undefined, false],
  ['half a report', '{"testResults": [', false],
  ['a report without a test', { testResults: [], suites: [], errors: [] }, true],
  [
    'a run that failed while every test passed',
    { testResults: [vitestFile('passed', 'passed')], suites: [], errors: [{}] },
    false,
  ],
])('%s is a failure', (_name, content, hasPassed) => {
  const reportFile = content === undefined ? '/nowhere/report.json' : setupReport(content);
  expect(readVitestReport(reportFile, hasPassed).failed).toBe(1);
  expect(readPlaywrightReport(reportFile, hasPassed).failed).toBe(1);
});

test('where nothing may be skipped, only the tests of Electron are', () => {
  const counts = { passed: 5, failed: 1, skipped: 4, skippedForElectron: 3 };
  expect(formatCounts(counts)).toBe('5 passed, 1 failed, 4 skipped');
  expect(formatCounts(refuseSkips(counts))).toBe('5 passed, 2 failed, 3 skipped');
});

test('counts add up', () => {
  const counts = { passed: 1, failed: 2, skipped: 3, skippedForElectron: 1 };
  expect(addCounts([counts, noTests, counts])).toEqual({ passed: 2, failed: 4, skipped: 6, skippedForElectron: 2 });
});
