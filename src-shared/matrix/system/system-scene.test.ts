import { expect, test } from 'vitest';

import { edited, modelOf } from '../matrix-model.harness.ts';
import { createEdit, patchEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newObject, newRelationship } from '../new-records.ts';
import { clusterObjects, looseClusterId } from './system-clusters.ts';
import { neighbourhoodOf, neighboursMax } from './system-neighbourhood.ts';
import { edgesMax, inLanes, showsAll, systemScene, usualMode, wholeObjectsMax } from './system-scene.ts';
import { edgeLabel, relationshipSentence } from './system-words.ts';

function relate(...pairs: readonly (readonly [string, string])[]): readonly ModelEdit[] {
  return pairs.map(([sourceObjectId, targetObjectId], index) =>
    createEdit(
      'relationship',
      `r${String(index).padStart(4, '0')}`,
      newRelationship({ sourceObjectId, targetObjectId }),
    ),
  );
}

/** Two groups of four in which all are related, with one relationship between them, and one object alone. */
function setupGroups() {
  const [one, two] = [
    ['a', 'b', 'c', 'd'],
    ['e', 'f', 'g', 'h'],
  ] as const;
  const within = [one, two].flatMap((group) =>
    group.flatMap((from, index) => group.slice(index + 1).map((to) => [from, to] as const)),
  );
  return modelOf([...one, ...two, 'alone'], relate(...within, ['a', 'e']));
}

test('a neighbourhood has the objects within so many steps, whichever way the relationships run', () => {
  const model = modelOf(['a', 'b', 'c', 'd', 'e'], relate(['b', 'a'], ['b', 'c'], ['c', 'd'], ['e', 'e']));
  expect([...neighbourhoodOf(model, 'a', 2).distanceById]).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ]);
  expect(neighbourhoodOf(model, 'gone', 2)).toEqual({ distanceById: new Map(), leftOutCount: 0 });
});

test('a rejected noun is no step of a neighbourhood', () => {
  const model = edited(modelOf(['a', 'b', 'c'], relate(['a', 'b'], ['b', 'c'])), [
    patchEdit('object', 'b', { rejection: 'attribute' }),
  ]);
  expect([...neighbourhoodOf(model, 'a', 3).distanceById.keys()]).toEqual(['a']);
});

test('a neighbourhood that is too large says how many it leaves out', () => {
  const names = Array.from({ length: neighboursMax + 30 }, (_, index) => `o${String(index)}`);
  const model = modelOf(names, relate(...names.slice(1).map((name) => ['o0', name] as const)));
  const { distanceById, leftOutCount } = neighbourhoodOf(model, 'o0', 1);
  expect([distanceById.size, leftOutCount]).toEqual([neighboursMax, 30]);
});

test('objects that are related to each other are one cluster, and what is related to nothing is another', () => {
  const { list, clusterIdByObject } = clusterObjects(setupGroups());
  expect(list.map(({ memberIds }) => memberIds)).toEqual([['a', 'b', 'c', 'd'], ['e', 'f', 'g', 'h'], ['alone']]);
  expect(clusterIdByObject.get('alone')).toBe(looseClusterId);
  expect(clusterObjects(setupGroups())).toEqual(clusterObjects(setupGroups()));
});

test('a new object joins the cluster of its neighbours, and no other object changes its cluster', () => {
  const before = setupGroups();
  const clusters = clusterObjects(before);
  const model = edited(before, [
    createEdit('object', 'new', newObject({ name: 'new', rank: 'b1', createdBy: 'ada' })),
    createEdit('relationship', 'x1', newRelationship({ sourceObjectId: 'new', targetObjectId: 'g' })),
    createEdit('relationship', 'x2', newRelationship({ sourceObjectId: 'alone', targetObjectId: 'new' })),
  ]);
  const after = clusterObjects(model, clusters);
  expect(after.clusterIdByObject.get('new')).toBe(clusters.clusterIdByObject.get('g'));
  for (const id of 'abcdefgh') expect(after.clusterIdByObject.get(id)).toBe(clusters.clusterIdByObject.get(id));
});

test('an empty model, and one without relationships, has clusters too', () => {
  expect(clusterObjects(modelOf([])).list).toEqual([]);
  expect(clusterObjects(modelOf(['a', 'b'])).list.map(({ id }) => id)).toEqual([looseClusterId]);
});

test('clusters that are closed are joined by one line with the number of relationships', () => {
  const model = setupGroups();
  const clusters = clusterObjects(model);
  const scene = systemScene(model, { mode: { kind: 'clusters' }, filter: showsAll, clusters });
  expect(scene.nodes.map(({ kind }) => kind)).toEqual(['cluster', 'cluster', 'cluster']);
  expect(scene.edges).toMatchObject([{ kind: 'bundle', count: 1 }]);
});

