import { spawnSync } from 'node:child_process';
import { TestRunner } from 'vitest';

/** Ends the test that is running, as skipped, where R lacks a package that the test is about. */
export function skipWithoutRPackage(name: string): void {
  const { status } = spawnSync('Rscript', ['-e', `quit(status = !requireNamespace("${name}", quietly = TRUE))`]);
  if (status !== 0) TestRunner.getCurrentTest()?.context.skip(`The package ${name} of R is not installed.`);
}
