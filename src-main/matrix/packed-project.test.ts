import { expect, test } from 'vitest';

import { modelEntities } from '#shared/matrix/matrix-entities.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import { newRelationship } from '#shared/matrix/new-records.ts';
import { unpackRecords } from '#shared/records/packed-records.ts';

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
    expect(unpackRecords(entity, packed)).toEqual(records);
    expect(ids).toEqual(records.map(({ id }) => id));
  }
  world.close();
});
