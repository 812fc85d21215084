import { expect, test } from 'vitest';

import { failureOf, setupPython } from './python.harness.ts';

/** What one source changes in a call, and what another one sees: alike before and after. */
const changes: readonly (readonly [what: string, change: string, look: string])[] = [
  ['a variable of the environment', 'import os; os.environ["X_NEW"] = "1"', '__import__("os").environ.get("X_NEW")'],
  ['a variable that was taken away', 'import os; del os.environ["PATH"]', '"PATH" in __import__("os").environ'],
  [
    'the environment of processes that are started',
    'import os; os.environ["X_NEW"] = "1"',
    '__import__("subprocess").run("echo $X_NEW", shell=True, capture_output=True, text=True).stdout',
  ],
  ['the working folder', 'import os; os.chdir("/")', '__import__("os").getcwd()'],
  ['the path of modules', 'import sys; sys.path.append("/nowhere")', '"/nowhere" in __import__("sys").path'],
  ['a new list of paths', 'import sys; sys.path = ["/nowhere"]', '"/nowhere" in __import__("sys").path'],
  ['the command line', 'import sys; sys.argv[:] = ["a", "b"]', '__import__("sys").argv[1:]'],
  [
    'a signal handler',
    'import signal; signal.signal(signal.SIGTERM, lambda *_: 0)',
    'str(__import__("signal").getsignal(15))',
  ],
  ['an alarm', 'import signal; signal.alarm(60)', '__import__("signal").alarm(0)'],
  [
    'a filter of warnings',
    'import warnings; warnings.simplefilter("error")',
    '[w[0] for w in __import__("warnings").filters]',
  ],
  ['the recursion limit', 'import sys; sys.setrecursionlimit(5000)', '__import__("sys").getrecursionlimit()'],
  ['garbage collection', 'import gc; gc.disable()', '__import__("gc").isenabled()'],
  ['a profile', 'import sys; sys.setprofile(lambda *_: None)', '__import__("sys").getprofile() is None'],
  [
    'the root logger',
    'import logging; logging.basicConfig(level="DEBUG")',
    '[__import__("logging").getLogger().level, len(__import__("logging").getLogger().handlers)]',
  ],
  ['the locale', 'import locale; locale.setlocale(locale.LC_ALL, "C")', '__import__("locale").setlocale(6)'],
  ['the decimal context', 'import decimal; decimal.getcontext().prec = 3', 'str(__import__("decimal").Decimal(1) / 3)'],
  ['the standard output', 'import sys; sys.stdout = None', '__import__("sys").stdout is None'],
];

test.each(changes)('%s that a call changes is put back', async (_what, change, look) => {
  const { give, call } = setupPython();
  const looking = `def f(): return ${look}`;
  const before = await give(looking);
  expect(await give(`def f():\n    ${change}\n    return ${look}`)).not.toEqual(before);
  expect(await give(looking)).toEqual(before);
  // A call that fails leaves as little.
  failureOf(await call(`def f():\n    ${change}\n    raise ValueError()`));
  expect(await give(looking)).toEqual(before);
});

test.each(changes.filter(([what]) => !['the working folder', 'an alarm', 'the standard output'].includes(what)))(
  '%s that the top of a source changes is there for its every call, and for no other source',
  async (_what, change, look) => {
    const { give } = setupPython();
    const looking = `def f(): return ${look}`;
    const before = await give(looking);
    const changing = `${change}\ndef f(): return ${look}`;
    const first = await give(changing);
    expect(first).not.toEqual(before);
    expect(await give(looking)).toEqual(before);
    expect(await give(changing)).toEqual(first);
  },
);

test('an interrupt between calls means nothing, whatever a call did with signals', async () => {
  const { give } = setupPython();
  const source = `import os, signal
def f():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return os.getpid()`;
  const session = Number(await give(source));
  process.kill(session, 'SIGINT');
  expect(await give(source)).toBe(session);
});

test.each([
  ['random', 'random.seed(7)', 'random.random()', false],
  ['random', 'random.setstate(random.Random(7).getstate())', 'random.random()', false],
  ['numpy.random', 'numpy.random.seed(7)', 'float(numpy.random.random())', true],
] as const)('%s goes on after a call that did %s as if it had not', async (module, seed, draw, hasPackages) => {
  const { give } = setupPython({ hasPackages });
  const seeding = `import ${module}\ndef f():\n    ${seed}\n    return ${draw}`;
  const drawing = `import ${module}\ndef f(): return ${draw}`;
  const seeded = await give(seeding);
  expect(await give(seeding)).toBe(seeded);
  const drawn = [await give(drawing), await give(drawing), await give(drawing)];
  // A call that only draws goes on in the sequence.
  expect(new Set([...drawn, seeded]).size).toBe(4);
  const seededAtTop = `import ${module}\n${seed}\ndef f(): return ${draw}`;
  expect([await give(seededAtTop), await give(seededAtTop)]).toEqual([seeded, seeded]);
  expect([...drawn, seeded]).not.toContain(await give(drawing));
});

test('how numpy treats bad numbers is put back', async () => {
  const { give } = setupPython({ hasPackages: true });
  const looking = 'import numpy\ndef f(): return numpy.geterr()["divide"]';
  expect(await give(looking)).toBe('warn');
  expect(await give('import numpy\ndef f():\n    numpy.seterr(all="raise")\n    return numpy.geterr()["divide"]')).toBe(
    'raise',
  );
  expect(await give(looking)).toBe('warn');
});

test('what a source computed at its top stays, and a thread that goes on disturbs nobody', async () => {
  const { give } = setupPython();
  const source = 'count = 0\ndef f():\n    global count\n    count += 1\n    return count';
  expect([await give(source), await give(source)]).toEqual([1, 2]);
  await give(
    'import threading, time\ndef f():\n    threading.Thread(target=lambda: [print("late") or time.sleep(0.01) for _ in range(5)]).start()',
  );
  expect(await give('def f(): return 1')).toBe(1);
});
