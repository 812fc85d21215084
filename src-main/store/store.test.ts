import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';

import { idFromKey } from '#shared/base/id.ts';
import { entities } from '#shared/features.ts';
import { functionEntity, functionVersionEntity, runEntity } from '#shared/functions/function-entities.ts';
import { tenantEntity, userPreferenceEntity } from '#shared/tenancy/tenancy-entities.ts';
import { StoreRefusal } from './store-failure.ts';
import { functionDraft, setupFolder } from './store.harness.ts';
import type { Commit, Store } from './store.ts';

const ada = { actorId: 'ada' };

async function setupStore() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  return { ...world, store: await world.open() };
}

function refusalOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreRefusal) return error.failure;
    throw error;
  }
  return undefined;
}

function runDraft(changes: { readonly runNumber?: number } = {}) {
  return {
    functionId: 'f1',
    functionName: 'simulate',
    language: 'r' as const,
    checksum: '',
    arguments: {},
    runBy: 'ada',
    origin: 'app' as const,
    state: 'running' as const,
    runNumber: 1,
    logBytes: 0,
    ...changes,
  };
}

function readChanges(
  file: string,
): { entity: string; patch: unknown; before: unknown; number: number; transaction: number }[] {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare<
      [],
      { entity: string; patch: string; before_values: string | null; number: number; transaction_number: number }
    >('SELECT entity, patch, before_values, number, transaction_number FROM changes ORDER BY number')
    .all();
  database.close();
  return rows.map((row) => ({
    entity: row.entity,
    patch: JSON.parse(row.patch) as unknown,
    before: row.before_values === null ? null : (JSON.parse(row.before_values) as unknown),
    number: row.number,
    transaction: row.transaction_number,
  }));
}

test('a record that was created is found, also by the next opening of the file', async () => {
  const { store, open, clock } = await setupStore();
  const created = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  expect(created).toEqual({
    ...functionDraft(),
    id: created.id,
    createdAt: clock.nowMs(),
    updatedAt: clock.nowMs(),
    deletedAt: null,
  });
  expect(store.find(functionEntity, created.id)).toEqual(created);
  store.close();
  const reopened = await open();
  expect(reopened.get(functionEntity, created.id)).toEqual(created);
});

test('every entity can be asked for by each of its fields, in either order', async () => {
  const { store } = await setupStore();
  for (const entity of entities) {
    for (const [field, { kind, isServerOnly }] of Object.entries(entity.fields)) {
      if (isServerOnly || kind === 'json' || kind === 'merged-text') continue;
      const query = { where: { [field]: 'x' }, order: [{ field, direction: 'down' as const }], limit: 1 };
      expect((store.list as (e: unknown, q: unknown) => unknown)(entity, query)).toEqual([]);
      expect(store.count(entity, { [field]: null })).toBe(0);
    }
  }
});

test('a list holds the records that fit, in the order asked for, up to the limit', async () => {
  const { store } = await setupStore();
  store.write(ada, (tx) => {
    for (const name of ['b', 'c', 'a']) tx.create(functionEntity, functionDraft({ name }));
    tx.create(functionEntity, functionDraft({ name: 'z', workspaceId: 'other' }));
  });
  const query = {
    where: { workspaceId: 'workspace-1' },
    order: [{ field: 'name', direction: 'up' }],
    limit: 2,
  } as const;
  expect(store.list(functionEntity, query).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(store.count(functionEntity, { workspaceId: 'workspace-1' })).toBe(3);
});

test.each([
  [{ where: { nothing: 1 } }, 'there is no field nothing'],
  [{ where: { metadata: 'x' } }, 'metadata cannot be asked about'],
  [
    { order: [{ field: 'name; DROP TABLE functions', direction: 'up' }] },
    'there is no field name; DROP TABLE functions',
  ],
  [{ where: { name: { $ne: 1 } } }, 'name cannot be compared with object'],
])('the question %j is refused', async (query, problem) => {
  const { store } = await setupStore();
  const refusal = refusalOf(() => (store.list as (e: unknown, q: unknown) => unknown)(functionEntity, query));
  expect(refusal).toEqual({ kind: 'record-invalid', entity: 'function', problems: [problem] });
});

test('a patch changes its fields and the time, and an equal one writes nothing', async () => {
  const { store, clock, options } = await setupStore();
  const { id, createdAt } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  clock.advance(5);
  const patched = store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'renamed' }));
  expect(patched).toMatchObject({ name: 'renamed', createdAt, updatedAt: clock.nowMs() });
  expect(store.get(functionEntity, id)).toEqual(patched);
  clock.advance(5);
  expect(store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'renamed', folder: '' }))).toEqual(patched);
  expect(readChanges(options.file)).toHaveLength(2);
});

