// Turns what vitest and Playwright report into three numbers and what failed, and a crash into a failure: a run that left
// no report, or that says it failed without naming a test, has failed one.
import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

import { z } from 'zod';

export type TestCounts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of the skipped, those that only Electron's binary could have run. They may be skipped even where nothing else may. */
  readonly skippedForElectron: number;
  /** What failed, by name, with the first lines of what it said. */
  readonly failures: readonly string[];
};

export const noTests: TestCounts = { passed: 0, failed: 0, skipped: 0, skippedForElectron: 0, failures: [] };
const failureLinesMax = 12;

export function gateToCounts(name: string, hasPassed: boolean): TestCounts {
  return hasPassed ? { ...noTests, passed: 1 } : { ...noTests, failed: 1, failures: [name] };
}

export function addCounts(all: readonly TestCounts[]): TestCounts {
  return all.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
      skippedForElectron: sum.skippedForElectron + counts.skippedForElectron,
      failures: [...sum.failures, ...counts.failures],
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

/** What failed, for the end of what is printed: a record of a long run often keeps only its first and last lines. */
export function formatFailures(failures: readonly string[]): string {
  return ['What failed:', ...failures.map((failure) => failure.replaceAll(/^/gm, '  '))].join('\n');
}

const vitestTest = z.object({
  status: z.string(),
  fullName: z.string().default('a test without a name'),
  failureMessages: z.array(z.string()).nullish(),
});
const vitestReport = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      name: z.string().default('a file without a name'),
      message: z.string().default(''),
      assertionResults: z.array(vitestTest),
    }),
  ),
});

export function readVitestReport(reportFile: string, hasPassed: boolean): TestCounts {
  const report = readReport(vitestReport, reportFile);
  if (report === undefined) return gateToCounts('a run that left no whole report', false);
  const statuses = report.testResults.flatMap((file) => file.assertionResults.map((test) => test.status));
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length;
  // A file that could not be loaded has failed and holds no test that did.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failures = [
    ...brokenFiles.map((file) => describeFailure(file.name, [file.message])),
    ...report.testResults.flatMap((file) =>
      file.assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => describeFailure(`${file.name} › ${test.fullName}`, test.failureMessages ?? [])),
    ),
  ];
  return failWhenNobodyDid(
    { ...noTests, passed, failed: failed + brokenFiles.length, skipped: statuses.length - passed - failed, failures },
    hasPassed,
  );
}

function describeFailure(name: string, messages: readonly string[]): string {
  const lines = stripVTControlCharacters(messages.join('\n')).trim().split('\n');
  return [name, ...lines.slice(0, failureLinesMax).map((line) => `    ${line}`)].join('\n');
}

type Suite = { readonly suites?: readonly Suite[] | undefined; readonly specs: readonly Spec[] };
type Spec = z.infer<typeof spec>;
const playwrightError = z.object({ message: z.string().default('') });
const spec = z.object({
  title: z.string().default('a test without a name'),
  file: z.string().default('a file without a name'),
  tests: z.array(
    z.object({
      projectName: z.string(),
      status: z.string(),
      results: z.array(z.object({ errors: z.array(playwrightError).default([]) })).default([]),
    }),
  ),
});
const suite: z.ZodType<Suite> = z.object({
  get suites() {
    return z.array(suite).optional();
  },
  specs: z.array(spec),
});
const playwrightReport = z.object({ suites: z.array(suite), errors: z.array(playwrightError) });

export function readPlaywrightReport(reportFile: string, hasPassed: boolean): TestCounts {
  const report = readReport(playwrightReport, reportFile);
  if (report === undefined) return gateToCounts('a run that left no whole report', false);
  const specs = report.suites.flatMap(specsOf);
  const tests = specs.flatMap((each) => each.tests);
  const skipped = tests.filter((test) => test.status === 'skipped');
  // `flaky` passed only at a second try; nothing here is tried twice, so it is counted as what it was at first.
  const passed = tests.filter((test) => test.status === 'expected').length;
  const counts = {
    passed,
    failed: tests.length - passed - skipped.length + report.errors.length,
    skipped: skipped.length,
    skippedForElectron: skipped.filter((test) => test.projectName === 'electron').length,
    failures: [
      ...report.errors.map((error) => describeFailure('outside every test', [error.message])),
      ...specs.flatMap((each) =>
        each.tests
          .filter((test) => test.status !== 'expected' && test.status !== 'skipped')
          .map((test) => describeFailure(`${each.file} › ${each.title}`, messagesOf(test.results))),
      ),
    ],
  };
  return failWhenNobodyDid(counts, hasPassed);
}

function messagesOf(results: Spec['tests'][number]['results']): readonly string[] {
  return results.flatMap((result) => result.errors.map((error) => error.message));
}

function specsOf(from: Suite): readonly Spec[] {
  return [...from.specs, ...(from.suites ?? []).flatMap(specsOf)];
}

// An error outside every test, a crash on the way out, or no test at all where there must be some.
function failWhenNobodyDid(counts: TestCounts, hasPassed: boolean): TestCounts {
  const isEmpty = counts.passed + counts.failed + counts.skipped === 0;
  if (counts.failed > 0 || (hasPassed && !isEmpty)) return counts;
  return { ...counts, failed: 1, failures: [isEmpty ? 'no test was run' : 'the run failed outside every test'] };
}

function readReport<T>(schema: z.ZodType<T>, reportFile: string): T | undefined {
  if (!existsSync(reportFile)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
  } catch {
    return undefined; // Half a report is a crash, which the caller counts as a failure.
  }
}
