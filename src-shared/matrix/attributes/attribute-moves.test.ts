import { expect, test } from 'vitest';

import { placeAttribute, rankInOrder } from './attribute-moves.ts';
import type { AttributeRecord } from '../attribute-entities.ts';
import { applyEdits, createEdit } from '../model-edits.ts';
import { newAttribute, newObject } from '../new-records.ts';
import { createProjectModel, emptyTables } from '../project-model.ts';
import type { ProjectModel } from '../project-model.ts';

const reach = { id: '', projectId: 'p', tenantId: '', workspaceId: '', createdAt: 0, updatedAt: 0, deletedAt: null };

/** One object with the attributes of a text such as "a B c": capitals are core content. */
function setup(names: string): ProjectModel {
  const edits = names.split(' ').map((name, index) =>
    createEdit('attribute', name, {
      ...newAttribute({ objectId: 'o', name, rank: `a${String(index)}` }),
      category: name === name.toUpperCase() ? 'core' : 'metadata',
    }),
  );
  const object = createEdit('object', 'o', newObject({ name: 'O', rank: 'a0', createdBy: 'u' }));
  return createProjectModel(applyEdits(emptyTables, [object, ...edits], reach));
}

function attributeOf(model: ProjectModel, id: string): AttributeRecord {
  const found = model.tables.attribute.get(id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

function namesAfter(model: ProjectModel, id: string, to: { category: 'core' | 'metadata'; index: number }): string {
  const edit = placeAttribute(model, attributeOf(model, id), { objectId: 'o', ...to });
  const next = edit === null ? model : createProjectModel(applyEdits(model.tables, [edit], reach));
  const all = next.attributesByObject.get('o') ?? [];
  const of = (category: string) =>
    all
      .filter((attribute) => attribute.category === category)
      .map(({ name }) => name)
      .join('');
  return `${of('core')}|${of('metadata')}`;
}

test.each([
  ['A', 'core', 1, 'BAC|xy'],
  ['A', 'core', 9, 'BCA|xy'],
  ['C', 'core', 0, 'CAB|xy'],
  ['A', 'metadata', 0, 'BC|Axy'],
  ['A', 'metadata', 9, 'BC|xyA'],
  ['x', 'core', 1, 'AxBC|y'],
  ['B', 'core', 1, 'ABC|xy'],
] as const)('%s put at %s %i gives %s', (id, category, index, names) => {
  expect(namesAfter(setup('A x B y C'), id, { category, index })).toBe(names);
});

test('where it is already, nothing is written', () => {
  const model = setup('A x B');
  expect(placeAttribute(model, attributeOf(model, 'B'), { objectId: 'o', category: 'core', index: 1 })).toBeNull();
});

test('an order that was asked for is written with as few edits as it takes', () => {
  const model = setup('A B C');
  const ordered = ['B', 'A', 'C'].map((id) => attributeOf(model, id));
  const edits = rankInOrder(ordered);
  expect(edits.length).toBe(2);
  const next = createProjectModel(applyEdits(model.tables, edits, reach));
  expect(next.attributesByObject.get('o')?.map(({ name }) => name)).toEqual(['B', 'A', 'C']);
});
