import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { setupCli } from './cli.harness.ts';
import type { Cli } from './cli.harness.ts';

const table = `import array
def f(n: int = 1000000):
    return {"a": array.array("d", [i / 8 for i in range(n)]), "b": array.array("q", range(n)), "c": ["t%d" % i for i in range(n)], "d": array.array("d", [i / 7 for i in range(n)])}
`;

type Child = ReturnType<Cli['spawnCli']>;

/** The most memory that a process has had so far, where the system tells it, and it has not ended. */
function peakBytes({ pid }: Child): number {
  const file = `/proc/${String(pid)}/status`;
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** JSON that is too long to be parsed at once: its brackets are even outside of texts, and how many objects it opens. */
function createJsonMeter() {
  let depth = 0;
  let objectCount = 0;
  let isInText = false;
  let isEscaped = false;
  return {
    add(bytes: Uint8Array): void {
      for (const byte of bytes) {
        if (isEscaped) isEscaped = false;
        else if (byte === 0x22) isInText = !isInText;
        else if (isInText) isEscaped = byte === 0x5c;
        else if (byte === 0x7b || byte === 0x5b) {
          depth += 1;
          if (byte === 0x7b) objectCount += 1;
        } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
      }
    },
    read: () => ({ depth, objectCount, isInText }),
  };
}

test('a table of a million rows goes out as JSON to a slow reader without being held in memory', async () => {
  const { write, spawnCli } = setupCli();
  // More than a pipe holds: as long as nobody has read all of it, its writer is there.
  const small = spawnCli('run', write('small.py', 'def f(): return "x" * 1_000_000\n'), '--json');
  let smallBytes = 0;
  small.stdout.once('data', () => (smallBytes = peakBytes(small))).resume();
  await new Promise((resolve) => small.once('close', resolve));

  const child = spawnCli('run', write('table.py', table), '--json');
  const meter = createJsonMeter();
  let peak = 0;
  let pieces = 0;
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    meter.add(piece);
    if ((pieces += 1) % 50 !== 1) continue;
    peak = Math.max(peak, peakBytes(child));
    // Now and then the reader does something else.
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  expect(await ended).toBe(0);
  // Two lists of a million rows, four columns, the table and the whole.
  expect(meter.read()).toEqual({ depth: 0, objectCount: 2_000_006, isInText: false });
  expect(process.platform !== 'linux' || Math.min(smallBytes, peak) > 0).toBe(true);
  expect(peak - smallBytes).toBeLessThan(300 * 1024 * 1024);
}, 120_000);

test('rows and columns of a table of several pages are the same in all three places', async () => {
  const { write, triptych } = setupCli();
  const { code, out } = await triptych('run', write('table.py', table), '--json', '--arg', 'n=12345');
  const { value, tables } = JSON.parse(out);
  const rows = Array.from({ length: 12_345 }, (_, i) => ({ a: i / 8, b: i, c: `t${String(i)}`, d: i / 7 }));
  expect(code).toBe(0);
  expect(value).toEqual(rows);
  expect(tables).toEqual([
    {
      name: '',
      rowCount: 12_345,
      columns: [
        { name: 'a', type: 'float', values: rows.map(({ a }) => a) },
        { name: 'b', type: 'integer', values: rows.map(({ b }) => b) },
        { name: 'c', type: 'text', values: rows.map(({ c }) => c) },
        { name: 'd', type: 'float', values: rows.map(({ d }) => d) },
      ],
      rows,
    },
  ]);
}, 60_000);

test('tables without rows or without columns are JSON too', async () => {
  const { write, triptych } = setupCli();
  const source = write('empty.py', 'def f(): return {"none": {"a": [], "b": []}, "some": {"a": [1, 2]}}\n');
  const { code, out } = await triptych('run', source, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ state: 'done', value: { some: [{ a: 1 }, { a: 2 }] } });
}, 60_000);

test('a reader that goes away is no error: of JSON, of the log, and of a run that prints for ever', async () => {
  const { write, spawnCli } = setupCli();
  const forever = write('forever.py', 'def f():\n    while True: print("more", flush=True)\n');
  for (const args of [
    ['run', write('table.py', table), '--json', '--arg', 'n=50000'],
    ['run', forever],
    ['functions'],
  ]) {
    const child = spawnCli(...args);
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect({ args, code, err }).toEqual({ args, code: args[1] === forever ? 130 : 0, err: '' });
  }
}, 60_000);