test('an open cluster shows its objects and the relationships among them; those of a chosen object to elsewhere too', () => {
  const model = setupGroups();
  const clusters = clusterObjects(model);
  const open = new Set([clusters.clusterIdByObject.get('a') ?? '']);
  const query = { mode: { kind: 'clusters' }, filter: showsAll, clusters, openClusterIds: open } as const;
  const scene = systemScene(model, query);
  expect(scene.nodes.flatMap((node) => (node.kind === 'object' ? [node.id] : []))).toEqual(['a', 'b', 'c', 'd']);
  expect(scene.edges.filter(({ kind }) => kind === 'relationship')).toHaveLength(6);
  const bundles = (chosenIds: ReadonlySet<string>) =>
    systemScene(model, { ...query, chosenIds }).edges.flatMap((edge) =>
      edge.kind === 'bundle' ? [new Set([edge.sourceId, edge.targetId])] : [],
    );
  const [one, two] = ['a', 'e'].map((id) => clusters.clusterIdByObject.get(id) ?? '');
  expect(bundles(new Set())).toEqual([new Set([one, two])]);
  expect(bundles(new Set(['a']))).toEqual([new Set(['a', two])]);
});

test('filters leave out objects by type and phase, and relationships by what is answered', () => {
  const model = edited(modelOf(['a', 'b', 'c'], relate(['a', 'b'])), [
    patchEdit('object', 'a', { objectType: 'core', phase: 'now' }),
    createEdit('openQuestion', 'q', {
      subjectKind: 'relationship',
      subjectId: 'r0000',
      question: 'Which?',
      answer: '',
      risk: 'low',
      isOpen: true,
      ownerId: null,
      metadata: {},
    }),
  ]);
  const shown = (filter: Partial<typeof showsAll>) =>
    systemScene(model, { mode: { kind: 'whole' }, filter: { ...showsAll, ...filter } }).nodes.map(({ id }) => id);
  expect(shown({ types: ['core'] })).toEqual(['a']);
  expect(shown({ phases: ['now'] })).toEqual(['a']);
  expect(shown({ state: 'contested' })).toEqual(['a', 'b']);
  expect(shown({ state: 'complete' })).toEqual([]);
});

test('of too many relationships only those of chosen objects are drawn, and the others are counted', () => {
  const names = Array.from({ length: 40 }, (_, index) => `o${String(index)}`);
  const pairs = names.flatMap((from, index) => names.slice(index + 1).map((to) => [from, to] as const));
  const model = modelOf(names, relate(...pairs));
  const scene = systemScene(model, { mode: { kind: 'whole' }, filter: showsAll, chosenIds: new Set(['o3']) });
  expect(pairs.length).toBeGreaterThan(edgesMax);
  expect([scene.edges.length, scene.hiddenEdgeCount]).toEqual([39, pairs.length - 39]);
});

test('several relationships of a pair have lanes of their own, whichever way they run', () => {
  const model = modelOf(['a', 'b'], relate(['a', 'b'], ['b', 'a'], ['a', 'b']));
  const lanes = inLanes([...model.tables.relationship.values()]).map((edge) =>
    edge.kind === 'relationship' ? edge.lane : null,
  );
  // The second one runs the other way round: on its own way 0 is the middle.
  expect(lanes.map((lane) => (lane === 0 ? 0 : lane))).toEqual([-1, 0, 1]);
});

test('a model of more objects than one overlooks begins with clusters', () => {
  const names = Array.from({ length: wholeObjectsMax + 1 }, (_, index) => `o${String(index)}`);
  expect(usualMode(modelOf(names))).toEqual({ kind: 'clusters' });
  expect(usualMode(modelOf(names.slice(1)))).toEqual({ kind: 'whole' });
});

test('a relationship is said in words, and a long label is cut', () => {
  const model = edited(modelOf(['Account', 'Plan'], relate(['Account', 'Plan'])), [
    patchEdit('relationship', 'r0000', { description: 'holds', inverseLabel: 'is held by', targetEnd: '0..*' }),
  ]);
  const [relationship] = model.tables.relationship.values();
  if (relationship === undefined) throw new Error('There is one.');
  expect(relationshipSentence(model, relationship)).toBe(
    'Account holds any number of Plan; an unknown number of Account for each Plan',
  );
  expect(edgeLabel(relationship)).toBe('holds / is held by');
  expect(edgeLabel({ ...relationship, description: 'x'.repeat(100_000), inverseLabel: '' })).toHaveLength(33);
});
