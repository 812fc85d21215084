import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

import packageJson from '../package.json' with { type: 'json' };
import { lastVersion } from './store/migrate.ts';

const program = import.meta.dirname;
const node = ['--disable-warning=ExperimentalWarning'];

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

const resultSchema = z.strictObject({
  state: z.string(),
  value: z.json(),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      rowCount: z.number(),
      columns: z.array(z.strictObject({ name: z.string(), type: z.string(), values: z.array(z.json()) })),
      rows: z.array(z.record(z.string(), z.json())),
    }),
  ),
  log: z.array(z.looseObject({ stream: z.enum(['out', 'err']), text: z.string(), atMs: z.number() })),
  notes: z.array(z.string()),
  files: z.array(z.json()),
  warnings: z.array(z.json()),
  tookMs: z.number().nullable(),
  error: z.looseObject({ kind: z.string(), message: z.string() }).nullable(),
});

// One data folder that is fresh at the beginning and then goes on, as a person's does; each command is a process of its own.
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'triptych-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(
    process.execPath,
    [...node, path.join(program, 'cli.ts'), ...args, '--data-dir', path.join(folder, 'data')],
    { cwd: folder },
  );
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}

async function triptych(...args: readonly string[]): Promise<Ended> {
  return await start(args).ended;
}

async function runJson(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly result: z.infer<typeof resultSchema> }> {
  const { code, out, err } = await triptych('run', ...args, '--json');
  expect(err).toBe('');
  return { code, result: resultSchema.parse(JSON.parse(out)) };
}

function write(name: string, source: string): string {
  writeFileSync(path.join(folder, name), source);
  return `./${name}`;
}

test('on a fresh data folder the examples are found', async () => {
  const { code, out } = await triptych('functions', '--json');
  expect(code).toBe(0);
  const functions = z
    .array(z.looseObject({ workspace: z.string(), name: z.string(), language: z.string(), version: z.string() }))
    .parse(JSON.parse(out));
  expect(functions).toHaveLength(9);
  expect(new Set(functions.map(({ language }) => language))).toEqual(new Set(['python', 'r', 'julia']));
  expect(functions.every(({ workspace, version }) => workspace === 'Examples' && version === '1.0.0')).toBe(true);
});

test('a run as JSON is one object with value, tables, log and time, and its exit code is 0', async () => {
  const { code, result } = await runJson(
    'Examples/monthly_summary_python',
    '--arg',
    'column=Temp',
    '--version',
    '1.0.0',
  );
  expect(code).toBe(0);
  expect(result).toMatchObject({ state: 'done', error: null, tookMs: expect.any(Number) });
  expect(result.tables).toMatchObject([
    {
      name: '',
      rowCount: 5,
      columns: [{ name: 'month', type: 'integer', values: [5, 6, 7, 8, 9] }, {}, {}, {}, {}, {}, {}, {}],
    },
  ]);
  expect(result.value).toEqual(result.tables[0]?.rows);
  expect(result.tables[0]?.rows[0]).toMatchObject({ month: 5, days: 31, missing: 0 });
  expect(result.log.map(({ text }) => text).join('')).toContain('0 of 153 days');
});

test.each([
  ['double.R', 'double <- function(x = 2) {\n  cat("here\\n")\n  x * 2\n}\n', 5],
  ['double.py', 'def double(x=2):\n    print("here")\n    return x * 2.5\n', 6.25],
  ['double.jl', 'function double(x = 2)\n    println("here")\n    return x * 2\nend\n', 5],
])('%s, which is in no workspace, is run with an argument', async (name, source, value) => {
  const { code, result } = await runJson(write(name, source), '--arg', 'x=2.5');
  expect({ code, value: result.value, log: result.log.map(({ text }) => text) }).toEqual({
    code: 0,
    value,
    log: ['here\n'],
  });
});

test('a table of the result is saved, and is the same table when a function takes it', async () => {
  writeFileSync(
    path.join(folder, 'give.py'),
    'def give():\n    return {"fit": {"a": [1, 2]}, "m": {"x": ["ü", None]}}\n',
  );
  writeFileSync(path.join(folder, 'take.py'), 'def take(t):\n    return t\n');
  const saves = ['--save', 'fit=a.csv', '--save', 'm=m.parquet', '--save', 'm=m.feather'];
  expect(await triptych('run', './give.py', ...saves)).toMatchObject({ code: 0, err: '' });
  for (const file of ['m.parquet', 'm.feather']) {
    const taken = await triptych('run', './take.py', '--args', JSON.stringify({ t: { $file: file } }), '--json');
    expect(resultSchema.parse(JSON.parse(taken.out)).tables[0]?.rows).toEqual([{ x: 'ü' }, { x: null }]);
  }
  const unclear = await triptych('run', './give.py', '--save', 'a.csv');
  expect(unclear).toMatchObject({ code: 1, err: expect.stringContaining('Its tables are: fit, m') });
});

test('what is printed and what is returned are told to a person', async () => {
  const source = write(
    'table.py',
    'import sys\ndef f():\n    print("to out")\n    print("to err", file=sys.stderr)\n    return {"n": [1, 20], "word": ["a", None]}\n',
  );
  const { code, out, err } = await triptych('run', source);
  expect({ code, out, err }).toEqual({ code: 0, out: 'to out\n n  word\n 1  a\n20  NA\n', err: 'to err\n' });
});

