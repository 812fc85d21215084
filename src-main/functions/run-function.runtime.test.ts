import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { languages } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import { functionEntity, runEntity } from '#shared/functions/function-entities.ts';
import type { LogPiece } from '#shared/functions/outcome.ts';

import { setupFunctions } from '../functions.harness.ts';
import { markInterruptedRuns } from './mark-interrupted-runs.ts';

// One set of warm sessions for all: starting Julia takes seconds, and each test runs sources of its own.
let world: Awaited<ReturnType<typeof setupFunctions>>;
beforeAll(async () => {
  world = await setupFunctions();
  await world.runner.findRuntimes();
});
afterAll(async () => {
  await world.close();
});

async function logOf(runId: string): Promise<string> {
  const watched = await world.handlers.runs.watchLog({ runId }, world.call);
  if (!watched.ok) throw new Error(JSON.stringify(watched.failure));
  const pieces: LogPiece[] = [];
  for await (const event of watched.value) pieces.push(...event.pieces);
  return pieces.map(({ text }) => text).join('');
}

const twice: { readonly [language in Language]: string } = {
  python: 'def f(n: int = 3):\n    print("n is", n)\n    return {"a": [n, None], "b": ["x", "ü"]}\n',
  r: 'f <- function(n = 3L) {\n  cat("n is", n, "\\n")\n  data.frame(a = c(n, NA), b = c("x", "ü"))\n}\n',
  julia: 'function f(n::Int = 3)\n    println("n is ", n)\n    (a = [n, missing], b = ["x", "ü"])\nend\n',
};

test.each(languages)('%s: a run ends with its table, its log, who ran it and how long it took', async (language) => {
  const run = await world.run(language, twice[language], { n: '7' });
  expect(run).toMatchObject({
    state: 'done',
    runNumber: 1,
    runBy: world.actor.userId,
    arguments: { n: '7' },
    outcome: { failure: null },
  });
  expect(run.interpreter).toMatch(/^(Python|R|Julia) \d/);
  expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt ?? Infinity);
  expect(run.outcome?.shown).toMatchObject([
    {
      kind: 'table',
      rowCount: 2,
      columns: [
        { name: 'a', type: 'integer' },
        { name: 'b', type: 'text' },
      ],
    },
  ]);
  const page = await world.handlers.runs.readTable(
    { runId: run.id, shownIndex: 0, rowFirst: 0, rowCount: 10 },
    world.call,
  );
  expect(page).toEqual({
    ok: true,
    value: {
      columns: [
        [7, null],
        ['x', 'ü'],
      ],
    },
  });
  expect(await logOf(run.id)).toMatch(/^n is 7/);
});

const longColumn: { readonly [language in Language]: string } = {
  python:
    'from array import array\ndef f(first: float):\n    return {"a": array("d", [first + i for i in range(200_000)])}\n',
  r: 'f <- function(first = 0) data.frame(a = first + as.numeric(seq_len(200000L) - 1L))\n',
  julia: 'f(first::Float64) = (a = first .+ collect(0.0:199_999.0),)\n',
};

test.each(languages)('%s: large tables of several runs are kept, each as it was', async (language) => {
  const firsts = [0.5, 1000.5, 2000.5];
  for (const first of firsts) {
    const run = await world.run(language, longColumn[language], { first: String(first) });
    const last = { runId: run.id, shownIndex: 0, rowFirst: 199_998, rowCount: 2 };
    expect(await world.handlers.runs.readTable(last, world.call)).toEqual({
      ok: true,
      value: { columns: [[first + 199_998, first + 199_999]] },
    });
  }
});

const wrong: { readonly [language in Language]: string } = {
  python:
    'import math\n\ndef f():\n    return helper()\n\ndef helper():\n    return math.sqrt("x")\n\ndef f():\n    return helper()\n',
  r: 'helper <- function() {\n\n  sqrt("x")\n}\nf <- function() {\n  helper()\n}\n',
  julia: 'function helper()\n\n    sqrt("x")\nend\nfunction f()\n    helper()\nend\n',
};

test.each([
  ['python', 7],
  ['r', 3],
  ['julia', 3],
] as const)('%s: an error names line %i of the source', async (language, line) => {
  const run = await world.run(language, wrong[language]);
  expect(run.state).toBe('failed');
  const failure = run.outcome?.failure;
  if (failure?.kind !== 'function-error') throw new Error(JSON.stringify(failure));
  expect(failure.frames.findLast((frame) => frame.isUserSource && frame.line !== null)?.line).toBe(line);
});

test.each([
  ['python', 'def f():\n    x = (1,\n    return 2\n'],
  ['r', 'f <- function() {\n  x <- (1 +\n}\n'],
  ['julia', 'function f()\n    x = (1 +\nend\n'],
] as const)('%s: a syntax error is a failure with its line', async (language, source) => {
  const run = await world.run(language, source);
  expect(run.outcome?.failure).toMatchObject({ kind: 'syntax-error', line: expect.any(Number) });
});

