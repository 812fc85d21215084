import { TestRunner } from 'vitest';

import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';

import { hasLanguage } from './test-needs.ts';

/**
 * Ends the test that is running, as skipped, where the language that it is about to use is not installed. What the tests share
 * calls it at the first use, so that a test need not say what it needs.
 */
export function skipWithoutLanguage(language: Language): void {
  if (hasLanguage(language)) return;
  TestRunner.getCurrentTest()?.context.skip(`${languageNames[language]} is not installed.`);
}