test('a removed record is not there any more, but for who asks for deleted ones', async () => {
  const { store } = await setupStore();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  store.write(ada, (tx) => tx.remove(functionEntity, id));
  expect(store.find(functionEntity, id)).toBeUndefined();
  expect(store.list(functionEntity)).toEqual([]);
  expect(store.list(functionEntity, { includeDeleted: true })).toHaveLength(1);
  const missing = { kind: 'record-missing', entity: 'function', id };
  expect(refusalOf(() => store.get(functionEntity, id))).toEqual(missing);
  expect(refusalOf(() => store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'x' })))).toEqual(missing);
  expect(refusalOf(() => store.write(ada, (tx) => tx.remove(functionEntity, id)))).toEqual(missing);
});

test('a draft that the entity does not allow is refused with everything that is wrong', async () => {
  const { store } = await setupStore();
  const draft = { ...functionDraft(), name: '', language: 'cobol', colour: 'red', createdAt: 1, id: 'mine' };
  const refusal = refusalOf(() => store.write(ada, (tx) => tx.create(functionEntity, draft as never)));
  expect(refusal).toEqual({
    kind: 'record-invalid',
    entity: 'function',
    problems: [
      'id is not an identifier',
      expect.stringContaining('name: '),
      expect.stringContaining('language: '),
      'there is no field colour',
      'createdAt is set by the program',
    ],
  });
});

test('a fixed field, a field of the system and a field of the server refuse a patch', async () => {
  const { store } = await setupStore();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  const patch = { language: 'julia', deletedAt: 1, tenantId: 'x' };
  expect(refusalOf(() => store.write(ada, (tx) => tx.patch(functionEntity, id, patch as never)))).toEqual({
    kind: 'record-invalid',
    entity: 'function',
    problems: [
      'language is set once and cannot be changed',
      'deletedAt is set by the program',
      'tenantId is set once and cannot be changed',
    ],
  });
  const tenant = {
    tenantId: 't',
    name: 'Personal',
    slug: 'personal',
    config: {},
    status: 'active' as const,
    billingInfo: {},
  };
  expect(refusalOf(() => store.write(ada, (tx) => tx.create(tenantEntity, tenant)))).toEqual({
    kind: 'record-invalid',
    entity: 'tenant',
    problems: ['billingInfo is kept on the server only'],
  });
});

test('text that the server could not keep is refused, and half a character is mended', async () => {
  const { store } = await setupStore();
  const draft = functionDraft({ draftSource: 'a\0b' });
  expect(refusalOf(() => store.write(ada, (tx) => tx.create(functionEntity, draft)))).toMatchObject({
    kind: 'record-invalid',
  });
  const { id, name } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'half \ud83d' })));
  expect(name).toBe('half \ufffd');
  expect(store.get(functionEntity, id).name).toBe(name);
});

test('what a transaction wrote is gone when its work throws', async () => {
  const { store, options } = await setupStore();
  const commits: Commit[] = [];
  store.onCommit((commit) => commits.push(commit));
  const work = () =>
    store.write(ada, (tx) => {
      tx.create(functionEntity, functionDraft());
      tx.create(functionEntity, functionDraft({ name: '' }));
    });
  expect(work).toThrow(StoreRefusal);
  expect(store.list(functionEntity)).toEqual([]);
  expect(commits).toEqual([]);
  expect(store.undoState('ada')).toEqual({ undo: null, redo: null });
  store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  expect(readChanges(options.file).map(({ number }) => number)).toEqual([1]);
});

test('a commit tells each touched record once, as it was and as it is', async () => {
  const { store } = await setupStore();
  const kept = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  const commits: Commit[] = [];
  const stop = store.onCommit((commit) => commits.push(commit));
  const created = store.write(ada, (tx) => {
    const { id } = tx.create(functionEntity, functionDraft({ name: 'new' }));
    tx.patch(functionEntity, kept.id, { name: 'one' });
    tx.patch(functionEntity, kept.id, { name: 'two' });
    const gone = tx.create(functionEntity, functionDraft({ name: 'gone' }));
    tx.remove(functionEntity, gone.id);
    return tx.get(functionEntity, id);
  });
  expect(commits).toEqual([
    {
      touched: [
        { entity: 'function', id: created.id, before: undefined, after: created },
        { entity: 'function', id: kept.id, before: kept, after: store.get(functionEntity, kept.id) },
      ],
    },
  ]);
  store.write(ada, (tx) => tx.patch(functionEntity, kept.id, { name: 'two' }));
  expect(commits).toHaveLength(1);
  stop();
  store.write(ada, (tx) => tx.remove(functionEntity, kept.id));
  expect(commits).toHaveLength(1);
});

