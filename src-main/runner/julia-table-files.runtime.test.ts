import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import type { TableValue } from '#shared/values/value.ts';

import { setupRunner } from './runner.harness.ts';
import type { Asked } from './runner.harness.ts';

const rowCount = 200_000;

const source = `const kept = Ref{Any}(nothing)
keep_one(x) = (kept[] = x.b; sum(x.a))
write_to(x) = (x.a[1] = -1.0; kept[] = x.a; sum(x.b))
read_kept() = (kept[][1], kept[][end], sum(kept[]))
let_go() = (kept[] = nothing; GC.gc(); true)
fail(x) = error("no")
total(x) = sum(x.a) + sum(x.b)
`;

/** Two columns that lie in one file, each filled with one number. */
function tableOf(a: number, b: number): TableValue {
  const columns = [a, b].map((number, index) => ({
    name: ['a', 'b'][index] ?? '',
    column: { type: 'float', data: new Float64Array(rowCount).fill(number) } as const,
  }));
  return { kind: 'table', rowCount, columns };
}

function setupJulia() {
  const sharedMemoryFolder = mkdtempSync(join(tmpdir(), 'triptych-julia-files-'));
  onTestFinished(() => {
    rmSync(sharedMemoryFolder, { recursive: true, force: true });
  });
  const { ask, valueOf } = setupRunner({ sharedMemoryFolder });
  const asked = (entry: string, table?: TableValue): Asked => ({
    language: 'julia',
    source,
    entry,
    ...(table === undefined ? {} : { args: [['x', table]] }),
  });
  return {
    ask: async (entry: string, table: TableValue) => await ask(asked(entry, table)),
    call: async (entry: string, table?: TableValue) => await valueOf(asked(entry, table)),
    files: () =>
      readdirSync(sharedMemoryFolder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [entry.name] : [],
      ),
  };
}

test('a column that a function has kept stays as it was, while the next tables come in other files', async () => {
  const julia = setupJulia();
  expect(await julia.call('keep_one', tableOf(1, 2))).toBe(rowCount);
  for (const number of [10, 20, 30]) {
    expect(await julia.call('total', tableOf(number, number))).toBe(2 * number * rowCount);
    expect(await julia.call('read_kept')).toEqual([2, 2, 2 * rowCount]);
  }
  await julia.call('let_go');
  expect(await julia.call('total', tableOf(3, 4))).toBe(7 * rowCount);
});

test('what a function writes to its argument is its own', async () => {
  const julia = setupJulia();
  expect(await julia.call('write_to', tableOf(1, 2))).toBe(2 * rowCount);
  expect(await julia.call('total', tableOf(5, 5))).toBe(10 * rowCount);
  expect(await julia.call('read_kept')).toEqual([-1, 1, rowCount - 2]);
});

test('however many tables come, and whether the calls end well, their files are few', async () => {
  const julia = setupJulia();
  for (let number = 0; number < 12; number += 1) {
    await julia.call('total', tableOf(number, 1));
    expect((await julia.ask('fail', tableOf(number, 1))).outcome.kind).toBe('failed');
  }
  await julia.call('let_go');
  expect(julia.files().filter((name) => !name.startsWith('spare-'))).toEqual([]);
  expect(julia.files().length).toBeLessThanOrEqual(4);
});
