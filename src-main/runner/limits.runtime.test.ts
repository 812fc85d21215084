import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { Isolation } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';

import { setupRunner } from './runner.harness.ts';
import type { RunnerWorld } from './runner.harness.ts';

type Sources = { readonly [language in Language]: string };

const ways: readonly (readonly [Language, Isolation])[] = languages.flatMap((language) =>
  (['shared', 'fork', 'fresh'] as const).map((isolation) => [language, isolation] as const),
);

const one: Sources = { python: 'def one(): return 1', r: 'one <- function() 1L', julia: 'one() = 1' };

async function expectNextCall(world: RunnerWorld, language: Language, isolation: Isolation): Promise<void> {
  expect(await world.valueOf({ language, source: one[language], entry: 'one', isolation })).toBe(1n);
}

/** Takes 20 MB more at a time, and keeps it. */
const growing: Sources = {
  python:
    'import time\ndef grow():\n    kept = []\n    while True:\n        kept.append(b"x" * 20_000_000)\n        time.sleep(0.005)',
  r: 'grow <- function() {\n  kept <- list()\n  repeat {\n    kept[[length(kept) + 1]] <- rep(1, 2.5e6)\n    Sys.sleep(0.005)\n  }\n}',
  julia: 'function grow()\n  kept = []\n  while true\n    push!(kept, ones(2_500_000))\n    sleep(0.005)\n  end\nend',
};

const memoryBytes = 700 * 2 ** 20;

test.each(ways)(
  'a function in %s (%s) that takes more and more memory is ended at its limit',
  async (language, isolation) => {
    const world = setupRunner();
    const { outcome } = await world.ask({ language, isolation, source: growing[language], entry: 'grow', memoryBytes });
    const failure = outcome.kind === 'failed' ? outcome.failure : undefined;
    assert(failure?.kind === 'memory-limit-reached', 'The memory was the limit.');
    expect(failure.limitBytes).toBe(memoryBytes);
    expect(failure.reachedBytes).toBeGreaterThan(memoryBytes);
    await expectNextCall(world, language, isolation);
  },
);

const memoryOfAnother = `${process.execPath} -e "const kept = []; setInterval(() => kept.push(Buffer.alloc(2e7, 1)), 5)"`;
const hiring: Sources = {
  python: 'import subprocess\ndef hire(command): subprocess.run(command, shell=True)',
  r: 'hire <- function(command) system(command)',
  julia: 'hire(command) = run(`sh -c $command`)',
};

test.each(languages)('the memory of what a function in %s has started counts', async (language) => {
  const world = setupRunner();
  const { outcome } = await world.ask({
    language,
    source: hiring[language],
    entry: 'hire',
    args: [['command', memoryOfAnother]],
    memoryBytes,
  });
  expect(outcome).toMatchObject({ failure: { kind: 'memory-limit-reached' } });
  await expectNextCall(world, language, 'shared');
});

test.each(languages)('a function in %s that starts too many processes is ended, and they with it', async (language) => {
  const world = setupRunner();
  const { outcome } = await world.ask({
    language,
    source: hiring[language],
    entry: 'hire',
    args: [['command', 'for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done; wait']],
    processes: 5,
  });
  expect(outcome).toMatchObject({
    failure: { kind: 'process-limit-reached', limit: 5, reached: expect.any(Number) },
  });
  await expectNextCall(world, language, 'shared');
});

test('pages that forks share count once', async () => {
  const world = setupRunner();
  // 200 MB, shared by five: a gigabyte by what is resident in each.
  const source = `import os, time
kept = b"x" * 200_000_000
def share():
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            time.sleep(60)
            os._exit(0)
        children.append(child)
    time.sleep(0.6)
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
    return len(children)
`;
  expect(await world.valueOf({ language: 'python', source, entry: 'share', memoryBytes: 500 * 2 ** 20 })).toBe(4n);
});

const dying: Sources = {
  python: 'import os\ndef die(signal): os.kill(os.getpid(), signal)',
  r: 'die <- function(signal) { tools::pskill(Sys.getpid(), signal); Sys.sleep(5) }',
  julia: 'function die(signal)\n  ccall(:kill, Cint, (Cint, Cint), getpid(), signal)\n  sleep(5)\nend',
};

test.each(languages.flatMap((language) => [[language, 9, 'killed'] as const, [language, 6, 'crashed'] as const]))(
  'a session in %s that ends by signal %i was %s',
  async (language, signal, cause) => {
    const world = setupRunner();
    const { outcome } = await world.ask({
      language,
      source: dying[language],
      entry: 'die',
      args: [['signal', BigInt(signal)]],
    });
    expect(outcome).toMatchObject({ failure: { kind: 'session-died', cause } });
    await expectNextCall(world, language, 'shared');
  },
);

test('a session that reads what is not there was crashed', async () => {
  const { ask } = setupRunner();
  const source = 'import ctypes\ndef read(): return ctypes.string_at(8)';
  const { outcome } = await ask({ language: 'python', source, entry: 'read' });
  expect(outcome).toMatchObject({ failure: { kind: 'session-died', signal: 'SIGSEGV', cause: 'crashed' } });
});

test('the kernel would end a session before the app', async () => {
  const { valueOf } = setupRunner();
  const source = 'def read(path):\n    with open(path) as file: return file.read().strip()';
  const score = await valueOf({
    language: 'python',
    source,
    entry: 'read',
    args: [['path', '/proc/self/oom_score_adj']],
  });
  expect(Number(score)).toBeGreaterThan(0);
});