test('a listener may write, and everyone hears of the commits in the same order', async () => {
  const { store } = await setupStore();
  const heard: string[] = [];
  const namesOf = ({ touched }: Commit) => touched.map(({ after }) => String(after?.['name'])).join();
  store.onCommit((commit) => {
    heard.push(`one ${namesOf(commit)}`);
    if (namesOf(commit) === 'first')
      store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'second' })));
  });
  store.onCommit((commit) => heard.push(`two ${namesOf(commit)}`));
  store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'first' })));
  expect(heard).toEqual(['one first', 'two first', 'one second', 'two second']);
});

test('a write inside a write and an asynchronous write are bugs, and change nothing', async () => {
  const { store } = await setupStore();
  const inside = () =>
    store.write(ada, (tx) => {
      tx.create(functionEntity, functionDraft());
      return store.write(ada, () => 1);
    });
  expect(inside).toThrow('A write inside a write');
  expect(() => store.write(ada, async () => await Promise.resolve())).toThrow('must be synchronous');
  expect(store.list(functionEntity)).toEqual([]);
});

test('each write appends its change: what was set, what it replaced, and which belong together', async () => {
  const { store, options } = await setupStore();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  store.write(ada, (tx) => {
    tx.patch(functionEntity, id, { name: 'b', draftSource: 'simulate <- function(n) n + 1\n' });
    tx.create(functionVersionEntity, { ...versionDraft(id) });
  });
  const [created, patched, version] = readChanges(options.file);
  expect(created).toMatchObject({ entity: 'function', before: null, number: 1, transaction: 1 });
  expect(Object.keys(created?.patch ?? {})).toEqual([
    'tenantId',
    'workspaceId',
    'name',
    'createdBy',
    'folder',
    'language',
    'draftSource',
    'draftChecksum',
    'metadata',
    'deletedAt',
  ]);
  expect(patched).toEqual({
    entity: 'function',
    patch: { name: 'b', draftSource: { at: 25, inserted: ' + 1', update: expect.any(String) } },
    before: { name: 'simulate', draftSource: '' },
    number: 2,
    transaction: 2,
  });
  expect(version).toMatchObject({ entity: 'functionVersion', number: 3, transaction: 2 });
});

function versionDraft(functionId: string) {
  const { tenantId, workspaceId, metadata } = functionDraft();
  const text = { version: '1.0.0', sourceCode: 'x', checksum: 'a'.repeat(64), releasedBy: 'ada', notes: '' };
  return { tenantId, workspaceId, functionId, metadata, releasedAt: 1 as never, ...text };
}

test('records that stay on the device write no changes, are no undo step, and leave nothing behind', async () => {
  const { store, clock, options } = await setupStore();
  const run = store.write(ada, (tx) => tx.create(runEntity, runDraft()));
  clock.advance(10);
  const done = store.write(ada, (tx) =>
    tx.patch(runEntity, run.id, { state: 'done', outcome: { shown: [], warnings: [], failure: null } }),
  );
  expect(done).toMatchObject({ state: 'done', createdAt: run.createdAt, updatedAt: clock.nowMs() });
  store.write(ada, (tx) => tx.remove(runEntity, run.id));
  expect(store.list(runEntity, { includeDeleted: true })).toEqual([]);
  expect(readChanges(options.file)).toEqual([]);
  expect(store.undoState('ada')).toEqual({ undo: null, redo: null });
});

test('a record with the id of its key cannot be made twice, and comes back when it was deleted', async () => {
  const { store } = await setupStore();
  const id = idFromKey('ada', 'theme');
  const draft = { id, tenantId: 't', userId: 'ada', preferenceKey: 'theme', preferenceValue: 'dark' };
  store.write(ada, (tx) => tx.create(userPreferenceEntity, draft));
  expect(refusalOf(() => store.write(ada, (tx) => tx.create(userPreferenceEntity, draft)))).toMatchObject({
    kind: 'record-invalid',
  });
  store.write(ada, (tx) => tx.remove(userPreferenceEntity, id));
  store.write(ada, (tx) => tx.create(userPreferenceEntity, { ...draft, preferenceValue: null }));
  expect(store.get(userPreferenceEntity, id).preferenceValue).toBeNull();
  store.undo('ada');
  expect(store.find(userPreferenceEntity, id)).toBeUndefined();
});

test('times never go back, even when the clock does', async () => {
  const { store, clock } = await setupStore();
  const { id, createdAt } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  clock.advance(-3_600_000);
  const { updatedAt } = store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'later' }));
  expect(updatedAt).toBe(createdAt);
  expect(store.get(functionEntity, id).name).toBe('later');
});

test('a damaged row is a loud error, not a wrong record', async () => {
  const { store, open, options } = await setupStore();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  store.close();
  const database = new Database(options.file);
  database.exec(`UPDATE functions SET language = 'cobol'`);
  database.close();
  const reopened: Store = await open();
  expect(() => reopened.find(functionEntity, id)).toThrow(
    'functions.language holds a string that does not belong there',
  );
});
