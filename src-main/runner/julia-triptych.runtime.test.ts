import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { Progress } from '#shared/calls/progress.ts';

import { setupRunner } from './runner.harness.ts';

function call(body: string): { readonly language: 'julia'; readonly source: string; readonly entry: string } {
  return { language: 'julia', source: `function f()\n${body}\nend`, entry: 'f' };
}

test('what is printed, said and logged has its level, and a message its line', async () => {
  const { ask } = setupRunner();
  const logged: unknown[] = [];
  const body = [
    'println("printed")',
    'println(stderr, "said")',
    '@info "told" x = [1, 2]',
    '@warn "careful"',
    '@error "bad" exception = ErrorException("cause")',
    'for i in 1:3 @warn "once" i maxlog = 1 end',
    '@debug "unheard"',
  ].join('\n');
  await ask({ ...call(body), onLog: (stream, text, level) => logged.push([stream, level, text]) });
  expect(logged).toEqual([
    ['out', 'print', 'printed\n'],
    ['err', 'message', 'said\n'],
    ['err', 'message', 'Info: told\n  x = [1, 2]\n  @ source.jl:4\n'],
    ['err', 'warning', 'Warning: careful\n  @ source.jl:5\n'],
    ['err', 'error', 'Error: bad\n  exception = cause\n  @ source.jl:6\n'],
    ['err', 'warning', 'Warning: once\n  i = 1\n  @ source.jl:7\n'],
  ]);
});

test('progress that is told a hundred thousand times reaches the core with its first and its last state', async () => {
  const { ask } = setupRunner();
  const { outcome, progress } = await ask(
    call('total = 0\nfor i in Triptych.progress(1:100_000; label = "Adding")\ntotal += i\nend\nreturn total'),
  );
  expect(outcome).toMatchObject({ value: 5_000_050_000n });
  expect(progress.length).toBeLessThan(1000);
  expect(progress[0]).toMatchObject({ label: 'Adding', done: 0, total: 100_000, isFinished: false });
  expect(progress.at(-1)).toMatchObject({ label: 'Adding', done: 100_000, total: 100_000, isFinished: true });
});

test('bars are told apart, what has no end has no total, and all end with the call', async () => {
  const { ask } = setupRunner();
  const body =
    'Triptych.progress(1, 3; id = "a", label = "A")\nTriptych.progress(7; id = "b")\nTriptych.progress(2, 3; id = "a")\nerror("stop")';
  const { progress } = await ask(call(body));
  const states = (id: string): readonly Progress[] => progress.filter((bar) => bar.id === id);
  expect(states('a').at(0)).toEqual({ id: 'a', label: 'A', done: 1, total: 3, isFinished: false });
  expect(states('a').at(-1)).toEqual({ id: 'a', label: 'A', done: 2, total: 3, isFinished: true });
  expect(states('b').at(-1)).toEqual({ id: 'b', label: '', done: 7, total: null, isFinished: true });
});

test('a log message with the key progress is progress, as ProgressLogging sends it', async () => {
  const { ask } = setupRunner();
  const body =
    'using_level = Base.CoreLogging.LogLevel(-1)\nBase.CoreLogging.@logmsg using_level "Fitting" progress = 0.25 _id = :fit\n@info "Fitting" progress = "done" _id = :fit';
  const { progress, err } = await ask(call(body));
  expect(err).toBe('');
  expect(progress).toEqual([
    { id: 'fit', label: 'Fitting', done: 0.25, total: 1, isFinished: false },
    { id: 'fit', label: 'Fitting', done: 0.25, total: 1, isFinished: true },
  ]);
});

test('notes and copies of files go to the run; what is no file is an error', async () => {
  const { ask, folder } = setupRunner();
  writeFileSync(join(folder, 'report.txt'), 'whole');
  const { notes, artifacts } = await ask(
    call('Triptych.note("seen")\nTriptych.artifact("report.txt")\nTriptych.artifact("report.txt"; name = "other.txt")'),
  );
  expect(notes).toEqual(['seen']);
  expect(artifacts.map(({ name }) => name)).toEqual(['report.txt', 'other.txt']);
  expect(artifacts.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(['whole', 'whole']);
  expect(existsSync(join(folder, 'report.txt'))).toBe(true);
  const { outcome } = await ask(call('Triptych.artifact("nowhere.txt")'));
  expect(outcome).toMatchObject({ failure: { kind: 'function-error', errorClass: 'ArgumentError' } });
});

test('a kept value is handed to a later call as itself, and one that is gone ends the call before it begins', async () => {
  const { runner, ask, valueOf } = setupRunner();
  const source =
    'struct Fit\n  call::Function\nend\nmake() = Triptych.keep(Fit(x -> x + 1))\nuse(fit, x) = fit.call(x)';
  const handle = await valueOf({ language: 'julia', source, entry: 'make' });
  expect(handle).toMatchObject({ kind: 'handle', language: 'julia', description: expect.stringContaining('Fit') });
  const used = await valueOf({
    language: 'julia',
    source,
    entry: 'use',
    args: [
      ['fit', handle],
      ['x', 1n],
    ],
  });
  expect(used).toBe(2n);
  const gone = { kind: 'handle', id: 'other-1', language: 'julia', description: 'Fit' } as const;
  const { outcome } = await ask({
    language: 'julia',
    source,
    entry: 'use',
    args: [
      ['fit', [gone]],
      ['x', 1n],
    ],
  });
  expect(outcome).toMatchObject({ failure: { kind: 'handle-gone', parameter: 'fit', description: 'Fit' } });
  if (handle === null || typeof handle !== 'object' || !('id' in handle)) throw new Error('It is no handle.');
  runner.free([handle.id]);
  const freed = await ask({
    language: 'julia',
    source,
    entry: 'use',
    args: [
      ['fit', handle],
      ['x', 1n],
    ],
  });
  expect(freed.outcome).toMatchObject({ failure: { kind: 'handle-gone', parameter: 'fit' } });
});

test('a value that is kept and not returned is let go of, since nobody could ask for it', async () => {
  const { valueOf } = setupRunner();
  const source = `mutable struct Big end
    const gone = Ref(0)
    function big()
      value = Big()
      finalizer(_ -> gone[] += 1, value)
      return value
    end
    drop() = (Triptych.keep(big()); nothing)
    give() = Triptych.keep(big())
    function count_gone()
      GC.gc(); GC.gc()
      return gone[]
    end`;
  for (const entry of ['drop', 'give', 'drop']) await valueOf({ language: 'julia', source, entry });
  expect(await valueOf({ language: 'julia', source, entry: 'count_gone' })).toBe(2n);
});
