import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

import type { RuntimeState } from '#shared/calls/runtime-state.ts';

import { setupRunner } from './runner.harness.ts';
import type { Asked, RunnerWorld } from './runner.harness.ts';

const slow: Asked = {
  language: 'python',
  source: 'import time\ndef slow(name, seconds):\n    time.sleep(seconds)\n    return name',
  entry: 'slow',
};

function slowCall(name: string, seconds: number): Asked {
  return {
    ...slow,
    args: [
      ['name', name],
      ['seconds', seconds],
    ],
  };
}

const oneInR: Asked = { language: 'r', source: 'one <- function() 1L', entry: 'one' };

async function untilState(
  world: RunnerWorld,
  isReached: (states: readonly RuntimeState[]) => boolean,
): Promise<readonly RuntimeState[]> {
  return await new Promise((resolve) => {
    const stop = world.runner.watchRuntimes((states) => {
      if (!isReached(states)) return;
      queueMicrotask(() => {
        stop();
      });
      resolve(states);
    });
  });
}

function conditionOf(states: readonly RuntimeState[], language: string): string | undefined {
  return states.find((state) => state.language === language)?.condition.kind;
}

/** A program that says it is Python, and is not. */
function setupBrokenPython(): string {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-broken-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, 'python3');
  writeFileSync(
    path,
    '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.12.1 && exit 0\necho cannot open libpython >&2\nexit 127\n',
  );
  chmodSync(path, 0o755);
  return path;
}

test('a call in one language does not wait for another language', async () => {
  const world = setupRunner();
  await world.ask(oneInR);
  const cancel = new AbortController();
  let isSlowDone = false;
  const slowOne = world.ask({ ...slowCall('slow', 60), signal: cancel.signal }).then(() => (isSlowDone = true));
  await world.ask(oneInR);
  expect(isSlowDone).toBe(false);
  cancel.abort();
  await slowOne;
});

test('a call that is cancelled while it waits never runs, and the call before it goes on', async () => {
  const { ask } = setupRunner();
  const cancel = new AbortController();
  const first = ask(slowCall('first', 0.3));
  const second = ask({ ...slowCall('second', 0), signal: cancel.signal });
  cancel.abort();
  expect((await second).outcome).toEqual({ kind: 'failed', failure: { kind: 'cancelled' }, tookMs: 0 });
  expect((await first).outcome).toMatchObject({ kind: 'done', value: 'first' });
});

test('each language has its state, which follows what happens to it', async () => {
  const world = setupRunner();
  expect(world.runner.listRuntimes().map(({ condition }) => condition.kind)).toEqual(['looking', 'looking', 'looking']);
  const found = await untilState(world, (states) => conditionOf(states, 'python') === 'found');
  expect(found[0]).toMatchObject({ language: 'python', chosen: { version: expect.stringMatching(/^3\./) } });
  const call = world.ask(slowCall('busy', 0.4));
  const busy = await untilState(world, (states) => conditionOf(states, 'python') === 'busy');
  expect(busy[0]?.condition).toMatchObject({ kind: 'busy', entry: 'slow', waitingCount: 0 });
  await call;
  await untilState(world, (states) => conditionOf(states, 'python') === 'ready');
});

test('prewarmed languages are ready', async () => {
  const world = setupRunner();
  await world.runner.prewarm();
  const conditions = world.runner.listRuntimes().map(({ condition }) => condition.kind);
  expect(conditions).toEqual(['ready', 'ready', 'ready']);
});

test('a runtime that does not start says why, does not trouble the others, and another can be chosen', async () => {
  const world = setupRunner();
  const path = setupBrokenPython();
  expect(await world.runner.chooseRuntime('python', path)).toEqual({ path, version: '3.12.1', source: 'chosen' });
  const { outcome } = await world.ask(slowCall('never', 0));
  expect(outcome).toMatchObject({
    kind: 'failed',
    failure: {
      kind: 'runtime-broken',
      language: 'python',
      path,
      reason: expect.stringContaining('cannot open libpython'),
    },
  });
  expect(conditionOf(world.runner.listRuntimes(), 'python')).toBe('broken');
  expect(await world.valueOf(oneInR)).toBe(1n);
  await world.runner.chooseRuntime('python', null);
  expect(await world.valueOf(slowCall('again', 0))).toBe('again');
});

test('a path that is no runtime is not taken', async () => {
  const world = setupRunner();
  expect(await world.runner.chooseRuntime('python', '/etc/passwd')).toBeUndefined();
  expect(await world.valueOf(slowCall('still', 0))).toBe('still');
});

test('a language that is not installed is a failure that says where it was looked for', async () => {
  const world = setupRunner({ platform: 'win32', environment: { Path: 'C:\\Tools' } });
  const { outcome } = await world.ask(oneInR);
  expect(outcome).toMatchObject({
    failure: { kind: 'runtime-missing', language: 'r', lookedIn: expect.arrayContaining(['C:\\Tools']) },
  });
  expect(conditionOf(world.runner.listRuntimes(), 'r')).toBe('missing');
});

test('a restart ends what runs and forgets what was loaded', async () => {
  const world = setupRunner();
  const counting: Asked = {
    language: 'python',
    source: 'n = 0\ndef step():\n    global n\n    n += 1\n    return n',
    entry: 'step',
  };
  await world.ask(counting);
  const running = world.ask(slowCall('cut off', 60));
  await untilState(world, (states) => conditionOf(states, 'python') === 'busy');
  world.runner.restart('python');
  expect((await running).outcome.kind).toBe('failed');
  expect(await world.valueOf(counting)).toBe(1n);
});

test('closing the runner ends a call that runs', async () => {
  const world = setupRunner();
  const running = world.ask(slowCall('cut off', 60));
  await untilState(world, (states) => conditionOf(states, 'python') === 'busy');
  await world.runner.close();
  expect((await running).outcome.kind).toBe('failed');
});

test('large columns go to a function and come back whole, again and again', async () => {
  const world = setupRunner();
  const rowCount = 200_000;
  const texts = Array.from({ length: rowCount }, (_, row) => `row ${String(row)} é`);
  const bytes = new TextEncoder().encode(texts.join(''));
  let end = 0;
  const offsets = Int32Array.from([0, ...texts.map((text) => (end += Buffer.byteLength(text)))]);
  const missing = Uint8Array.from({ length: rowCount }, (_, row) => Number(row % 7 === 0));
  const floats = Float64Array.from({ length: rowCount }, (_, row) => row / 3);
  const table = {
    kind: 'table' as const,
    rowCount,
    columns: [
      { name: 'float', column: { type: 'float' as const, data: floats } },
      {
        name: 'gaps',
        column: { type: 'float' as const, data: floats.map((float, row) => (missing[row] === 1 ? 0 : float)), missing },
      },
      {
        name: 'integer',
        column: {
          type: 'integer' as const,
          data: BigInt64Array.from({ length: rowCount }, (_, row) => BigInt(row) - 5n),
        },
      },
      { name: 'text', column: { type: 'text' as const, offsets, bytes } },
    ],
  };
  const identity: Asked = {
    language: 'python',
    source: 'def identity(x): return x',
    entry: 'identity',
    args: [['x', table]],
  };
  // vitest's own comparison takes seconds on columns of this size.
  for (let time = 0; time < 3; time += 1) expect(isDeepStrictEqual(await world.valueOf(identity), table)).toBe(true);
});
