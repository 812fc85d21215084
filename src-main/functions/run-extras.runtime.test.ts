// What a run gives beside its result: warnings, progress, notes, files, values that are kept. In Python, which needs no package.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunProgress } from '#shared/functions/run-progress.ts';
import type { Json } from '#shared/values/json.ts';

import { setupFunctions } from '../functions.harness.ts';

async function setup() {
  const world = await setupFunctions();
  onTestFinished(world.close);
  await world.runner.findRuntimes();
  return world;
}

test('warnings are told once with their count, in the log by their level, and a run succeeds all the same', async () => {
  const { run } = await setup();
  const source = [
    'import logging, warnings',
    'def f():',
    '    for _ in range(3):',
    '        logging.warning("careful")',
    '    logging.error("bad")',
    '    print("plain")',
    '    return 1',
  ].join('\n');
  const { state, outcome } = await run('python', source);
  expect(state).toBe('done');
  expect(outcome?.warnings).toMatchObject([{ count: 3 }]);
  expect(outcome?.warnings[0]?.text).toContain('careful');
  const levels = new Set(outcome?.log?.map(({ level }) => level));
  expect(levels).toEqual(new Set(['print', 'warning', 'error']));
});

test('notes and files are kept with the run, and the file is read in pieces', async () => {
  const { run, handlers, call, blobs } = await setup();
  const source = [
    'import triptych, pathlib, tempfile',
    'def f():',
    '    triptych.note("converged after 12 steps")',
    '    path = pathlib.Path(tempfile.mkdtemp()) / "report.txt"',
    '    path.write_text("line\\n" * 100_000)',
    '    triptych.artifact(str(path))',
    '    return 1',
  ].join('\n');
  const ended = await run('python', source);
  const shown = ended.outcome?.shown ?? [];
  expect(shown).toMatchObject([
    { kind: 'value', json: 1 },
    { kind: 'note', text: 'converged after 12 steps' },
    { kind: 'artifact', title: 'report.txt', sizeBytes: 500_000 },
  ]);
  const read = await handlers.runs.readArtifact({ runId: ended.id, shownIndex: 2 }, call);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  let text = '';
  for await (const { base64 } of read.value) text += Buffer.from(base64, 'base64').toString();
  const [, , file] = shown;
  expect(text).toBe(file?.kind === 'artifact' && readFileSync(blobs.path(file.blob), 'utf8'));
  expect(text.length).toBe(500_000);
});

test('how far a run is can be watched while it runs', async () => {
  const { start, waitForEnd, handlers, call, actor, folder } = await setup();
  // It takes its next step when the one before has been seen, however late that is.
  const source = [
    'import os, time, triptych',
    'def f():',
    '    for step in triptych.progress(range(50), label="fitting"):',
    `        while step < 4 and not os.path.exists(os.path.join(${JSON.stringify(folder)}, f"seen-{step}")): time.sleep(0.01)`,
    '        if step < 4: time.sleep(0.1)', // What comes sooner after the last is told with the next.
    '    return 1',
  ].join('\n');
  const gone = new AbortController();
  const watched = await handlers.runs.watchProgress({}, { ...call, actor, signal: gone.signal });
  if (!watched.ok) throw new Error(JSON.stringify(watched.failure));
  const seen: RunProgress[] = [];
  const runId = await start('python', source);
  const watching = (async () => {
    for await (const { runs } of watched.value) {
      for (const one of runs) if (one.runId === runId) seen.push(...one.bars);
      for (const { done } of seen) writeFileSync(path.join(folder, `seen-${String(done)}`), '');
      if (seen.length > 3) return;
    }
  })();
  await watching;
  gone.abort();
  expect(seen[0]).toMatchObject({ label: 'fitting', total: 50 });
  expect((await waitForEnd(runId)).state).toBe('done');
});

test('a kept value is offered, taken by another function, and let go with its run', async () => {
  const { run, handlers, call, store, actor, runner } = await setup();
  const made = await run('python', 'import triptych\ndef f():\n    return triptych.keep({"slope": 2})\n');
  const [handle] = made.outcome?.handles ?? [];
  if (handle === undefined) throw new Error(JSON.stringify(made.outcome));
  const offered = await handlers.runs.listKept({ language: 'python' }, call);
  expect(offered).toEqual({
    ok: true,
    value: { kept: [{ handle, runId: made.id, runNumber: 1, functionName: 'under test' }] },
  });
  const taker = 'def g(model):\n    return model["slope"] + 1\n';
  const given: { readonly [name: string]: Json } = { model: { $handle: handle } };
  expect((await run('python', taker, given)).outcome?.shown).toMatchObject([{ json: 3 }]);
  store.write({ actorId: actor.userId }, (tx) => tx.remove(runEntity, made.id));
  expect(runner.keeps(handle.id)).toBe(false);
  expect((await run('python', taker, given)).outcome?.failure).toMatchObject({
    kind: 'handle-gone',
    parameter: 'model',
  });
});

test('an error tells what it came of', async () => {
  const { run } = await setup();
  const source = [
    'def load():',
    '    return {}["x"]',
    'def f():',
    '    try:',
    '        return load()',
    '    except KeyError as error:',
    '        raise RuntimeError("no model") from error',
  ].join('\n');
  const { outcome } = await run('python', source);
  expect(outcome?.failure).toMatchObject({
    kind: 'function-error',
    errorClass: 'RuntimeError',
    causes: [{ errorClass: 'KeyError' }],
  });
});
