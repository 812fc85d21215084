import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';

import { runBuildStep } from './run-build-step.ts';

const place = {
  folder: tmpdir(),
  environment: {},
  guard: () => () => undefined,
  signal: new AbortController().signal,
  limitMs: 60_000,
};

function node(code: string) {
  return { command: process.execPath, args: ['-e', code], failed: 'It could not be made' };
}

test('a step says what it printed, or fails with its own sentence and what it said', async () => {
  expect(await runBuildStep(node('console.log("made")'), place)).toEqual({ ok: true, output: 'made\n' });
  expect(await runBuildStep(node('console.error("no linker"); process.exit(1)'), place)).toEqual({
    ok: false,
    reason: 'It could not be made: no linker',
  });
});

test('a step that never ends is ended at its limit, and says so', async () => {
  expect(await runBuildStep(node('setInterval(() => {}, 1000)'), { ...place, limitMs: 200 })).toEqual({
    ok: false,
    reason: 'It could not be made: it had not ended after 0.2 seconds',
  });
});
