import { TestRunner, afterAll } from 'vitest';

import { findPostgresFolder } from '../../build/test-needs.ts';
import { startPostgres } from './start-postgres.harness.ts';
import type { TestPostgres } from './start-postgres.harness.ts';

/** Starts at the first use in a test file, and skips the test that uses it where PostgreSQL is not installed. */
export function sharedPostgres(): () => Promise<TestPostgres> {
  let starting: Promise<TestPostgres> | undefined;
  afterAll(async () => await (await starting)?.stop());
  return async () => {
    if (findPostgresFolder() === undefined) TestRunner.getCurrentTest()?.context.skip('PostgreSQL is not installed.');
    starting ??= startPostgres();
    return await starting;
  };
}
