import { existsSync, readFileSync, readdirSync } from 'node:fs';

import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';

import type { Call, CallOutcome } from './call.ts';
import { setupSessions } from './one-session.harness.ts';
import { findPythonWithPackages } from './python.harness.ts';
import type { SessionMode } from './worker-language.ts';

type Asked = { readonly args?: Call['args']; readonly signal?: AbortSignal; readonly onOut?: (text: string) => void };

type Forking = {
  readonly processId: number;
  readonly folder: string;
  readonly isUsable: () => boolean;
  /** Sources define `f`. */
  readonly call: (source: string, asked?: Asked) => Promise<CallOutcome>;
};

async function setupForking({
  hasPackages = false,
  mode = 'fork',
}: { readonly hasPackages?: boolean; readonly mode?: SessionMode } = {}): Promise<Forking> {
  const { folder, open } = await setupSessions('python', hasPackages ? findPythonWithPackages() : undefined);
  const session = await open(mode);
  return {
    processId: session.processId ?? 0,
    folder,
    isUsable: () => session.isUsable(),
    call: async (source, { args = [], signal, onOut } = {}) =>
      await session.run(
        {
          language: 'python',
          checksum: source,
          source,
          fileName: 'source.py',
          entry: 'f',
          args,
          workingFolder: folder,
          isolation: 'fork',
          limits: { timeMs: 60_000, outputBytes: 10_000_000, memoryBytes: 8 * 2 ** 30, processes: 64 },
        },
        {
          onStart: () => undefined,
          onLog: (_stream, text) => onOut?.(text),
          onPlot: () => undefined,
        },
        signal ?? new AbortController().signal,
      ),
  };
}

test('every call runs in a process of its own, and nothing of it stays', async () => {
  const { call, processId } = await setupForking();
  const source = 'import os\ncount = 0\ndef f():\n    global count\n    count += 1\n    return [os.getpid(), count]';
  const outcomes = [await call(source), await call(source), await call(source)];
  const values = outcomes.map((outcome) =>
    outcome.kind === 'done' && Array.isArray(outcome.value) ? outcome.value : [],
  );
  expect(values.map(([, count]) => count)).toEqual([1n, 1n, 1n]);
  expect(new Set([...values.map(([pid]) => pid), BigInt(processId)]).size).toBe(4);
});

test('what a call prints and how it fails arrives as in a shared session', async () => {
  const { call } = await setupForking();
  let out = '';
  const onOut = (text: string): void => void (out += text);
  await call('import os\ndef f():\n    print("one")\n    os.write(1, b"two\\n")\n    print("three", end="")', {
    onOut,
  });
  // What goes past Python's own streams has no order with them.
  expect(out.replace('two\n', '')).toBe('one\nthree');
  expect(await call('def f(): raise ValueError("no")')).toMatchObject({
    kind: 'failed',
    failure: { kind: 'function-error', errorClass: 'ValueError', frames: [{ line: 1 }] },
  });
});

test.each([
  ['os._exit(3)', { exitCode: 3, signal: null, cause: 'exited' }],
  ['os._exit(0)', { exitCode: 0, signal: null, cause: 'exited' }],
  ['os.kill(os.getpid(), 9)', { exitCode: null, signal: 'SIGKILL', cause: 'killed' }],
  ['os.kill(os.getpid(), 11)', { exitCode: null, signal: 'SIGSEGV', cause: 'crashed' }],
  ['os.abort()', { exitCode: null, signal: 'SIGABRT', cause: 'crashed' }],
])('%s ends the call and not the session', async (statement, death) => {
  const { call, isUsable } = await setupForking();
  const source = `import os\ndef f(): ${statement}`;
  expect(await call(source)).toMatchObject({ kind: 'failed', failure: { kind: 'session-died', ...death } });
  expect(isUsable()).toBe(true);
  expect(await call('def f(): return 1')).toMatchObject({ kind: 'done', value: 1n });
});

test('a call that dies in the middle of a frame takes the session with it, which tells how', async () => {
  const { call, isUsable } = await setupForking();
  // What the channel holds is full at once, and a thread kills the process when the writing waits for more room.
  const source = [
    'import os, threading',
    'def f():',
    '    from triptych_worker import forks',
    '    def die():',
    '        while not forks._page[0]: pass',
    '        os.kill(os.getpid(), 9)',
    '    threading.Thread(target=die).start()',
    '    return ["x" * 1_000_000 for _ in range(200)]',
  ].join('\n');
  expect(await call(source)).toMatchObject({
    kind: 'failed',
    failure: { kind: 'session-died', exitCode: null, signal: 'SIGKILL' },
  });
  expect(isUsable()).toBe(false);
});

test('cancelling ends the call at once, and the session forks the next', async () => {
  const { call, processId } = await setupForking();
  const controller = new AbortController();
  const cancelled = await call('import time\ndef f():\n    print("on", flush=True)\n    time.sleep(60)', {
    signal: controller.signal,
    onOut: () => {
      controller.abort();
    },
  });
  expect(cancelled).toMatchObject({ kind: 'failed', failure: { kind: 'cancelled' } });
  expect(cancelled.tookMs).toBeLessThan(50_000);
  const next = await call('import os\ndef f(): return os.getppid()');
  expect(next).toMatchObject({ kind: 'done', value: BigInt(processId) });
});

