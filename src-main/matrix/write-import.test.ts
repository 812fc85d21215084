import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { createEdit } from '#shared/matrix/model-edits.ts';
import { newObject } from '#shared/matrix/new-records.ts';
import { objectEntity, relationshipEntity } from '#shared/matrix/object-entities.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';

import { setupExchange } from './exchange.harness.ts';
import { editsAtOnce } from './write-import.ts';

/** Objects 0, 1, 2 …, each related with the next. */
const objectCount = editsAtOnce * 4;
const list = `Source,Target,Cardinality\n${Array.from(
  { length: objectCount - 1 },
  (_, index) => `Object ${String(index)},Object ${String(index + 1)},1:N`,
).join('\n')}\n`;

async function setup(content = list) {
  const world = await setupExchange();
  const { store, exampleId, options } = world;

  async function plan(into: 'example' | 'new') {
    const { importId } = await world.planFile(content, {
      projectId: into === 'new' ? null : exampleId,
      fileName: 'chain.csv',
    });
    return { importId };
  }

  /** Does the import, and calls after the first pieces of it are in the file, in the turn that it leaves to others. */
  async function apply(importId: string, meanwhile: () => unknown) {
    const stop = store.onCommit(({ touched }) => {
      const isImported = touched.some(({ entity, after }) => entity === 'object' && after?.['name'] === 'Object 0');
      if (!isImported) return;
      stop();
      setImmediate(meanwhile);
    });
    const applied = await world.handlersNow().applyImport({ importId }, world.call);
    stop();
    return applied;
  }
  const counts = () => ({
    objects: store.count(objectEntity),
    relationships: store.count(relationshipEntity),
    projects: store.count(projectEntity),
  });
  return { ...world, plan, apply, counts, dump: () => dump(options.file) };
}

/** All that is stored, but for how far the device has counted. */
function dump(file: string): unknown {
  const database = new SqliteDatabase(file, { readonly: true });
  const tables = [
    'projects',
    'project_memberships',
    'objects',
    'relationships',
    'pair_reviews',
    'changes',
    'undo_steps',
  ];
  const content = tables.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all());
  const schema = database.prepare('SELECT name FROM sqlite_schema ORDER BY name').all();
  database.close();
  return { content, schema };
}

test('while a file is written other calls are answered, and what is written to its project comes after it', async () => {
  const { plan, apply, counts, exampleId, projectId, projectHandlers, call, nextId, nextRank, store } = await setup();
  const before = counts();
  const { importId } = await plan('example');
  const answered: string[] = [];
  const newOne = (name: string) => [
    createEdit('object', nextId(), newObject({ name, rank: nextRank(), createdBy: 'ada' })),
  ];
  const later: Promise<unknown>[] = [];
  const applied = await apply(importId, () => {
    const objects = store.count(objectEntity, { projectId: exampleId });
    expect(objects).toBeGreaterThan(14);
    expect(objects).toBeLessThan(14 + objectCount);
    later.push(
      Promise.resolve(projectHandlers.edit({ projectId: exampleId, edits: newOne('There') }, call)).then((edited) => {
        expect(edited).toMatchObject({ ok: true });
        answered.push('the same project');
      }),
      Promise.resolve(projectHandlers.edit({ projectId, edits: newOne('Elsewhere') }, call)).then((edited) => {
        expect(edited).toMatchObject({ ok: true });
        answered.push(
          `another project, with ${String(store.count(objectEntity, { projectId: exampleId }) - 14 < objectCount)}`,
        );
      }),
    );
  });
  expect(applied).toEqual({
    ok: true,
    value: { projectId: exampleId, created: objectCount + objectCount - 1, changed: 0 },
  });
  await Promise.all(later);
  expect(answered).toEqual(['another project, with true', 'the same project']);
  expect(counts()).toEqual({
    objects: before.objects + objectCount + 2,
    relationships: before.relationships + objectCount - 1,
    projects: before.projects,
  });
});

test('a new project is there for nobody before all of it is, and one undo takes it away', async () => {
  const { plan, apply, counts, store, undoHandlers, call, held } = await setup();
  const before = counts();
  const { importId } = await plan('new');
  const seen: unknown[] = [];
  const undone: Promise<unknown>[] = [];
  const applied = await apply(importId, () => {
    seen.push(counts().projects);
    undone.push(Promise.resolve(undoHandlers.undo(undefined, call)));
  });
  expect(seen).toEqual([before.projects]);
  // Who undoes meanwhile takes back what was done last when it is their turn: the import.
  expect(await Promise.all(undone)).toEqual([{ ok: true, value: { label: 'Import chain.csv', skippedFields: 0 } }]);
  expect(counts()).toEqual(before);
  store.redo('ada');
  assert(applied.ok, 'It was imported.');
  expect(store.get(projectEntity, applied.value.projectId).name).toBe('chain');
  expect(counts().relationships).toBe(before.relationships + objectCount - 1);
  expect(held).toEqual([true, false]);
});

