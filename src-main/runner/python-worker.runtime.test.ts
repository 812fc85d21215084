import { expect, test } from 'vitest';

import type { Json } from '#shared/values/json.ts';

import type { Call } from './call.ts';
import { failureOf, setupPython } from './python.harness.ts';

test('every kind of parameter gets its argument by name', async () => {
  const { give } = setupPython();
  const source = 'def f(a, b, /, c, *rest, k=1, **more): return [a, b, c, list(rest), k, more]';
  const args: Call['args'] = [
    ['a', 1n],
    ['b', 2n],
    ['c', 3n],
    ['rest', [4n, 5n]],
    ['k', 6n],
    ['more', { kind: 'map', entries: [['z', 7n]] }],
  ];
  expect(await give(source, args)).toEqual([1, 2, 3, [4, 5], 6, { z: 7 }]);
  expect(await give('def f(a, b=2, /): return [a, b]', [['a', 1n]])).toEqual([1, 2]);
});

test('an argument that the function does not have is an error that names it', async () => {
  const { call } = setupPython();
  expect(failureOf(await call('def f(a): return a', [['b', 1n]]))).toMatchObject({
    kind: 'function-error',
    errorClass: 'TypeError',
  });
});

test('a coroutine is awaited', async () => {
  const { give } = setupPython();
  expect(await give('import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 5')).toBe(5);
});

test('sys.exit is explained', async () => {
  const { call } = setupPython();
  expect(failureOf(await call('import sys\ndef f(): sys.exit(3)'))).toMatchObject({
    kind: 'function-error',
    message: 'The function called sys.exit(3), which ends a program. A function ends by returning a value.',
    frames: [{ functionName: 'f', line: 2, isUserSource: true }],
  });
});

test('the trace quotes the source and tells the cause', async () => {
  const { call } = setupPython();
  const failure = failureOf(
    await call(
      'def f():\n    try:\n        int("x")\n    except ValueError as error:\n        raise RuntimeError("no number") from error',
    ),
  );
  expect(failure).toMatchObject({ kind: 'function-error', errorClass: 'RuntimeError', message: 'no number' });
  const trace = failure.kind === 'function-error' ? failure.trace : '';
  expect(trace).toContain('    int("x")');
  expect(trace).toContain('The above exception was the direct cause');
  expect(trace).not.toContain('triptych_worker');
});

test('an error while the source is loaded is an error of the source, and mending it is enough', async () => {
  const { call, give } = setupPython();
  expect(failureOf(await call('import no_such_package\ndef f(): return 1'))).toMatchObject({
    kind: 'function-error',
    errorClass: 'ModuleNotFoundError',
    frames: [{ functionName: '<module>', line: 1, isUserSource: true }],
  });
  expect(await give('def f(): return 1')).toBe(1);
});

test('endless recursion is an error with frames that are not endless', async () => {
  const { call } = setupPython();
  const failure = failureOf(await call('def f(): return f()'));
  expect(failure).toMatchObject({ kind: 'function-error', errorClass: 'RecursionError' });
  expect(failure.kind === 'function-error' && failure.frames.length).toBe(100);
});

test('an exception that cannot say its message is shown all the same', async () => {
  const { call } = setupPython();
  const source = 'class Mute(Exception):\n    def __str__(self): raise ValueError()\ndef f(): raise Mute()';
  expect(failureOf(await call(source))).toMatchObject({
    kind: 'function-error',
    errorClass: 'Mute',
    message: 'Mute, whose message cannot be read',
  });
});

test.each([
  ['def f(): return {"a": {"b": [1, {"c": object()}]}}', 'value["a"]["b"][1]["c"]', 'an object'],
  ['def f(): return ["a", "\\ud800"]', 'value[1]', 'a text with half of a character (a lone surrogate)'],
  ['def f(): return {"a": {"\\0": 1}}', 'value["a"]["\0"]', 'a text with the character NUL'],
  ['def f(): return {"x": ["a", "b\\0"]}', 'value["x"][1]', 'a text with the character NUL'],
  [
    'from dataclasses import dataclass\n@dataclass\nclass Fit:\n    call: object\ndef f(): return {"fit": [Fit(len)]}',
    'value["fit"][0].call',
    'a function',
  ],
  ['from decimal import Decimal\ndef f(): return Decimal("NaN")', 'value', 'a decimal that is not a number (NaN)'],
  ['from decimal import Decimal\ndef f(): return Decimal("1E99999")', 'value', 'a decimal of more than 10000 digits'],
  ['def f(): return (x for x in [1])', 'value', 'a generator; make a list of it first'],
  [
    'def f():\n    x = []\n    x.append(x)\n    return x',
    'value',
    'a value that contains itself, or is nested too deeply',
  ],
])('%s is not shown, and the place is named', async (source, path, description) => {
  const { call } = setupPython();
  expect(failureOf(await call(source))).toEqual({ kind: 'value-not-showable', path, description });
});

