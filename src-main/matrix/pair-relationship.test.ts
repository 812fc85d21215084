// Two windows that have not heard of each other: each edits the model as it knows it, and the core carries both out.
import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { writeCells } from '#shared/matrix/cells/cell-writes.ts';
import { relationshipId } from '#shared/matrix/matrix-keys.ts';
import { applyEdits, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { createProjectModel } from '#shared/matrix/project-model.ts';

import { setupProject } from './matrix.harness.ts';

async function setupPair() {
  const world = await setupProject();
  const { projectId, nextId, readTables } = world;
  const bookId = await world.addObject('Book');
  const authorId = await world.addObject('Author');

  /** What a window sends that knows the project as it is now. */
  function typed(rowId: string, columnId: string, text: string): readonly ModelEdit[] {
    const model = createProjectModel(readTables());
    const written = writeCells(model, [{ rowId, columnId, text }], { projectId, userId: 'ada', newId: nextId });
    assert(written.ok, 'The cell can be read.');
    return written.value;
  }

  return { ...world, bookId, authorId, typed, relationships: () => [...readTables().relationship.values()] };
}

test('both ends of a new pair, typed in two windows at the same time, are one relationship that knows both', async () => {
  const { bookId, authorId, projectId, typed, edit, relationships } = await setupPair();
  const [one, other] = [typed(bookId, authorId, '1..*'), typed(authorId, bookId, '0..*')];
  expect(await edit(one)).toMatchObject({ ok: true });
  expect(await edit(other)).toMatchObject({ ok: true });
  expect(relationships()).toMatchObject([
    {
      id: relationshipId(projectId, bookId, authorId),
      sourceObjectId: bookId,
      targetObjectId: authorId,
      targetEnd: '1..*',
      sourceEnd: '0..*',
    },
  ]);
});

test('of the same end, typed in two windows at the same time, the later one stands', async () => {
  const { bookId, authorId, typed, edit, relationships } = await setupPair();
  const [one, other] = [typed(bookId, authorId, '1:n'), typed(bookId, authorId, '1')];
  await edit(one);
  await edit(other);
  expect(relationships()).toMatchObject([{ targetEnd: '1', sourceEnd: '1' }]);
});

test('a window that is told of the other one while its edit is under way shows the same one relationship', async () => {
  const { bookId, authorId, projectId, typed, edit, readTables } = await setupPair();
  const [one, other] = [typed(bookId, authorId, '1..*'), typed(authorId, bookId, '0..*')];
  await edit(one);
  const place = { projectId, tenantId: '', workspaceId: '', createdAt: 0, updatedAt: 0, deletedAt: null };
  const shown = applyEdits(readTables(), other, { id: '', ...place });
  await edit(other);
  const ends = ({ relationship }: ReturnType<typeof readTables>) =>
    [...relationship.values()].map(({ sourceEnd, targetEnd }) => [sourceEnd, targetEnd]);
  expect(ends(shown)).toEqual(ends(readTables()));
});

test('a further relationship of a pair is another record, and a pair that was cleared gets its first one back', async () => {
  const { bookId, authorId, projectId, typed, edit, relationships } = await setupPair();
  await edit(typed(bookId, authorId, '1, 0..*'));
  const keyed = relationshipId(projectId, bookId, authorId);
  expect(relationships().filter(({ id }) => id === keyed)).toMatchObject([{ targetEnd: '1' }]);
  expect(relationships()).toHaveLength(2);
  await edit(relationships().map(({ id }) => removeEdit('relationship', id)));
  await edit(typed(authorId, bookId, '0..1'));
  expect(relationships()).toMatchObject([
    { id: keyed, sourceObjectId: authorId, targetObjectId: bookId, targetEnd: '0..1', sourceEnd: null },
  ]);
});

test('a relationship that has come to relate others leaves its pair to a new one', async () => {
  const { bookId, authorId, typed, edit, addObject, relationships, projectId } = await setupPair();
  const shelfId = await addObject('Shelf');
  await edit(typed(bookId, authorId, '1'));
  const keyed = relationshipId(projectId, bookId, authorId);
  await edit([patchEdit('relationship', keyed, { targetObjectId: shelfId })]);
  expect(await edit(typed(bookId, authorId, '0..1'))).toMatchObject({ ok: true });
  expect(relationships().map(({ targetObjectId, targetEnd }) => [targetObjectId, targetEnd])).toEqual(
    expect.arrayContaining([
      [shelfId, '1'],
      [authorId, '0..1'],
    ]),
  );
});
