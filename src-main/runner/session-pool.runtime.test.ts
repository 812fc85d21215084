import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { Isolation } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';
import type { HandleValue, Value } from '#shared/values/value.ts';

import { handlesIn } from './kept-values.ts';
import { sessionProcesses } from './process-spy.ts';
import { setupRunner } from './runner.harness.ts';
import type { Asked } from './runner.harness.ts';

type Sources = { readonly [language in Language]: string };

const sleeping: Sources = {
  python: 'import time\ndef rest(name, seconds):\n    time.sleep(seconds)\n    return name',
  r: 'rest <- function(name, seconds) {\n  Sys.sleep(seconds)\n  name\n}',
  julia: 'function rest(name, seconds)\n  sleep(seconds)\n  name\nend',
};

function rest(language: Language, name: string, seconds: number): Asked {
  return {
    language,
    source: sleeping[language],
    entry: 'rest',
    args: [
      ['name', name],
      ['seconds', seconds],
    ],
  };
}

/** Counts its calls, and says in which process it runs. */
const counting: Sources = {
  python: 'import os\ncount = 0\ndef step():\n    global count\n    count += 1\n    return [count, os.getpid()]',
  r: 'count <- 0L\nstep <- function() {\n  count <<- count + 1L\n  list(count, Sys.getpid())\n}',
  julia: 'count = 0\nfunction step()\n  global count += 1\n  return Any[count, getpid()]\nend',
};

function isAlive(processId: unknown): boolean {
  return existsSync(`/proc/${String(processId)}/exe`);
}

test.each(languages)('with one session, calls in %s run in the order in which they came', async (language) => {
  const { ask } = setupRunner({ sessionsMax: 1 });
  const ended: string[] = [];
  await Promise.all(
    ['first', 'second', 'third'].map(async (name, index) => {
      await ask(rest(language, name, 0.2 - index * 0.09));
      ended.push(name);
    }),
  );
  expect(ended).toEqual(['first', 'second', 'third']);
});

test.each(
  languages.flatMap((language) =>
    (['shared', 'fork', 'fresh'] as const).map((isolation) => [language, isolation] as const),
  ),
)('a short call in %s (%s) does not wait for a long one', async (language, isolation) => {
  const { ask } = setupRunner({ sessionsMax: 2 });
  const cancel = new AbortController();
  let isLongDone = false;
  const long = ask({ ...rest(language, 'long', 60), isolation, signal: cancel.signal }).then(() => (isLongDone = true));
  const { outcome } = await ask({ ...rest(language, 'short', 0), isolation });
  expect(outcome).toMatchObject({ kind: 'done', value: 'short' });
  expect(isLongDone).toBe(false);
  cancel.abort();
  await long;
});

test('there are never more sessions of a kind than allowed', async () => {
  const { valueOf } = setupRunner({ sessionsMax: 2 });
  // The first call waits until there is a second session, which takes as long as it takes.
  const source = `import os, time
def place():
    open(f"{os.getpid()}.place", "w").close()
    while sum(name.endswith(".place") for name in os.listdir()) < 2: time.sleep(0.01)
    return os.getpid()`;
  const places = await Promise.all(
    Array.from({ length: 8 }, async () => await valueOf({ language: 'python', source, entry: 'place' })),
  );
  expect(new Set(places).size).toBe(2);
});

test('a call prefers the session that has loaded its source', async () => {
  const { ask, valueOf } = setupRunner({ sessionsMax: 2 });
  const step: Asked = { language: 'python', source: counting.python, entry: 'step' };
  const cancel = new AbortController();
  const long = ask({ ...rest('python', 'long', 60), signal: cancel.signal });
  const [, place] = listOf(await valueOf(step)); // In the second session, since the first is busy.
  cancel.abort();
  await long;
  expect(await valueOf(step)).toEqual([2n, place]);
});

test.each(
  languages.flatMap((language) => (['fork', 'fresh'] as const).map((isolation) => [language, isolation] as const)),
)('nothing of a call in %s (%s) is there for the next, or for a shared one', async (language, isolation) => {
  const { valueOf } = setupRunner();
  const step = { language, source: counting[language], entry: 'step' };
  const asked: readonly Isolation[] = ['shared', isolation, isolation, isolation, 'shared'];
  const answers: (readonly Value[])[] = [];
  for (const one of asked) answers.push(listOf(await valueOf({ ...step, isolation: one })));
  expect(answers.map(([count]) => count)).toEqual([1n, 1n, 1n, 1n, 2n]);
  const places = answers.slice(1, 4).map(([, place]) => place);
  expect(new Set(places).size).toBe(3);
  await expect.poll(() => places.some(isAlive)).toBe(false);
});

test.each(languages)('200 calls at once in %s all end, each with its own answer', async (language) => {
  const { ask } = setupRunner();
  const names = Array.from({ length: 200 }, (_, index) => `call ${String(index)}`);
  const answers = await Promise.all(names.map(async (name) => await ask(rest(language, name, 0))));
  expect(answers.map(({ outcome }) => (outcome.kind === 'done' ? outcome.value : outcome.failure))).toEqual(names);
});

