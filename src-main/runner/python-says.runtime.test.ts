import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { LogLevel } from '#shared/calls/log-level.ts';
import { valueToJson } from '#shared/values/value-json.ts';

import { failureOf, setupPython } from './python.harness.ts';
import { setupRunner } from './runner.harness.ts';

/** What a call says, level by level. */
async function levelsOf(source: string): Promise<readonly (readonly [LogLevel, string])[]> {
  const { ask } = setupRunner();
  const said: [LogLevel, string][] = [];
  await ask({
    language: 'python',
    source,
    entry: 'f',
    onLog(_stream, text, level) {
      const last = said.at(-1);
      if (last?.[0] === level) last[1] += text;
      else said.push([level, text]);
    },
  });
  return said;
}

test('what is printed, warned and logged has its level, in the order in which it was said', async () => {
  const source = [
    'import logging, sys, warnings',
    'def f():',
    '    print("printed")',
    '    print("said", file=sys.stderr)',
    '    warnings.warn("careful")',
    '    logging.warning("hot")',
    '    logging.error("burning")',
    '    logging.getLogger("x").info("not said")',
    '    print("again")',
  ].join('\n');
  expect(await levelsOf(source)).toEqual([
    ['print', 'printed\n'],
    ['message', 'said\n'],
    ['warning', 'source.py:5: UserWarning: careful\n  warnings.warn("careful")\nWARNING:root:hot\n'],
    ['error', 'ERROR:root:burning\n'],
    ['print', 'again\n'],
  ]);
});

