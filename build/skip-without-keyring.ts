import { TestRunner } from 'vitest';

import { hasKeyring } from './test-needs.ts';

/** Ends the test that is running, as skipped, where GNOME's keyring or a session bus to put it on is not installed. */
export function skipWithoutKeyring(): void {
  if (hasKeyring()) return;
  TestRunner.getCurrentTest()?.context.skip("GNOME's keyring is not installed.");
}
