import { expect, test } from 'vitest';

import { modelEntities } from '#shared/matrix/model-entities.ts';
import { objectEntity } from '#shared/matrix/object-entities.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import { newRelationship } from '#shared/matrix/new-records.ts';
import { PackedTable, openPacked, unpackRecords } from '#shared/records/packed-records.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import { setupProject } from './matrix.harness.ts';

test('a project that is read packed is the project that is read record by record', async () => {
  const world = await setupProject();
  const { store, projectId } = world;
  const book = await world.addObject('Book "1"\n\u0007\u2028قارئ 📚');
  const author = await world.addObject('Author');
  const gone = await world.addObject('Gone');
  await world.addAttribute(book, 'title');
  await world.addCta(book, 'lend');
  await world.addRole('reader');
  const relationship = newRelationship({ sourceObjectId: book, targetObjectId: author });
  const metadata = { kept: [1, 'two', null, { deep: true }] };
  const draft = {
    ...relationship,
    sourceNavigates: true,
    targetNavigates: false,
    targetEnd: '0..*',
    metadata,
  } as const;
  await world.edit([
    createEdit('relationship', world.nextId(), draft),
    patchEdit('object', book, { layout: { x: 1.5, y: -2 }, synonyms: ['Volume', '"'] }),
    { kind: 'remove', entity: 'object', id: gone },
  ]);
  for (const entity of modelEntities) {
    const query = { where: { tenantId: 'tenant-1', projectId }, limit: 1000 };
    const { ids, packed } = store.listPacked(entity, query);
    const records = store.list(entity, query);
    expect(inOrder(unpackRecords(entity, packed))).toEqual(records);
    expect(ids.toSorted()).toEqual(records.map(({ id }) => id));
    const table = new PackedTable(openPacked(entity, packed));
    expect(table.size).toBe(records.length);
    for (const record of records) expect(table.get(record.id)).toEqual(record);
  }
});

test('a list that its limit cuts off has the first ids', async () => {
  const world = await setupProject();
  for (const name of ['One', 'Two', 'Three']) await world.addObject(name);
  const query = { where: { tenantId: 'tenant-1', projectId: world.projectId }, limit: 2 };
  const { ids, packed } = world.store.listPacked(objectEntity, query);
  expect(ids).toEqual(world.store.listIds(objectEntity, query));
  expect(inOrder(unpackRecords(objectEntity, packed))).toEqual(world.store.list(objectEntity, query));
});

test('a packed list has what was written since the last one, and not what was taken back', async () => {
  const world = await setupProject();
  const { store, projectId } = world;
  const namesOf = (): readonly unknown[] =>
    unpackRecords(objectEntity, store.listPacked(objectEntity, { where: { projectId } }).packed).map(
      ({ name }) => name,
    );
  const book = await world.addObject('Book');
  expect(namesOf()).toEqual(['Book']);
  await world.edit([patchEdit('object', book, { name: 'Volume' })]);
  expect(namesOf()).toEqual(['Volume']);
  expect(() =>
    store.write({ actorId: 'ada' }, (tx) => {
      tx.patch(objectEntity, book, { name: 'Lost' });
      expect(namesOf()).toEqual(['Lost']);
      throw new Error('taken back');
    }),
  ).toThrow('taken back');
  expect(namesOf()).toEqual(['Volume']);
  store.write({ actorId: 'ada' }, (tx) => tx.remove(objectEntity, book));
  expect(namesOf()).toEqual([]);
});

function inOrder(records: readonly AnyRecord[]): readonly AnyRecord[] {
  return records.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}