test('values of the standard library become the nearest plain value', async () => {
  const { give } = setupPython();
  const source = [
    'import array, collections, datetime, decimal, enum, fractions, pathlib, uuid',
    'Colour = enum.Enum("Colour", "red")',
    'def f():',
    '    return [decimal.Decimal("1.5"), fractions.Fraction(1, 4), uuid.UUID(int=1), pathlib.Path("/x"), Colour.red,',
    '            datetime.time(1, 2), datetime.timedelta(minutes=1.5), array.array("d", [0.5]), {"a": 1}.keys(),',
    '            collections.OrderedDict(b=2), collections.deque([3])]',
  ].join('\n');
  expect(await give(source)).toEqual([
    { $decimal: '1.5' },
    0.25,
    '00000000-0000-0000-0000-000000000001',
    '/x',
    1,
    '01:02:00',
    { $duration: 'PT90S' },
    [0.5],
    ['a'],
    { b: 2 },
    [3],
  ]);
});

test('a function can fork, spawn processes and print from threads', async () => {
  const { call } = setupPython();
  const forked = await call(
    'import os\ndef f():\n    pid = os.fork()\n    if pid == 0:\n        print("child")\n        return 1\n    os.waitpid(pid, 0)\n    return 2',
  );
  expect(forked).toMatchObject({ outcome: { kind: 'done', value: 2n }, out: 'child\n' });
  const spawned = await call(
    'import math, multiprocessing\ndef f():\n    with multiprocessing.get_context("spawn").Pool(1) as pool:\n        return pool.map(math.sqrt, [2.25])',
  );
  expect(spawned).toMatchObject({ outcome: { kind: 'done', value: [1.5] } });
  const source =
    'import threading\ndef f():\n    threads = [threading.Thread(target=lambda: [print("x" * 50) for _ in range(200)]) for _ in range(4)]\n    [t.start() for t in threads]\n    [t.join() for t in threads]';
  expect((await call(source)).out.length).toBe(4 * 200 * 51);
});

test('what the last call did to its output does not reach the next', async () => {
  const { call } = setupPython();
  await call(
    'import sys\ndef f():\n    sys.stdout.close()\n    sys.stdout = None\n    sys.stderr = open("/dev/null", "w")',
  );
  expect(
    await call(
      'import sys\ndef f():\n    print("a")\n    print("b", file=sys.stderr)\n    sys.stdout.buffer.write(b"c")',
    ),
  ).toMatchObject({ out: 'a\nc', err: 'b\n' });
});

test('warnings are in the log', async () => {
  const { call } = setupPython();
  const { err } = await call('import warnings\ndef f(): warnings.warn("careful")');
  expect(err).toContain('source.py:2: UserWarning: careful');
});

test('a long column of numbers reads like a list', async () => {
  const { give } = setupPython();
  const rowCount = 200_000;
  const table = {
    kind: 'table' as const,
    rowCount,
    columns: [
      { name: 'x', column: { type: 'float' as const, data: Float64Array.from({ length: rowCount }, (_, row) => row) } },
    ],
  };
  const source =
    'def f(t):\n    x = t["x"]\n    return [len(x), x[0], x[-1], x[1:3], sum(x), max(x), 5.0 in x, sorted(x)[7], (x + [1.0])[-1], x == x.tolist(), [v for v in x][3]]';
  const float = (number: number): Json => ({ $float: String(number) });
  expect(await give(source, [['t', table]])).toEqual([
    rowCount,
    float(0),
    float(199_999),
    [float(1), float(2)],
    float(19_999_900_000),
    float(199_999),
    true,
    float(7),
    float(1),
    true,
    float(3),
  ]);
});

test('a function sees an empty command line, the packages of its Python, and nothing of the worker', async () => {
  const { give } = setupPython();
  const source =
    'import sys\ndef f(): return [len(sys.argv), any("workers" in p for p in sys.path), __name__ == "__main__"]';
  expect(await give(source)).toEqual([1, false, false]);
});

test.each([
  ['[float(n) for n in range(5000)]', 'float'],
  ['list(range(5000))', 'integer'],
  ['[None if n % 2 else "é" for n in range(5000)]', 'text'],
] as const)('a long list, %s, comes as one column', async (expression, type) => {
  const { value } = setupPython();
  expect(await value(`def f(): return [${expression}]`)).toMatchObject([{ kind: 'vector', column: { type } }]);
});

test('a long list of integers and floats, or beyond 64 bits, keeps each as it is', async () => {
  const { value } = setupPython();
  expect(await value('def f(): return [1, 2.5] * 1000')).toEqual(Array.from({ length: 1000 }, () => [1n, 2.5]).flat());
  expect(await value('def f(): return [2**70] * 1000')).toEqual(Array.from({ length: 1000 }, () => 2n ** 70n));
});

test('a spare that has waited has imported what nearly every source needs, and nothing that is put back', async () => {
  const { call, give } = setupPython();
  const names = ['enum', 're', '_datetime', 'decimal'];
  const source = `import sys\ndef f(): return [name in sys.modules for name in ${JSON.stringify(names)}]`;
  await give(source);
  const askNextSession = async (): Promise<Json> => {
    await call('import os\ndef f(): os._exit(1)');
    return await give(source);
  };
  await expect.poll(askNextSession, { timeout: 60_000, interval: 1000 }).toEqual([true, true, true, false]);
});
