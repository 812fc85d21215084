import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { Value } from '#shared/values/value.ts';

import { skipWithoutLanguage } from '../../build/skip-without-language.ts';
import type { CallOutcome } from './call.ts';
import { setupSessions } from './one-session.harness.ts';
import { workersFolder } from './runner.harness.ts';

type Options = { readonly signal?: AbortSignal; readonly onLog?: (text: string) => void };

/** One session of mode `fork`, and the process that it forks its copies from. */
async function setupFork() {
  const { folder, open } = await setupSessions('r');
  const session = await open('fork');
  const processId = session.processId;
  assert(processId !== undefined, 'A session has a process.');

  async function outcomeOf(
    source: string,
    given: Readonly<Record<string, Value>> = {},
    { signal, onLog }: Options = {},
  ): Promise<CallOutcome> {
    return await session.run(
      {
        language: 'r',
        checksum: createHash('sha256').update(source).digest('hex'),
        source,
        fileName: 'source.R',
        entry: 'f',
        args: Object.entries(given),
        workingFolder: folder,
        isolation: 'fork',
        limits: { timeMs: 20_000, outputBytes: 1e7, memoryBytes: 2 ** 33, processes: 64 },
      },
      { onStart: () => undefined, onLog: (_, text) => onLog?.(text), onPlot: () => undefined },
      signal ?? new AbortController().signal,
    );
  }
  async function valueOf(source: string, given: Readonly<Record<string, Value>> = {}): Promise<Value> {
    const outcome = await outcomeOf(source, given);
    if (outcome.kind === 'failed') throw new Error(JSON.stringify(outcome.failure));
    return outcome.value;
  }
  return { session, processId, outcomeOf, valueOf };
}

/** From /proc: what R has started and has not let go of, and what it has open. */
function listLeftBehind(processId: number) {
  const tasks = `/proc/${String(processId)}/task/${String(processId)}/children`;
  return {
    children: readFileSync(tasks, 'utf8').trim(),
    descriptors: readdirSync(`/proc/${String(processId)}/fd`).length,
  };
}

test('each call runs in a process of its own, and the session goes on', async () => {
  const { processId, valueOf } = await setupFork();
  const [first, second] = [
    await valueOf('f <- function() Sys.getpid()'),
    await valueOf('f <- function() Sys.getpid()'),
  ];
  expect(new Set([first, second, BigInt(processId)]).size).toBe(3);
});

test('nothing that a call changes is seen by the next', async () => {
  const { valueOf } = await setupFork();
  const source =
    'count <- 0L\nf <- function() { count <<- count + 1L; options(mine = 1); assign("g", 1, globalenv()); library(splines); count }';
  expect(await valueOf(source)).toBe(1n);
  expect(await valueOf(source)).toBe(1n);
  expect(await valueOf('f <- function() c(is.null(getOption("mine")), "package:splines" %in% search())')).toMatchObject(
    {
      column: { data: Uint8Array.of(1, 0) },
    },
  );
});

test.each([
  ['tools::pskill(Sys.getpid(), 9L)', { exitCode: null, signal: 'SIGKILL', cause: 'killed' }],
  ['tools::pskill(Sys.getpid(), 11L)', { exitCode: null, signal: 'SIGSEGV', cause: 'crashed' }],
  ['.Internal(quit("no", 3L, FALSE))', { exitCode: 3, signal: null, cause: 'exited' }],
])('a call that ends its process with %s is told, and the same session takes the next', async (code, death) => {
  const { session, processId, outcomeOf, valueOf } = await setupFork();
  expect(await outcomeOf(`f <- function() { ${code}; Sys.sleep(5) }`)).toMatchObject({
    kind: 'failed',
    failure: { kind: 'session-died', ...death },
  });
  expect(await valueOf('f <- function(x) x * 2', { x: 21 })).toBe(42);
  expect(session.processId).toBe(processId);
});

test('an interrupt ends the copy and not the session', async () => {
  const { session, outcomeOf, valueOf } = await setupFork();
  const ended = new AbortController();
  const busy = 'f <- function() { cat("begun\\n"); i <- 0; repeat i <- i + 1 }';
  expect(await outcomeOf(busy, {}, { signal: ended.signal, onLog: () => ended.abort() })).toMatchObject({
    failure: { kind: 'cancelled' },
  });
  expect(await valueOf('f <- function() 1L')).toBe(1n);
  expect(session.isUsable()).toBe(true);
});

test('a hundred calls leave no process and no descriptor behind, even when they start some that go on', async () => {
  const { processId, valueOf } = await setupFork();
  await valueOf('f <- function() 1L');
  await expect.poll(() => listLeftBehind(processId).children).toBe('');
  const before = listLeftBehind(processId).descriptors;
  for (let index = 0; index < 100; index += 1) {
    expect(await valueOf('f <- function(x) { if (x %% 25 == 0) system("sleep 2 &"); x }', { x: BigInt(index) })).toBe(
      BigInt(index),
    );
  }
  const left = () => {
    const { children, descriptors } = listLeftBehind(processId);
    return { children, more: Math.max(0, descriptors - before) };
  };
  await expect.poll(left).toEqual({ children: '', more: 0 });
});

test('what a large table holds arrives in the copy, and a large one comes back', async () => {
  const { valueOf } = await setupFork();
  const data = Float64Array.from({ length: 300_000 }, (_, row) => row);
  const back = await valueOf('f <- function(x) x + 1', { x: { kind: 'vector', column: { type: 'float', data } } });
  expect(back).toMatchObject({ column: { data: { length: 300_000, 0: 1, 299999: 300_000 } } });
});

test('a package that a source names is loaded once for all its calls, and attached for none but its own', async () => {
  const { valueOf } = await setupFork();
  const source = 'wasLoaded <- isNamespaceLoaded("splines")\nlibrary(splines)\nf <- function() wasLoaded';
  expect([await valueOf(source), await valueOf(source)]).toEqual([false, true]);
  expect(await valueOf('f <- function() "package:splines" %in% search()')).toBe(false);
});

test('a function that reads its standard input finds nothing there', async () => {
  const { valueOf } = await setupFork();
  expect(await valueOf('f <- function() length(readLines(file("stdin")))')).toBe(0n);
});

test('where the system has no /proc, a copy that takes its time is waited for all the same', () => {
  skipWithoutLanguage('r');
  const code = `
    worker <- new.env(parent = baseenv())
    for (part in parse("${workersFolder}/r/fork.R")) eval(part, worker)
    worker$stat_fields <- function(pid) NULL
    worker$attach_packages <- function() NULL
    worker$prepare_to_fork()
    ended <- function(answers) {
      copy <- worker$copies$fork()
      if (inherits(copy, "masterProcess")) {
        Sys.sleep(worker$copy_look_seconds * 2)
        if (answers) worker$copies$say(worker$words$answered)
        tools::pskill(Sys.getpid(), 9L)
      }
      worker$wait_for_copy(copy$pid)
    }
    cat(ended(TRUE), ended(FALSE), worker$copies$death[[4L]])`;
  expect(execFileSync('Rscript', ['--vanilla', '-e', code], { encoding: 'utf8' })).toBe('TRUE FALSE killed');
});