const bad: readonly (readonly [string, Language, string, object])[] = [
  ['exits', 'python', 'import os\ndef f():\n    os._exit(3)\n', { kind: 'session-died', exitCode: 3 }],
  [
    'kills itself',
    'python',
    'import os, signal\ndef f():\n    os.kill(os.getpid(), signal.SIGKILL)\n',
    { kind: 'session-died', signal: 'SIGKILL' },
  ],
  [
    'kills itself',
    'r',
    'f <- function() tools::pskill(Sys.getpid(), 9L)\n',
    { kind: 'session-died', signal: 'SIGKILL' },
  ],
  [
    'kills itself',
    'julia',
    'f() = (ccall(:kill, Cint, (Cint, Cint), getpid(), 9); sleep(5))\n',
    { kind: 'session-died', signal: 'SIGKILL' },
  ],
  [
    'returns what cannot be shown',
    'python',
    'def f():\n    return open("/dev/null")\n',
    { kind: 'value-not-showable' },
  ],
  ['returns what cannot be shown', 'r', 'f <- function() function(x) x\n', { kind: 'value-not-showable' }],
  ['returns what cannot be shown', 'julia', 'f() = stdin\n', { kind: 'value-not-showable' }],
];

test.each(bad)(
  'a function that %s is a failure in %s, and the next call works',
  async (_what, language, source, failure) => {
    const run = await world.run(language, source);
    expect(run.state).toBe('failed');
    expect(run.outcome?.failure).toMatchObject(failure);
    expect((await world.run(language, twice[language])).state).toBe('done');
  },
);

test.each([
  ['python', 'def f():\n    for i in range(1000):\n        print("x" * 100_000)\n'],
  ['r', 'f <- function() for (i in 1:1000) cat(strrep("x", 1e5), "\\n")\n'],
  ['julia', 'f() = for i in 1:1000 println("x"^100_000) end\n'],
] as const)(
  '%s: a function that prints 100 MB is ended at the limit, its log keeps the beginning, and the next call works',
  async (language, source) => {
    const run = await world.run(language, source);
    expect(run).toMatchObject({ state: 'failed', outcome: { failure: { kind: 'output-limit-reached' } } });
    expect(run.logBytes).toBeGreaterThan(1024 * 1024);
    expect(run.logBytes).toBeLessThan(48 * 1024 * 1024);
    expect((await world.run(language, twice[language])).state).toBe('done');
  },
);

test('a run is seen running, its log is told while it prints, and it can be cancelled', async () => {
  const runId = await world.start(
    'python',
    'import time\ndef f():\n    print("begun")\n    while True:\n        time.sleep(0.01)\n',
  );
  const watched = await world.handlers.runs.watchLog({ runId }, world.call);
  if (!watched.ok) throw new Error('no log');
  const first = await watched.value.next();
  expect(first.value).toMatchObject({ pieces: [{ stream: 'out', text: expect.stringContaining('begun') }] });
  await expect.poll(() => world.store.get(runEntity, runId).state).toBe('running');
  expect(world.handlers.runs.cancel({ runId }, world.call)).toEqual({ ok: true, value: { wasRunning: true } });
  expect(await world.waitForEnd(runId)).toMatchObject({
    state: 'cancelled',
    outcome: { failure: { kind: 'cancelled' } },
  });
  expect(world.handlers.runs.cancel({ runId }, world.call)).toEqual({ ok: true, value: { wasRunning: false } });
});

test('a run that takes longer than its limit is ended', async () => {
  const started = await world.handlers.runs.startSource(
    {
      language: 'python',
      fileName: 'f.py',
      source: 'def f():\n    while True: pass\n',
      entry: null,
      folder: world.folder,
      timeLimitSeconds: 0.3,
      arguments: {},
    },
    world.call,
  );
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  expect(await world.waitForEnd(started.value.runId)).toMatchObject({
    state: 'timed_out',
    functionId: null,
    outcome: { failure: { kind: 'time-limit-reached', limitMs: 300 } },
  });
});

