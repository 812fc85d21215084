import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { countingIds, edited, modelOf } from './matrix-model.harness.ts';
import { patchEdit } from './model-edits.ts';
import { moveObject, ranksAfter, sortObjects } from './object-order.ts';
import { findPath } from './object-path.ts';
import { writeCells } from './cells/cell-writes.ts';
import { isManyToMany, splitRelationship } from './gaps/split-relationship.ts';

const names = ['A', 'B', 'C', 'D', 'E'];

test('an object that is moved stands before the one it is put on, and one record changes', () => {
  fc.assert(
    fc.property(fc.nat(4), fc.nat(5), (from, to) => {
      const model = modelOf(names);
      const moved = names[from] ?? '';
      const edits = moveObject(model, moved, to);
      const wanted = [...names.slice(0, to).filter((name) => name !== moved), moved, ...names.slice(to)];
      const order = edited(model, edits).objects.map(({ id }) => id);
      expect(order).toEqual(wanted.filter((name, index) => name !== moved || wanted.indexOf(moved) === index));
      expect(edits.length).toBeLessThanOrEqual(1);
    }),
  );
});

test('between two objects of one rank a move ranks all anew', () => {
  const model = edited(modelOf(names), [patchEdit('object', 'C', { rank: 'a0011' })]);
  expect(model.objects.map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D', 'E']);
  const order = edited(model, moveObject(model, 'E', 2)).objects.map(({ id }) => id);
  expect(order).toEqual(['A', 'B', 'E', 'C', 'D']);
});

test('objects are sorted by name, type and degree; what is in order already gives no edit', () => {
  const types = [
    patchEdit('object', 'A', { name: 'zebra', objectType: 'core' }),
    patchEdit('object', 'C', { name: 'Object 10' }),
    patchEdit('object', 'D', { name: 'object 9' }),
  ];
  const model = edited(modelOf(names), types);
  const order = (key: 'name' | 'type' | 'degree') => edited(model, sortObjects(model, key)).objects.map(({ id }) => id);
  expect(order('name')).toEqual(['B', 'E', 'D', 'C', 'A']);
  expect(order('type')).toEqual(['A', 'B', 'E', 'D', 'C']);
  expect(sortObjects(modelOf(names), 'name')).toEqual([]);
  expect(ranksAfter(model.objects, 2).length).toBe(2);
});

function related(...pairs: readonly (readonly [string, string, string])[]) {
  const model = modelOf(names);
  const writes = pairs.map(([rowId, columnId, text]) => ({ rowId, columnId, text }));
  const done = writeCells(model, writes, { projectId: 'p', userId: 'ada', newId: countingIds() });
  return done.ok ? edited(model, done.value) : model;
}

test('the shortest path leads over relationships in either direction', () => {
  const model = related(['A', 'B', '1'], ['C', 'B', '1'], ['C', 'D', '1'], ['A', 'A', '1'], ['B', 'D', '1']);
  expect(findPath(model, 'A', 'D')?.map(({ fromId, toId }) => fromId + toId)).toEqual(['AB', 'BD']);
  expect(findPath(model, 'A', 'E')).toBeUndefined();
  expect(findPath(model, 'A', 'A')).toEqual([]);
});

test('a many-to-many becomes an object between the two, with one relationship to each', () => {
  const model = related(['A', 'B', '0..*:1..*']);
  const [relationship] = model.tables.relationship.values();
  if (relationship === undefined) throw new Error('There is no relationship.');
  expect(isManyToMany(relationship)).toBe(true);
  const edits = splitRelationship(model, relationship, { name: 'A B', userId: 'ada', newId: countingIds('j') });
  const split = edited(model, edits);
  expect(split.objects.map(({ name }) => name)).toEqual(['A', 'B', 'A B', 'C', 'D', 'E']);
  expect([...split.tables.relationship.values()]).toMatchObject([
    { sourceObjectId: 'A', targetObjectId: 'j0001', sourceEnd: '1', targetEnd: '1..*' },
    { sourceObjectId: 'B', targetObjectId: 'j0001', sourceEnd: '1', targetEnd: '0..*' },
  ]);
});