test('a warning is shown by every call', async () => {
  const { call } = setupPython();
  const source = 'import warnings\ndef f():\n    for _ in range(3): warnings.warn("careful")';
  const first = await call(source);
  expect(first.err.match(/careful"?\n/g)).toHaveLength(1);
  expect((await call(source)).err).toBe(first.err);
});

test('an iterable says how far it is, its last step always', async () => {
  const { call } = setupPython();
  const { progress, outcome } = await call(
    'from triptych import progress\ndef f(): return sum(progress(range(50_000), label="Rows"))',
  );
  expect(outcome).toMatchObject({ kind: 'done', value: 1_249_975_000n });
  const id = progress[0]?.id;
  expect(progress[0]).toEqual({ id, label: 'Rows', done: 0, total: 50_000, isFinished: false });
  expect(progress.at(-1)).toEqual({ id, label: 'Rows', done: 50_000, total: 50_000, isFinished: true });
  // 20 a second, and the 50,000 steps take far less than ten.
  expect(progress.length).toBeLessThan(200);
});

test('a loop that is left, and one over an unknown number of steps, end their progress', async () => {
  const { call } = setupPython();
  const left = await call(
    'import triptych\ndef f():\n    for x in triptych.progress([1, 2, 3]):\n        if x == 2: break',
  );
  expect(left.progress.at(-1)).toMatchObject({ done: 1, total: 3, isFinished: true });
  const unknown = await call('import triptych\ndef f(): list(triptych.progress(iter("ab")))');
  expect(unknown.progress.at(-1)).toMatchObject({ done: 2, total: null, isFinished: true });
});

test('numbers say how far it is, and the last of them arrives however fast they come', async () => {
  const { call } = setupPython();
  const { progress } = await call(
    'import triptych\ndef f():\n    for n in range(1, 1000): triptych.progress(n, 2000, "Files")',
  );
  expect(progress.at(-1)).toMatchObject({ label: 'Files', done: 999, total: 2000, isFinished: false });
  expect(progress.length).toBeLessThan(100);
  const full = await call('import triptych\ndef f(): triptych.progress(2, 2)');
  expect(full.progress).toMatchObject([{ done: 2, total: 2, isFinished: true }]);
});

test('a bar of tqdm is progress, and not text in the log', async () => {
  const { call } = setupPython({ hasPackages: true });
  const { progress, out, err } = await call(
    [
      'from tqdm import tqdm',
      'def f():',
      '    for _ in tqdm(range(2000), desc="Outer"):',
      '        pass',
      '    with tqdm(total=10, desc="Inner", leave=False) as bar:',
      '        bar.update(4)',
      '    tqdm.write("between")',
    ].join('\n'),
  );
  expect({ out, err }).toEqual({ out: 'between\n', err: '' });
  expect(progress.filter(({ isFinished }) => isFinished)).toMatchObject([
    { label: 'Outer', done: 2000, total: 2000 },
    { label: 'Inner', done: 4, total: 10 },
  ]);
});

test('a bar of tqdm that goes to a file of the function is left to it', async () => {
  const { call, folder } = setupPython({ hasPackages: true });
  const { progress } = await call(
    'from tqdm import tqdm\ndef f():\n    with open("bar.txt", "w") as file:\n        list(tqdm([1], file=file))',
  );
  expect(progress).toEqual([]);
  expect(readFileSync(join(folder, 'bar.txt'), 'utf8')).toContain('100%');
});

test('a note and an artifact arrive, the artifact as a copy with its name', async () => {
  const { call, folder } = setupPython();
  writeFileSync(join(folder, 'table.csv'), 'a,b\n1,2\n');
  const { notes, artifacts, outcome } = await call(
    [
      'import os, triptych',
      'def f():',
      '    triptych.note("Two rows \\u00e4\\ud800")',
      '    triptych.artifact("table.csv")',
      '    os.unlink("table.csv")',
      '    open("other.bin", "wb").write(b"\\0" * 3_000_000)',
      '    triptych.artifact("other.bin", name="named.bin")',
    ].join('\n'),
  );
  expect(outcome.kind).toBe('done');
  expect(notes).toEqual(['Two rows ä\\ud800']);
  expect(artifacts.map(({ name }) => name)).toEqual(['table.csv', 'named.bin']);
  const [table, binary] = artifacts.map(({ path }) => readFileSync(path));
  expect(table?.toString()).toBe('a,b\n1,2\n');
  expect(binary?.length).toBe(3_000_000);
});

test.each([
  ['triptych.artifact("missing.csv")', 'FileNotFoundError', "There is no file 'missing.csv' (looked in "],
  ['triptych.artifact(".")', 'IsADirectoryError', "'.' is a folder, and an artifact is one file."],
  ['triptych.artifact("source.txt", "a/b")', 'ValueError', "'a/b' is not the name of a file."],
])('%s says what is wrong', async (statement, errorClass, message) => {
  const { call, folder } = setupPython();
  writeFileSync(join(folder, 'source.txt'), 'x');
  const failure = failureOf(await call(`import triptych\ndef f(): ${statement}`));
  expect(failure).toMatchObject({ kind: 'function-error', errorClass });
  expect(failure.kind === 'function-error' && failure.message).toContain(message);
});

test('what is kept goes to a later call as the very object', async () => {
  const { value, call } = setupPython();
  const kept = await value(
    'import triptych\nclass Model:\n    shape = (3, 2)\ndef f(): return {"fit": triptych.keep(Model()), "n": triptych.keep([1, 2])}',
  );
  const json = valueToJson(kept);
  expect(json).toMatchObject({
    fit: { $handle: { language: 'python', description: 'Model, 3 × 2' } },
    n: { $handle: { description: 'list, 2 elements' } },
  });
  if (kept === null || typeof kept !== 'object' || !('kind' in kept) || kept.kind !== 'map') throw new Error('No map.');
  const [fit, list] = kept.entries.map(([, handle]) => handle);
  const source =
    'def f(x):\n    x.append(3) if isinstance(x, list) else None\n    return [type(x).__name__, len(getattr(x, "shape", x))]';
  const ask = async (handle: typeof fit): Promise<unknown> => (await call(source, [['x', handle ?? null]])).outcome;
  expect(await ask(fit)).toMatchObject({ value: ['Model', 2n] });
  expect(await ask(list)).toMatchObject({ value: ['list', 3n] });
  expect(await ask(list)).toMatchObject({ value: ['list', 4n] });
});

test('a value that was never kept here, and one of another language, are refused', async () => {
  const { call } = setupPython();
  const handle = { kind: 'handle', id: 'gone-1', description: 'list, 2 elements' } as const;
  const gone = await call('def f(x): return x', [['x', [{ ...handle, language: 'python' }]]]);
  expect(failureOf(gone)).toEqual({ kind: 'handle-gone', parameter: 'x', description: 'list, 2 elements' });
  const foreign = await call('def f(x): return x', [['x', { ...handle, language: 'r' }]]);
  expect(failureOf(foreign)).toMatchObject({ kind: 'argument-refused', parameter: 'x' });
});

test('causes come nearest first with their frames, and what was suppressed does not', async () => {
  const { call } = setupPython();
  const source = [
    'def inner(): int("x")',
    'def middle():',
    '    try: inner()',
    '    except ValueError as error: raise KeyError("k") from error',
    'def f():',
    '    try: middle()',
    '    except KeyError: raise RuntimeError("outer")',
  ].join('\n');
  const failure = failureOf(await call(source));
  expect(failure).toMatchObject({
    errorClass: 'RuntimeError',
    causes: [
      { errorClass: 'KeyError', message: "'k'", frames: [{ line: 6 }, { functionName: 'middle', line: 4 }] },
      { errorClass: 'ValueError', frames: [{ line: 3 }, { functionName: 'inner', line: 1, isUserSource: true }] },
    ],
  });
  const suppressed = failureOf(
    await call('def f():\n    try: int("x")\n    except ValueError: raise RuntimeError("outer") from None'),
  );
  expect(suppressed).toMatchObject({ errorClass: 'RuntimeError', causes: [] });
});

test('the members of a group are its causes', async () => {
  const { call } = setupPython();
  const failure = failureOf(
    await call('def f(): raise ExceptionGroup("two", [ValueError("a"), ExceptionGroup("in", [TypeError("b")])])'),
  );
  expect(failure).toMatchObject({
    errorClass: 'ExceptionGroup',
    causes: [{ errorClass: 'ValueError' }, { errorClass: 'ExceptionGroup' }, { errorClass: 'TypeError', message: 'b' }],
  });
});

test('notes of an error are part of its message', async () => {
  const { call } = setupPython();
  const source = 'def f():\n    error = ValueError("bad")\n    error.add_note("in row 7")\n    raise error';
  expect(failureOf(await call(source))).toMatchObject({ message: 'bad\nin row 7' });
});

test('a source that asks for more memory than there is says so, and the session lives on', async () => {
  const { call, give } = setupPython();
  const failure = failureOf(await call('def f():\n    return bytearray(1 << 62)'));
  expect(failure).toMatchObject({
    kind: 'memory-exhausted',
    message: 'Python could not get more memory.',
    frames: [{ line: 2 }],
  });
  expect(await give('def f(): return 1')).toBe(1);
});

test('a value that was let go of is gone', async () => {
  const { ask, valueOf, runner } = setupRunner();
  const kept = await valueOf({
    language: 'python',
    source: 'import triptych\ndef f(): return triptych.keep("text")',
    entry: 'f',
  });
  assert(kept !== null && typeof kept === 'object' && 'kind' in kept && kept.kind === 'handle', 'It is a handle.');
  const asked = { language: 'python', source: 'def f(x): return x', entry: 'f', args: [['x', kept]] } as const;
  expect(await valueOf(asked)).toBe('text');
  runner.free([kept.id]);
  expect(await ask(asked)).toMatchObject({
    outcome: { failure: { kind: 'handle-gone', parameter: 'x', description: 'str, 4 characters' } },
  });
});

test('a crash tells where it was', async () => {
  const { call } = setupPython();
  const failure = failureOf(await call('import ctypes\ndef f():\n    ctypes.string_at(0)'));
  expect(failure).toMatchObject({ kind: 'session-died', signal: 'SIGSEGV', cause: 'crashed' });
  expect(failure.kind === 'session-died' && failure.lastOutput).toContain('File "source.py", line 3 in f');
});

test("a file that is given when the call is being cancelled is nobody's, and is deleted", async () => {
  const { ask, folder } = setupRunner();
  const cancel = new AbortController();
  const source = `import time, triptych
def f():
    try:
        print("begun")
        time.sleep(60)
    except KeyboardInterrupt:
        open("late.txt", "w").write("late")
        triptych.artifact("late.txt")`;
  const { outcome, artifacts } = await ask({
    language: 'python',
    source,
    entry: 'f',
    signal: cancel.signal,
    onLog: () => cancel.abort(),
  });
  expect([outcome.kind, artifacts]).toEqual(['failed', []]);
  const given = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('artifact-'));
  expect(existsSync(join(folder, 'late.txt'))).toBe(true);
  expect(given).toEqual([]);
});
