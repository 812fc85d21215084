import { afterAll, beforeAll, expect, test } from 'vitest';

import { functionEntity, functionVersionEntity } from '#shared/functions/function-entities.ts';
import type { FunctionRecord, RunRecord } from '#shared/functions/function-entities.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { setupFunctions } from '../functions.harness.ts';

// One runner for all of them: a cold Julia takes seconds, and the examples do not know each other.
let world: Awaited<ReturnType<typeof setupFunctions>>;
beforeAll(async () => {
  world = await setupFunctions({ withExamples: true });
  await world.runner.findRuntimes();
});
afterAll(async () => {
  await world.close();
});

function example(name: string): FunctionRecord {
  const [found] = world.store.list(functionEntity, { where: { name } });
  if (found === undefined) throw new Error(`no example ${name}`);
  return found;
}

async function run(name: string, given: Record<string, string | number | boolean> = {}): Promise<RunRecord> {
  const started = await world.handlers.runs.start(
    { functionId: example(name).id, versionId: null, arguments: given, timeLimitSeconds: null, origin: 'app' },
    world.call,
  );
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  return await world.waitForEnd(started.value.runId);
}

async function table(record: RunRecord, title: string) {
  const shownIndex = record.outcome?.shown.findIndex((shown) => shown.kind === 'table' && shown.title === title) ?? -1;
  const shown = record.outcome?.shown[shownIndex];
  if (shown?.kind !== 'table') throw new Error(JSON.stringify(record.outcome));
  const page = await world.handlers.runs.readTable(
    { runId: record.id, shownIndex, rowFirst: 0, rowCount: 5000 },
    world.call,
  );
  if (!page.ok) throw new Error(JSON.stringify(page.failure));
  return { columns: shown.columns, cells: page.value.columns };
}

const names = [
  'monthly_summary_r',
  'monthly_summary_python',
  'monthly_summary_julia',
  'ozone_model',
  'temperature_trend',
  'wind_effect',
  'bootstrap_difference',
  'random_walk',
  'epidemic',
];

test('a fresh data folder has nine examples in three folders, each released as 1.0.0 with what was read from its source', () => {
  expect(
    world.store
      .list(functionEntity)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(names.toSorted());
  for (const fn of world.store.list(functionEntity)) {
    const [version] = world.store.list(functionVersionEntity, { where: { functionId: fn.id } });
    expect(version).toMatchObject({ version: '1.0.0', sourceCode: fn.draftSource, checksum: fn.draftChecksum });
    expect(fn.metadata.documentation).not.toBe('');
    expect(fn.metadata.returns).not.toBe('');
    expect(fn.metadata.parameters.every(({ type, documentation }) => type !== 'any' && documentation !== '')).toBe(
      true,
    );
    expect(['Summaries', 'Models', 'Simulations']).toContain(fn.folder);
  }
});

test.each(names)('%s runs as it comes, to a table and, where it has one, a picture', async (name) => {
  const record = await run(name);
  expect(record.outcome?.failure).toBeNull();
  expect(record.state).toBe('done');
  const kinds = record.outcome?.shown.map(({ kind }) => kind) ?? [];
  expect(kinds).toContain('table');
  const hasPicture = kinds.includes('plot') || kinds.includes('figure');
  expect(hasPicture).toBe(!name.startsWith('monthly_summary'));
});

test.each(['Ozone', 'Solar.R', 'Wind', 'Temp'])(
  'the summary of %s is the same in the three languages',
  async (column) => {
    const r = await table(await run('monthly_summary_r', { column }), '');
    const python = await table(await run('monthly_summary_python', { column }), '');
    const julia = await table(await run('monthly_summary_julia', { column }), '');
    expect(python.columns).toEqual(r.columns);
    expect(julia.columns).toEqual(r.columns);
    expect(python.cells).toEqual(r.cells);
    expect(julia.cells).toEqual(r.cells);
  },
);

test('a simulation with the same seed gives the same numbers, with another seed others', async () => {
  const one = await table(await run('random_walk', { seed: 7 }), 'quantiles');
  const again = await table(await run('random_walk', { seed: 7 }), 'quantiles');
  const other = await table(await run('random_walk', { seed: 8 }), 'quantiles');
  expect(again).toEqual(one);
  expect(other.cells).not.toEqual(one.cells);
});

test('a workspace that was deleted does not come back', async () => {
  const other = await setupFunctions({ withExamples: true });
  const [examples] = other.store.list(workspaceEntity, { where: { name: 'Examples' } });
  if (examples === undefined) throw new Error('no examples');
  other.store.write({ actorId: other.actor.userId }, (tx) => tx.remove(workspaceEntity, examples.id));
  await other.installExamples();
  expect(other.store.list(workspaceEntity, { where: { name: 'Examples' } })).toEqual([]);
  await other.close();
});