test('a run does not begin with arguments that do not fit, or with a file that is no table', async () => {
  mkdirSync(world.filesFolder, { recursive: true });
  writeFileSync(path.join(world.filesFolder, 'ragged.csv'), 'a,b\n1,2\n3\n');
  const created = await world.handlers.functions.create(
    {
      workspaceId: world.workspaceId,
      name: 'table',
      folder: '',
      language: 'python',
      template: 'blank',
      source: 'def f(data="ragged.csv", n: int = 1):\n    return n\n',
    },
    world.call,
  );
  if (!created.ok) throw new Error('not created');
  const start = async (given: Record<string, string>) =>
    await world.handlers.runs.start(
      { functionId: created.value.id, versionId: null, arguments: given, timeLimitSeconds: null, origin: 'app' },
      world.call,
    );
  expect(await start({ n: 'x' })).toMatchObject({ ok: false, failure: { kind: 'argument-invalid', parameter: 'n' } });
  expect(await start({ m: '1' })).toMatchObject({ ok: false, failure: { kind: 'argument-unknown' } });
  expect(await start({ data: 'gone.csv' })).toMatchObject({ ok: false, failure: { kind: 'file-missing' } });
  expect(await start({})).toMatchObject({ ok: false, failure: { kind: 'csv-ragged', line: 3 } });
  expect(world.store.count(runEntity, { functionId: created.value.id })).toBe(0);
});

test('a result that the disk does not take is a failure, and the log and the plots before it are kept', async () => {
  const other = await setupFunctions();
  const blobs = path.join(other.folder, 'data', 'blobs');
  const runId = await other.start(
    'python',
    'import time\ndef f():\n    print("hi")\n    time.sleep(0.3)\n    return {"a": [1, 2]}\n',
  );
  // A file where the folder should be: the same as a disk that refuses, also for whoever may write everywhere.
  rmSync(blobs, { recursive: true, force: true });
  writeFileSync(blobs, '');
  const run = await other.waitForEnd(runId);
  expect(run).toMatchObject({ state: 'failed', outcome: { shown: [], failure: { kind: 'result-not-kept' } } });
  rmSync(blobs);
  expect((await other.run('python', twice.python)).state).toBe('done');
  await other.close();
});

test('a run that the program did not live to end is failed: interrupted at the next start', async () => {
  const runId = await world.start('python', twice.python);
  const run = await world.waitForEnd(runId);
  const cutOff = world.store.write({ actorId: run.runBy }, (tx) => {
    const { id: _id, createdAt: _created, updatedAt: _updated, deletedAt: _deleted, outcome: _outcome, ...rest } = run;
    return tx.create(runEntity, { ...rest, state: 'running', endedAt: null });
  });
  expect(markInterruptedRuns(world.store, world.clock)).toBe(1);
  expect(world.store.get(runEntity, cutOff.id)).toMatchObject({
    state: 'failed',
    outcome: { shown: [], failure: { kind: 'interrupted' } },
  });
  expect(world.store.get(runEntity, runId)).toEqual(run);
});

test('runs of one function are counted, and the draft that ran is told by its checksum', async () => {
  const created = await world.handlers.functions.create(
    { workspaceId: world.workspaceId, name: 'counted', folder: '', language: 'python', template: 'blank' },
    world.call,
  );
  if (!created.ok) throw new Error('not created');
  const functionId = created.value.id;
  const run = async () => {
    const started = await world.handlers.runs.start(
      { functionId, versionId: null, arguments: {}, timeLimitSeconds: null, origin: 'app' },
      world.call,
    );
    if (!started.ok) throw new Error(JSON.stringify(started.failure));
    return await world.waitForEnd(started.value.runId);
  };
  const first = await run();
  await world.handlers.functions.saveDraft({ functionId, source: 'def main():\n    return 2\n' }, world.call);
  const second = await run();
  expect([first.runNumber, second.runNumber]).toEqual([1, 2]);
  expect(first.checksum).not.toBe(second.checksum);
  expect(second.checksum).toBe(world.store.get(functionEntity, functionId).draftChecksum);
});

test('plots, figures and large values are read back, and a table as CSV', async () => {
  const source =
    'def f():\n    figure = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "bar"}\n    return {"figure": figure, "table": {"a": [1, 2]}, "many": list(range(20000))}\n';
  const run = await world.run('python', source);
  const kinds = run.outcome?.shown.map(({ kind, title }) => `${kind} ${title}`);
  expect(kinds).toEqual(['figure figure', 'table table', 'large-value ']);
  expect(await world.handlers.runs.readShown({ runId: run.id, shownIndex: 0 }, world.call)).toMatchObject({
    ok: true,
    value: { text: expect.stringContaining('"mark":"bar"') },
  });
  expect(await world.handlers.runs.readShown({ runId: run.id, shownIndex: 2 }, world.call)).toMatchObject({
    ok: true,
    value: { text: expect.stringContaining('19999]}') },
  });
  const csv = await world.handlers.runs.readTableFile({ runId: run.id, shownIndex: 1, format: 'csv' }, world.call);
  if (!csv.ok) throw new Error('no CSV');
  const pieces: string[] = [];
  for await (const { base64 } of csv.value) pieces.push(Buffer.from(base64, 'base64').toString());
  expect(pieces.join('')).toBe('a\r\n1\r\n2\r\n');
  expect(await world.handlers.runs.readShown({ runId: run.id, shownIndex: 9 }, world.call)).toMatchObject({
    ok: false,
    failure: { kind: 'result-missing' },
  });
});
