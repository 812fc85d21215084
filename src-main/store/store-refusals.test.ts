import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { idFromKey } from '#shared/base/id.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { tenantEntity, userPreferenceEntity } from '#shared/tenancy/tenancy-entities.ts';
import { functionDraft, refusalOf, setupStore } from './store.harness.ts';
import type { Store } from './store.ts';

const ada = { actorId: 'ada' };

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