test('a call that is cancelled before it runs is cancelled too', async () => {
  const { call, processId } = await setupForking();
  for (let round = 0; round < 20; round += 1) {
    const controller = new AbortController();
    const asked = call('import time\ndef f(): time.sleep(60)', { signal: controller.signal });
    controller.abort();
    expect(await asked).toMatchObject({ kind: 'failed', failure: { kind: 'cancelled' } });
    // An interrupt that comes before the call has been read means nothing to the worker, which is then ended.
    if ((await call('def f(): return 1')).kind !== 'done') break;
  }
  expect(processId).toBeGreaterThan(0);
});

test('nothing is kept', async () => {
  const { call } = await setupForking();
  const outcome = await call('import triptych\ndef f(): return triptych.keep(1)');
  expect(outcome).toMatchObject({ failure: { kind: 'function-error', errorClass: 'RuntimeError' } });
  const handle = { kind: 'handle', id: 'x-1', language: 'python', description: 'list' } as const;
  expect(await call('def f(x): return x', { args: [['x', handle]] })).toMatchObject({
    failure: { kind: 'handle-gone' },
  });
});

test('random numbers are other ones in each call', async () => {
  const { call } = await setupForking({ hasPackages: true });
  const source =
    'import random, numpy\ndef f(): return [random.random(), float(numpy.random.random()), numpy.random.default_rng().random()]';
  const seen = new Set<unknown>();
  for (let round = 0; round < 4; round += 1) {
    const outcome = await call(source);
    assert(outcome.kind === 'done' && Array.isArray(outcome.value), 'The call gives a list.');
    for (const number of outcome.value) seen.add(number);
  }
  expect(seen.size).toBe(12);
});

test('packages that are slow to import are there for the next call', async () => {
  const { call } = await setupForking({ hasPackages: true });
  const source = 'import sys\nhad = "pandas" in sys.modules\nimport pandas\ndef f(): return had';
  expect(await call(source)).toMatchObject({ value: false });
  expect(await call(source)).toMatchObject({ value: true });
});

test('a function can fork and start processes, and a table comes out whole', async () => {
  const { call } = await setupForking();
  const source = [
    'import os, subprocess, sys',
    'def f():',
    '    if os.fork() == 0:',
    '        return "child"',
    '    os.wait()',
    '    text = subprocess.run([sys.executable, "-c", "print(7)"], capture_output=True, text=True).stdout',
    '    return {"x": [int(text)] * 300_000}',
  ].join('\n');
  expect(await call(source)).toMatchObject({ kind: 'done', value: { kind: 'table', rowCount: 300_000 } });
});

test('two hundred calls leave no zombie and no descriptor', async () => {
  const { call, processId } = await setupForking();
  const descriptors = (): number => readdirSync(`/proc/${String(processId)}/fd`).length;
  await call('def f(): return 1');
  const before = descriptors();
  for (let round = 0; round < 200; round += 1) await call('def f(x): return x', { args: [['x', BigInt(round)]] });
  expect(descriptors()).toBe(before);
  // The last child answers before it ends.
  const children = `/proc/${String(processId)}/task/${String(processId)}/children`;
  await expect.poll(() => readFileSync(children, 'utf8')).toBe('');
});

test.each(['shared', 'fork'] as const)(
  'no file of a large table stays behind in a session that is %s',
  async (mode) => {
    const { call } = await setupForking({ mode });
    const rowCount = 200_000;
    const table = {
      kind: 'table' as const,
      rowCount,
      columns: [{ name: 'x', column: { type: 'float' as const, data: new Float64Array(rowCount) } }],
    };
    const list = 'import os\nfrom triptych_worker.place import FILES_FOLDER\n';
    const args: Call['args'] = [['x', table]];
    const failing = [
      'def f(x): raise ValueError()',
      'def f(x) return 1',
      'import no_such_package\ndef f(x): return x',
      'def g(x): return x',
      'def f(x): return [x, f]',
      ...(mode === 'fork' ? ['import os\ndef f(x): os._exit(1)'] : []),
    ];
    for (const source of failing) expect(await call(source, { args })).toMatchObject({ kind: 'failed' });
    for (let round = 0; round < 3; round += 1) await call('def f(x): return x', { args });
    const files = await call(
      `${list}def f(): return [n for n in os.listdir(FILES_FOLDER) if not n.startswith("spare-")]`,
    );
    expect(files).toMatchObject({ kind: 'done', value: [] });
  },
);

test('what a function leaves running ends with its call', async () => {
  const { call } = await setupForking();
  const started = await call('import subprocess\ndef f(): return subprocess.Popen("sleep 60; true", shell=True).pid');
  assert(started.kind === 'done' && typeof started.value === 'bigint', 'The call gives a process.');
  const stat = `/proc/${started.value.toString()}/stat`;
  await expect.poll(() => !existsSync(stat) || / Z /.test(readFileSync(stat, 'utf8'))).toBe(true);
});
