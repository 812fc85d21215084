import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { setupSessions } from './one-session.harness.ts';
import { callFor, setupRunner } from './runner.harness.ts';
import type { RunnerWorld } from './runner.harness.ts';

const source = 'f(x) = (println("told"); x + 1)';
const callTimeoutMs = 60_000; // Two sessions compile the worker at once, on a machine that does other things too.

async function askOnce({ ask }: RunnerWorld): Promise<unknown> {
  const { outcome, out } = await ask({ language: 'julia', source, entry: 'f', args: [['x', 1n]] });
  return outcome.kind === 'done' ? [outcome.value, out] : outcome.failure;
}

test(
  'Julia starts from the source of its worker where it may keep nothing in compiled form',
  async () => {
    // Nobody can make a folder below a file, the superuser neither.
    const nowhere = join(import.meta.filename, 'depot');
    const environment = { ...process.env, JULIA_DEPOT_PATH: nowhere, HOME: nowhere };
    expect(await askOnce(setupRunner({ environment }))).toEqual([2n, 'told\n']);
  },
  callTimeoutMs,
);

test(
  'two Julia sessions that start at once where nothing is compiled both come up',
  async () => {
    const { folder } = setupRunner();
    const depot = join(folder, 'depot');
    mkdirSync(depot);
    const environment = { ...process.env, JULIA_DEPOT_PATH: depot };
    const worlds = [setupRunner({ environment }), setupRunner({ environment })];
    expect(await Promise.all(worlds.map(askOnce))).toEqual([
      [2n, 'told\n'],
      [2n, 'told\n'],
    ]);
  },
  callTimeoutMs,
);

test('a source may be called after its function, with an ending or without', async () => {
  const { runner, folder } = setupRunner();
  const call = { language: 'julia', source: 'f() = 1', entry: 'f', args: [], workingFolder: folder } as const;
  const limits = {
    isolation: 'shared',
    limits: { timeMs: 20_000, outputBytes: 1000, memoryBytes: 2 ** 33, processes: 64 },
  } as const;
  const events = { onStart: () => undefined, onLog: () => undefined, onPlot: () => undefined };
  for (const fileName of ['f', 'f.jl', 'f_jl']) {
    const asked = { ...call, ...limits, fileName, checksum: fileName };
    expect(await runner.run(asked, events, new AbortController().signal)).toMatchObject({ kind: 'done', value: 1n });
  }
});

test('a table is whole when its file is one that a longer or a shorter table has left', async () => {
  const { valueOf } = setupRunner();
  for (const rowCount of [400_000, 200_000, 800_000]) {
    const value = await valueOf({
      language: 'julia',
      source: 'f(n) = (a = collect(1:n), b = collect(1.0:n), c = string.(1:n))',
      entry: 'f',
      args: [['n', BigInt(rowCount)]],
    });
    const columns =
      value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'table' ? value.columns : [];
    const [integers, floats, texts] = columns.map(({ column }) => column);
    expect(integers?.type === 'integer' ? integers.data.at(-1) : undefined).toBe(BigInt(rowCount));
    expect(floats?.type === 'float' ? floats.data.at(-1) : undefined).toBe(rowCount);
    const textEnd = texts?.type === 'text' ? Buffer.from(texts.bytes).toString('utf8', texts.bytes.length - 6) : '';
    expect(textEnd).toBe(String(rowCount));
  }
});

test(
  'a session that is woken carries out the calls that follow at once and later, and nothing of its rehearsal is there',
  async () => {
    const { folder, open } = await setupSessions('julia');
    const looking = 'f() = (println("told"); [pwd(), haskey(ENV, "TRIPTYCH_SESSION"), isdefined(Main, :f)])';
    const events = { onStart: () => undefined, onPlot: () => undefined };
    for (const waitMs of [0, 1500]) {
      const session = await open('shared');
      session.wake();
      await new Promise((resolve) => {
        setTimeout(resolve, waitMs);
      });
      for (const asked of [looking, `${looking} # again`]) {
        let printed = '';
        const call = callFor({ language: 'julia', source: asked, entry: 'f' }, folder);
        const onLog = (_stream: string, text: string): void => void (printed += text);
        const outcome = await session.run(call, { ...events, onLog }, new AbortController().signal);
        expect([outcome, printed]).toMatchObject([{ kind: 'done', value: [folder, false, false] }, 'told\n']);
      }
      session.close();
    }
  },
  callTimeoutMs,
);
