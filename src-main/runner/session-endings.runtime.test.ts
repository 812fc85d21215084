import { expect, test } from 'vitest';

import { languages } from '#shared/calls/language.ts';

import { setupRunner } from './runner.harness.ts';
import { expectNextCall } from './session-calls.harness.ts';
import type { Sources } from './session-calls.harness.ts';

/** A second is promised on a machine with nothing else to do, half a minute is enough on any; nothing that is ended here ends by itself before. */
const soonMs = 30_000;

const exiting: Sources = {
  python: 'import sys\ndef leave():\n    print("bye")\n    sys.exit(3)',
  r: 'leave <- function() { cat("bye\\n"); quit(status = 3) }',
  julia: 'function leave()\n  println("bye")\n  exit(3)\nend',
};

test.each(languages)('a function in %s that exits is a failure, and the next call works', async (language) => {
  const world = setupRunner();
  const { outcome, out } = await world.ask({ language, source: exiting[language], entry: 'leave' });
  expect(outcome.kind).toBe('failed');
  expect(out).toBe('bye\n');
  await expectNextCall(world, language);
});

const killing: Sources = {
  python: 'import os\ndef die(): os.write(2, b"last words\\n"); os.kill(os.getpid(), 9)',
  r: 'die <- function() { system("echo last words >&2"); tools::pskill(Sys.getpid(), 9L); Sys.sleep(5) }',
  julia: 'function die()\n  run(`sh -c "echo last words >&2"`)\n  ccall(:kill, Cint, (Cint, Cint), getpid(), 9)\nend',
};

test.each(languages)('a function in %s that kills its process is a failure with its last output', async (language) => {
  const world = setupRunner();
  const { outcome } = await world.ask({ language, source: killing[language], entry: 'die' });
  expect(outcome).toMatchObject({
    kind: 'failed',
    failure: { kind: 'session-died', signal: 'SIGKILL', lastOutput: expect.stringContaining('last words') },
  });
  await expectNextCall(world, language);
});

const looping: Sources = {
  python: 'import time\ndef spin():\n    while True: pass\ndef rest(): time.sleep(60)',
  r: 'spin <- function() while (TRUE) 1\nrest <- function() Sys.sleep(60)',
  julia: 'function spin()\n  x = 0\n  while true; x += 1; end\nend\nrest() = sleep(60)',
};

test.each(languages.flatMap((language) => ['spin', 'rest'].map((entry) => [language, entry] as const)))(
  'cancelling ends %s in %s, and the next call works',
  async (language, entry) => {
    const world = setupRunner();
    await expectNextCall(world, language);
    const cancel = new AbortController();
    setTimeout(() => {
      cancel.abort();
    }, 300);
    const startedMs = performance.now();
    const { outcome } = await world.ask({ language, source: looping[language], entry, signal: cancel.signal });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'cancelled' } });
    expect(performance.now() - startedMs).toBeLessThan(soonMs);
    await expectNextCall(world, language);
  },
);

test.each(languages)('a time limit ends an endless loop in %s, and the next call works', async (language) => {
  const world = setupRunner();
  await expectNextCall(world, language);
  const { outcome } = await world.ask({ language, source: looping[language], entry: 'spin', timeLimitMs: 200 });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'time-limit-reached', limitMs: 200 } });
  await expectNextCall(world, language);
});

const stubborn: Sources = {
  python:
    'def cling():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass',
  r: 'cling <- function() repeat tryCatch(repeat 1, interrupt = function(i) NULL)',
  julia: 'function cling()\n  while true\n    try; while true; yield(); end; catch; end\n  end\nend',
};

test.each(languages)('a function in %s that ignores being interrupted is ended all the same', async (language) => {
  const world = setupRunner();
  const { outcome } = await world.ask({ language, source: stubborn[language], entry: 'cling', timeLimitMs: 300 });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'time-limit-reached' } });
  await expectNextCall(world, language);
});