const unknownHandle: HandleValue = { kind: 'handle', id: 'gone-1', language: 'python', description: 'lm, 12 elements' };
const taking: Asked = { language: 'python', source: 'def take(model): return 1', entry: 'take' };

test('a kept value that is in no session is gone, however deep it is asked for', async () => {
  const { ask } = setupRunner();
  for (const model of [unknownHandle, [1n, { kind: 'map', entries: [['fit', unknownHandle]] }] as const]) {
    const { outcome } = await ask({ ...taking, args: [['model', model]] });
    expect(outcome).toEqual({
      kind: 'failed',
      failure: { kind: 'handle-gone', parameter: 'model', description: 'lm, 12 elements' },
      tookMs: 0,
    });
  }
});

test.each(['fork', 'fresh'] as const)(
  'a call in a process of its own (%s) is refused a kept value',
  async (isolation) => {
    const { ask } = setupRunner();
    const { outcome } = await ask({ ...taking, args: [['model', unknownHandle]], isolation });
    expect(outcome).toMatchObject({
      failure: { kind: 'argument-refused', parameter: 'model', reason: expect.stringContaining('shared session') },
    });
  },
);

test('a kept value of another language is refused', async () => {
  const { ask } = setupRunner();
  const { outcome } = await ask({ ...taking, args: [['model', { ...unknownHandle, language: 'r' }]] });
  expect(outcome).toMatchObject({
    failure: { kind: 'argument-refused', parameter: 'model', reason: expect.stringContaining('not in Python') },
  });
});

const keeping: Sources = {
  python: `import os, triptych
def keep(): return triptych.keep({"place": os.getpid()})
def read(kept): return [kept["place"], os.getpid()]`,
  r: `keep <- function() triptych$keep(list(place = Sys.getpid()))
read <- function(kept) list(kept$place, Sys.getpid())`,
  julia: `keep() = Triptych.keep(Dict("place" => getpid()))
read(kept) = Any[kept["place"], getpid()]`,
};

test.each(languages)(
  'a kept value in %s is found in its session among several, until it is freed',
  async (language) => {
    const { ask, runner, valueOf } = setupRunner({ sessionsMax: 2 });
    const source = keeping[language];
    const cancel = new AbortController();
    const long = ask({ ...rest(language, 'long', 60), signal: cancel.signal });
    const kept = await valueOf({ language, source, entry: 'keep' }); // In the second session, since the first is busy.
    cancel.abort();
    await long;
    await valueOf(rest(language, 'in the first again', 0));
    const read = { language, source, entry: 'read', args: [['kept', kept] as const] };
    const places = await Promise.all([valueOf(read), valueOf(read), valueOf(read)]);
    expect(new Set(places.flatMap(listOf)).size).toBe(1);
    assert(handlesIn(kept).length === 1, 'The function has kept one value.');
    runner.free(handlesIn(kept).map(({ id }) => id));
    expect((await ask(read)).outcome).toMatchObject({ failure: { kind: 'handle-gone', parameter: 'kept' } });
  },
);

test.each(languages)('a kept value in %s goes with its session', async (language) => {
  const { ask, runner, valueOf } = setupRunner();
  const source = keeping[language];
  const kept = await valueOf({ language, source, entry: 'keep' });
  runner.restart(language);
  const { outcome } = await ask({ language, source, entry: 'read', args: [['kept', kept]] });
  expect(outcome).toMatchObject({ failure: { kind: 'handle-gone', parameter: 'kept' } });
});

test.each(languages)('an isolated call in %s cannot keep a value, which would be gone at once', async (language) => {
  const { ask } = setupRunner();
  for (const isolation of ['fork', 'fresh'] as const) {
    const { outcome } = await ask({ language, source: keeping[language], entry: 'keep', isolation });
    const failure = outcome.kind === 'failed' ? JSON.stringify(outcome.failure) : outcome.kind;
    expect(failure).toMatch(/shared/);
  }
});

test.skipIf(process.platform !== 'linux')(
  'sessions that are there only for what they keep are not more than may be, and the one that was idle longest goes first',
  async () => {
    const { ask, valueOf, runner, folder } = setupRunner({ sessionsMax: 2 });
    const source =
      'import subprocess, triptych\ndef keep():\n    subprocess.Popen(["sleep", "60"])\n    return triptych.keep([1])';
    const kept: HandleValue[] = [];
    for (let call = 0; call < 5; call += 1)
      kept.push(...handlesIn(await valueOf({ language: 'python', source, entry: 'keep' })));
    expect(kept.map(({ id }) => runner.keeps(id))).toEqual([false, false, false, true, true]);
    // Two that keep, the one that serves, and its spare.
    await ask({ language: 'python', source: counting.python, entry: 'step' });
    await expect.poll(() => sessionProcesses(folder).length).toBeLessThanOrEqual(4);
  },
);

function listOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value;
  throw new Error('The function returns a list.');
}