test.each(['example', 'new'] as const)('of an import that is cancelled nothing stays: %s', async (into) => {
  const { plan, apply, counts, dump: dumpNow, handlersNow, call } = await setup();
  const [before, stored] = [counts(), dumpNow()];
  const { importId } = await plan(into);
  const cancelled: Promise<unknown>[] = [];
  const applied = await apply(importId, () => {
    cancelled.push(Promise.resolve(handlersNow().cancelImport({ importId }, call)));
  });
  expect(applied).toEqual({ ok: false, failure: { kind: 'import-cancelled' } });
  await Promise.all(cancelled);
  expect(counts()).toEqual(before);
  expect(dumpNow()).toEqual(stored);
  // What was planned still holds.
  expect(await handlersNow().applyImport({ importId }, call)).toMatchObject({ ok: true });
  expect(counts().relationships).toBe(before.relationships + objectCount - 1);
});

test('of an import that the program did not outlive nothing stays', async () => {
  const { plan, apply, store, open, dump: dumpNow } = await setup();
  const stored = dumpNow();
  const { importId } = await plan('example');
  // As when it is killed: the file is closed under it.
  const applying = apply(importId, () => store.close());
  await expect(applying).rejects.toThrow(/not open/u);
  expect(dumpNow()).not.toEqual(stored);
  await open();
  expect(dumpNow()).toEqual(stored);
});

test('a file that is forgotten, or the end of the program, takes back what was being written', async () => {
  const { plan, apply, dump: dumpNow, handlersNow, call, reopen } = await setup();
  const stored = dumpNow();
  const first = await plan('example');
  const dropped = await apply(first.importId, () => handlersNow().closeImport(first, call));
  expect(dropped).toMatchObject({ failure: { kind: 'import-cancelled' } });
  expect(dumpNow()).toEqual(stored);
  expect(await handlersNow().planImport(first, call)).toMatchObject({ failure: { kind: 'import-gone' } });
  const second = await plan('new');
  const closed = await apply(second.importId, () => reopen());
  expect(closed).toMatchObject({ failure: { kind: 'import-cancelled' } });
  expect(dumpNow()).toEqual(stored);
});

test('what is written to the project all the same keeps the file out', async () => {
  const { plan, apply, store, exampleId, handlersNow, call, readTables } = await setup();
  const [object] = readTables(exampleId).object.values();
  assert(object !== undefined, 'There are objects.');
  const { importId } = await plan('example');
  const applied = await apply(importId, () =>
    store.write({ actorId: 'bob' }, (tx) => tx.patch(objectEntity, object.id, { name: 'Object 1' })),
  );
  expect(applied).toEqual({ ok: false, failure: { kind: 'import-outdated' } });
  expect(store.count(objectEntity, { projectId: exampleId })).toBe(14);
  expect(store.get(objectEntity, object.id).name).toBe('Object 1');
  expect(await handlersNow().planImport({ importId }, call)).toMatchObject({
    value: { created: { count: objectCount - 1 + objectCount - 1 } },
  });
});

test('what a refused piece had before it is taken back', async () => {
  const { plan, apply, options, exampleId, dump: dumpNow } = await setup();
  const stored = dumpNow();
  const { importId } = await plan('example');
  let deleted = 0;
  const applied = await apply(importId, () => {
    // Behind the back of everybody: without a word of it to those who watch.
    const database = new SqliteDatabase(options.file);
    deleted = database.prepare(`DELETE FROM objects WHERE name = 'Object 3' AND project_id = ?`).run(exampleId).changes;
    database.close();
  });
  expect(deleted).toBe(1);
  expect(applied).toEqual({
    ok: false,
    failure: { kind: 'edit-refused', problems: ['the object of a relationship is not in this project'] },
  });
  expect(dumpNow()).toEqual(stored);
});

test('what a file changes is taken back with it, fields and stamps', async () => {
  const names = ['Account', 'Profile'];
  const rows = Array.from({ length: objectCount }, (_, index) => `Object ${String(index)},`);
  const {
    plan,
    apply,
    dump: dumpNow,
    handlersNow,
    call,
  } = await setup(`Object,Definition\n${names.map((name) => `${name},Told anew`).join('\n')}\n${rows.join('\n')}\n`);
  const stored = dumpNow();
  const { importId } = await plan('example');
  const applied = await apply(importId, () => handlersNow().cancelImport({ importId }, call));
  expect(applied).toMatchObject({ failure: { kind: 'import-cancelled' } });
  expect(dumpNow()).toEqual(stored);
});

test('whoever watches is told how far it is', async () => {
  const { plan, handlersNow, call } = await setup();
  const { importId } = await plan('example');
  const watched = await handlersNow().watchImport({ importId }, call);
  assert(watched.ok, 'It can be watched.');
  const events = watched.value[Symbol.asyncIterator]();
  expect(await events.next()).toMatchObject({ value: { step: 'waiting', written: 0 } });
  const applying = handlersNow().applyImport({ importId }, call);
  const next = await events.next();
  expect(next.value).toMatchObject({ step: expect.stringMatching(/waiting|writing/u) });
  await applying;
  await events.return?.();
});
