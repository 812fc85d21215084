// Single sessions of real languages, without the pool that has them elsewhere.
import { onTestFinished } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { Language } from '#shared/calls/language.ts';

import { skipWithoutLanguage } from '../../build/skip-without-language.ts';
import { setupRunner, workersFolder } from './runner.harness.ts';
import { openSessionStarter } from './session-starter.ts';
import type { Session } from './session.ts';
import type { SessionMode } from './worker-language.ts';

export type Sessions = { readonly folder: string; readonly open: (mode: SessionMode) => Promise<Session> };

/** Sessions of the interpreter, or of the one that would be chosen; they end with the test, and their folder goes. */
export async function setupSessions(language: Language, interpreter?: string): Promise<Sessions> {
  skipWithoutLanguage(language);
  const { runner, folder } = setupRunner();
  if (interpreter === undefined) await runner.findRuntimes();
  const chosen = runner.chosenRuntime(language)?.path;
  const path = interpreter ?? chosen;
  assert(path !== undefined, 'The language is installed.');
  const starter = openSessionStarter({
    workersFolder,
    temporaryFolder: folder,
    platform: process.platform,
    environment: process.env,
    random: (bytes) => crypto.getRandomValues(bytes),
  });
  onTestFinished(() => starter.close());
  return {
    folder,
    async open(mode) {
      const opening = await starter.start(language, path, mode);
      assert(opening.ok, 'The session starts.');
      onTestFinished(() => opening.session.close());
      return opening.session;
    },
  };
}
