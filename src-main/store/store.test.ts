import { expect, test } from 'vitest';

import { entities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { isStoredEntity } from '#shared/schema/table-sql.ts';
import { functionDraft, readChanges, refusalOf, setupStore } from './store.harness.ts';

const ada = { actorId: 'ada' };

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
  for (const entity of entities.filter((each) => isStoredEntity(each, 'sqlite'))) {
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

test('times never go back, even when the clock does', async () => {
  const { store, clock } = await setupStore();
  const { id, createdAt } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  clock.advance(-3_600_000);
  const { updatedAt } = store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'later' }));
  expect(updatedAt).toBe(createdAt);
  expect(store.get(functionEntity, id).name).toBe('later');
});

test('a record that was found is read anew after each write, and after one that was taken back', async () => {
  const { store } = await setupStore();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'first' })));
  const nameOf = () => store.get(functionEntity, id).name;
  expect([nameOf(), nameOf()]).toEqual(['first', 'first']);
  expect(() =>
    store.write(ada, (tx) => {
      tx.patch(functionEntity, id, { name: 'taken back' });
      expect(tx.get(functionEntity, id).name).toBe('taken back');
      throw new Error('No.');
    }),
  ).toThrow('No.');
  expect(nameOf()).toBe('first');
  store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'second' }));
  expect([nameOf(), nameOf()]).toEqual(['second', 'second']);
});
