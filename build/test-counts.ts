// Turns what vitest and Playwright report into three numbers, and a crash into a failure: a run that left no report, or
// that says it failed without naming a test, has failed one.
import { existsSync, readFileSync } from 'node:fs';

import { z } from 'zod';

export type TestCounts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of the skipped, those that only Electron's binary could have run. They may be skipped even where nothing else may. */
  readonly skippedForElectron: number;
};

export const noTests: TestCounts = { passed: 0, failed: 0, skipped: 0, skippedForElectron: 0 };

export function gateToCounts(hasPassed: boolean): TestCounts {
  return hasPassed ? { ...noTests, passed: 1 } : { ...noTests, failed: 1 };
}

export function addCounts(all: readonly TestCounts[]): TestCounts {
  return all.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
      skippedForElectron: sum.skippedForElectron + counts.skippedForElectron,
    }),
    noTests,
  );
}

/** A machine that must be able to run everything (CI) turns what it skipped into failures, but for Electron's tests. */
export function refuseSkips(counts: TestCounts): TestCounts {
  const refused = counts.skipped - counts.skippedForElectron;
  return { ...counts, failed: counts.failed + refused, skipped: counts.skippedForElectron };
}

export function formatCounts(counts: TestCounts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }).readonly(),
  ),
});

export function readVitestReport(reportFile: string, hasPassed: boolean): TestCounts {
  const report = readReport(vitestReport, reportFile);
  if (report === undefined) return gateToCounts(false);
  const statuses = report.testResults.flatMap((file) => file.assertionResults.map((test) => test.status));
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length;
  // A file that could not be loaded has failed and holds no test that did.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const counts = { ...noTests, passed, failed: failed + brokenFiles, skipped: statuses.length - passed - failed };
  return failWhenNobodyDid(counts, hasPassed);
}

type Suite = { readonly suites?: readonly Suite[] | undefined; readonly specs: readonly Spec[] };
type Spec = z.infer<typeof spec>;
const spec = z.object({ tests: z.array(z.object({ projectName: z.string(), status: z.string() })) });
const suite: z.ZodType<Suite> = z.object({
  get suites() {
    return z.array(suite).optional();
  },
  specs: z.array(spec),
});
const playwrightReport = z.object({ suites: z.array(suite), errors: z.array(z.unknown()) });

export function readPlaywrightReport(reportFile: string, hasPassed: boolean): TestCounts {
  const report = readReport(playwrightReport, reportFile);
  if (report === undefined) return gateToCounts(false);
  const tests = report.suites.flatMap(specsOf).flatMap((each) => each.tests);
  const skipped = tests.filter((test) => test.status === 'skipped');
  // `flaky` passed only at a second try; nothing here is tried twice, so it is counted as what it was at first.
  const passed = tests.filter((test) => test.status === 'expected').length;
  const counts = {
    passed,
    failed: tests.length - passed - skipped.length + report.errors.length,
    skipped: skipped.length,
    skippedForElectron: skipped.filter((test) => test.projectName === 'electron').length,
  };
  return failWhenNobodyDid(counts, hasPassed);
}

function specsOf(from: Suite): readonly Spec[] {
  return [...from.specs, ...(from.suites ?? []).flatMap(specsOf)];
}

// An error outside every test, a crash on the way out, or no test at all where there must be some.
function failWhenNobodyDid(counts: TestCounts, hasPassed: boolean): TestCounts {
  const isEmpty = counts.passed + counts.failed + counts.skipped === 0;
  return counts.failed === 0 && (!hasPassed || isEmpty) ? { ...counts, failed: 1 } : counts;
}

function readReport<T>(schema: z.ZodType<T>, reportFile: string): T | undefined {
  if (!existsSync(reportFile)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
  } catch {
    return undefined; // Half a report is a crash, which the caller counts as a failure.
  }
}