test('an error is told with the line of the source, and the exit code is 1', async () => {
  const source = write('wrong.py', 'def f():\n    x = 1\n    return x / 0\n');
  const { code, result } = await runJson(source);
  expect(code).toBe(1);
  expect(result).toMatchObject({
    state: 'failed',
    value: null,
    tables: [],
    error: { kind: 'function-error', line: 3, message: expect.stringContaining('division by zero') },
  });
  const told = await triptych('run', source);
  expect(told).toMatchObject({ code: 1, out: '', err: expect.stringContaining('at line 3') });
});

test.each([
  ['a function that is not there', ['Examples/monthly_sumary_r'], 'function-not-found'],
  ['an argument that does not fit', ['Examples/random_walk', '--arg', 'steps=many'], 'argument-invalid'],
  ['an argument that is not known', ['Examples/random_walk', '--arg', 'step=1'], 'argument-unknown'],
  ['a version that is not there', ['Examples/random_walk', '--version', '9.9.9'], 'version-not-found'],
  ['a file that is not there', ['./gone.R'], 'file-missing'],
  ['a data file that is not there', ['Examples/monthly_summary_r', '--arg', 'data=gone.csv'], 'file-missing'],
])('%s is an error in the one object, and the exit code is 1', async (_what, args, kind) => {
  const { code, result } = await runJson(...args);
  expect(code).toBe(1);
  expect(result).toMatchObject({ state: 'failed', value: null, tables: [], log: [], error: { kind } });
});

test('a name that was mistyped is answered with what it may have been', async () => {
  const { code, err } = await triptych('run', 'Examples/monthly_sumary_r');
  expect(code).toBe(1);
  expect(err).toContain('Did you mean one of these?\n  Examples/monthly_summary_r');
});

test('a run ends at its time limit, and its exit code says so', async () => {
  const { code, result } = await runJson(write('long.py', 'def f():\n    while True: pass\n'), '--time-limit', '0.5');
  expect(code).toBe(124);
  expect(result).toMatchObject({ state: 'timed_out', error: { kind: 'time-limit-reached' } });
});

test('an interrupt cancels the run', async () => {
  const source = write(
    'loop.py',
    'import time\ndef f():\n    print("begun", flush=True)\n    while True: time.sleep(0.01)\n',
  );
  const { child, ended } = start(['run', source]);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  child.kill('SIGINT');
  expect(await ended).toMatchObject({
    code: 130,
    out: 'begun\n',
    err: expect.stringContaining('The run was cancelled'),
  });
});

test('a file is added to a workspace, which is made for it, and can be run there', async () => {
  const source = write(
    'greet.R',
    "#' Greets.\n#' @param who (text) Who\ngreet <- function(who) paste('Hello,', who)\n",
  );
  expect(await triptych('add', source, '--workspace', 'Mine', '--folder', 'A/B')).toMatchObject({
    code: 0,
    out: 'Mine/greet\n',
  });
  expect(await triptych('add', source, '--workspace', 'mine')).toMatchObject({ code: 0, out: 'Mine/greet (2)\n' });
  expect((await runJson('mine/A/B/GREET', '--arg', 'who=you')).result.value).toBe('Hello, you');
  expect(await triptych('functions', '--workspace', 'Mine')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Mine/greet (2)'),
  });
});

test('languages, versions and help are told', async () => {
  const { code, out } = await triptych('runtimes', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject([
    { language: 'python', path: expect.any(String) },
    { language: 'r' },
    { language: 'julia' },
  ]);
  expect(await triptych('db', 'status')).toMatchObject({
    code: 0,
    out: expect.stringContaining(`Version of the data: ${String(lastVersion())}`),
  });
  expect(await triptych('help')).toMatchObject({
    code: 0,
    out: expect.stringContaining('triptych run WORKSPACE/FUNCTION'),
  });
  expect(await triptych('fly')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('There is no command fly.'),
  });
  const version = spawn(process.execPath, [...node, path.join(program, 'cli.ts'), '--version']);
  expect((await version.stdout.toArray()).join('')).toBe(`${packageJson.version}\n`);
});

test('with the app open a command goes through it: the run is in its records at once', async () => {
  const app = spawn(process.execPath, [
    ...node,
    path.join(program, 'loopback.ts'),
    '--no-open',
    '--data-dir',
    path.join(folder, 'data'),
  ]);
  try {
    await new Promise((resolve, reject) => {
      app.stdout.once('data', resolve);
      app.once('exit', (code) => reject(new Error(`the app ended with ${String(code)}`)));
    });
    const { code, result } = await runJson('Examples/monthly_summary_python');
    expect({ code, state: result.state }).toEqual({ code: 0, state: 'done' });
    expect(await triptych('db', 'rollback')).toMatchObject({
      code: 1,
      err: expect.stringContaining('being used by another program'),
    });
    expect(app.exitCode).toBeNull();
  } finally {
    const gone = new Promise((resolve) => app.once('exit', resolve));
    app.kill('SIGTERM');
    await gone;
  }
  expect((await runJson('Examples/monthly_summary_python')).code).toBe(0);
});
