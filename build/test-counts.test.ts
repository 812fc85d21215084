import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import {
  addCounts,
  formatCounts,
  formatFailures,
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
  const failureMessages = ['\u001B[31mexpected 1 to be 2\u001B[39m\nat counts.test.ts:3'];
  return {
    status,
    name: 'counts.test.ts',
    assertionResults: tests.map((each) => ({ status: each, fullName: 'adds', failureMessages })),
  };
}

test('vitest: tests are counted, and a file that does not load is a failure', () => {
  const files = [
    vitestFile('passed', 'passed', 'passed', 'skipped', 'todo'),
    vitestFile('failed', 'failed', 'passed'),
    { ...vitestFile('failed'), name: 'broken.test.ts', message: 'SyntaxError: no such export' },
  ];
  expect(readVitestReport(setupReport({ testResults: files }), false)).toEqual({
    ...noTests,
    passed: 3,
    failed: 2,
    skipped: 2,
    failures: [
      'broken.test.ts\n    SyntaxError: no such export',
      'counts.test.ts › adds\n    expected 1 to be 2\n    at counts.test.ts:3',
    ],
  });
});

test('Playwright: tests are counted wherever they are nested, those of the electron project apart', () => {
  const results = [{ errors: [{ message: 'No such button' }] }];
  const spec = (projectName: string, status: string) => ({
    title: status,
    file: 'page.spec.ts',
    tests: [{ projectName, status, results }],
  });
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
    failures: ['page.spec.ts › unexpected\n    No such button', 'page.spec.ts › flaky\n    No such button'],
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
  const counts = { passed: 5, failed: 1, skipped: 4, skippedForElectron: 3, failures: [] };
  expect(formatCounts(counts)).toBe('5 passed, 1 failed, 4 skipped');
  expect(formatCounts(refuseSkips(counts))).toBe('5 passed, 2 failed, 3 skipped');
});

test('counts add up, and what failed is said once more at the end', () => {
  const counts = { passed: 1, failed: 1, skipped: 3, skippedForElectron: 1, failures: ['adds\n    1 is not 2'] };
  const sum = addCounts([counts, noTests, counts]);
  expect(sum).toMatchObject({ passed: 2, failed: 2, skipped: 6, skippedForElectron: 2 });
  expect(formatFailures(sum.failures)).toBe('What failed:\n  adds\n      1 is not 2\n  adds\n      1 is not 2');
});
