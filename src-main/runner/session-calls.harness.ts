// What tests of sessions stand on: the same function in each language, and the call that shows that a session still serves.
import { expect } from 'vitest';

import type { Language } from '#shared/calls/language.ts';

import type { RunnerWorld } from './runner.harness.ts';

export type Sources = { readonly [language in Language]: string };

export const one: Sources = { python: 'def one(): return 1', r: 'one <- function() 1L', julia: 'one() = 1' };

export async function expectNextCall(world: RunnerWorld, language: Language): Promise<void> {
  expect(await world.valueOf({ language, source: one[language], entry: 'one' })).toBe(1n);
}
