import { expect, test } from 'vitest';

import { modelEntities } from '#shared/matrix/model-entities.ts';
import { objectEntity, relationshipEntity } from '#shared/matrix/object-entities.ts';
import { commentEntity } from '#shared/matrix/question-entities.ts';
import { cellKey, pairKey } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { newObject } from '#shared/matrix/new-records.ts';
import type { StoreReader } from '../store/store.ts';

import { createDependents } from './dependents.ts';
import type { Hanging } from './dependents.ts';
import { setupProject } from './matrix.harness.ts';

const said = { isResolved: false, parentId: null, authorId: 'ada', body: 'Why?' } as const;

/** A few objects with everything that can hang on one. */
async function setupModel() {
  const world = await setupProject();
  const { edit, nextId, addObject, addRelationship, addCta, addAttribute } = world;
  const [account, title, plan] = [await addObject('Account'), await addObject('Title'), await addObject('Plan')];
  const between = await addRelationship(account, title);
  await addRelationship(title, plan);
  const ctaId = await addCta(account, 'Open');
  const attributeId = await addAttribute(account, 'name');
  const root = nextId();
  await edit([
    createEdit('comment', root, { ...said, subjectKind: 'object', subjectId: account }),
    createEdit('comment', nextId(), { ...said, subjectKind: 'object', subjectId: account, parentId: root }),
    createEdit('comment', nextId(), { ...said, subjectKind: 'cta', subjectId: ctaId }),
    createEdit('comment', nextId(), { ...said, subjectKind: 'attribute', subjectId: attributeId }),
    createEdit('comment', nextId(), { ...said, subjectKind: 'relationship', subjectId: between }),
    createEdit('comment', nextId(), { ...said, subjectKind: 'cell', subjectId: cellKey(title, account) }),
    createEdit('comment', nextId(), { ...said, subjectKind: 'pair', subjectId: pairKey(title, plan) }),
    createEdit('context', nextId(), { objectId: account, name: 'Card', rank: 'a0', metadata: {} }),
  ]);
  return { ...world, account, title, plan };
}

test('what hangs on a record is the same whether it is asked for or looked up', async () => {
  const { store, projectId, readTables } = await setupModel();
  const sorted = (list: readonly Hanging[]) => list.map(({ entity, id }) => `${entity} ${id}`).toSorted(compare);
  const lookedUp = createDependents(store, projectId);
  for (let count = 0; count < 10; count += 1) lookedUp.listOf('object', 'none');
  for (const { name } of modelEntities) {
    for (const id of readTables()[name].keys()) {
      const alone = createDependents(store, projectId);
      expect(sorted(lookedUp.listOf(name, id))).toEqual(sorted(alone.listOf(name, id)));
    }
  }
});

test('what is written while much is removed goes along with what it names by then', async () => {
  const { store, edit, nextId, nextRank, account, title, plan } = await setupModel();
  const extra = Array.from({ length: 8 }, () => nextId());
  const draft = () => newObject({ name: 'Extra', rank: nextRank(), createdBy: 'ada' });
  await edit(extra.map((id) => createEdit('object', id, draft())));
  const [moved] = store.list(relationshipEntity, { where: { sourceObjectId: title } });
  const commentId = nextId();
  const done = await edit([
    ...extra.map((id) => removeEdit('object', id)),
    patchEdit('relationship', moved?.id ?? '', { sourceObjectId: account }),
    createEdit('comment', commentId, { ...said, subjectKind: 'object', subjectId: title }),
    removeEdit('object', title),
  ]);
  expect(done).toMatchObject({ ok: true });
  expect(store.find(relationshipEntity, moved?.id ?? '')).toMatchObject({ sourceObjectId: account });
  expect(store.find(commentEntity, commentId)).toBeUndefined();
  expect(store.list(objectEntity).map(({ name }) => name)).toEqual(expect.arrayContaining(['Account', 'Plan']));
  expect(store.find(objectEntity, plan)).toBeDefined();
});

test('the tables are read once, however much is removed', async () => {
  const { store, projectId } = await setupProject();
  let listCount = 0;
  const counting = {
    ...store,
    list: (...given: Parameters<StoreReader['list']>) => {
      listCount += 1;
      return store.list(...given);
    },
  } as StoreReader;
  const dependents = createDependents(counting, projectId);
  for (let count = 0; count < 10; count += 1) dependents.listOf('object', 'none');
  const once = listCount;
  for (let count = 0; count < 1000; count += 1) dependents.listOf('object', 'none');
  expect(listCount).toBe(once);
});

function compare(left: string, right: string): number {
  return left < right ? -1 : 1;
}
