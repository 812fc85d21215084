import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import { setupProject } from './matrix.harness.ts';

const file = path.join(import.meta.dirname, '../../resources/examples/streaming-service.json');
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Row = { readonly [field: string]: Json };
const sample = JSON.parse(readFileSync(file, 'utf8')) as { readonly [list: string]: Json };
const rowsOf = (list: string) => sample[list] as unknown as readonly Row[];

async function setup() {
  const world = await setupProject();
  const made = await world.handlers.createExample({ workspaceId: world.workspaceId }, world.call);
  assert(made.ok, 'The example was not made.');
  const tables = world.readTables(made.value.id);
  /** The record that came of a row of the file. */
  const recordOf = (entity: ModelEntityName, id: Json | undefined): AnyRecord => {
    const records: readonly AnyRecord[] = [...tables[entity].values()];
    const found = records.find(({ metadata }) => (metadata as Row)['id'] === id);
    assert(found !== undefined, `There is no ${entity} ${JSON.stringify(id)}.`);
    return found;
  };
  return { ...world, tables, recordOf, project: world.store.get(projectEntity, made.value.id) };
}

/** Every value in a piece of JSON that is no list and no object. */
function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
  return [value];
}

/** Those leaves of a row that its record does not have: word for word, as a line of a text, or as one side of a cardinality. */
function missingLeaves(row: Row, record: unknown): readonly unknown[] {
  const kept = new Set(
    leavesOf(record).flatMap((leaf) => (typeof leaf === 'string' ? [leaf, ...leaf.split('\n')] : [leaf])),
  );
  const wanted = leavesOf(row).flatMap((leaf) =>
    typeof leaf === 'string' && /^[\d.*]+:[\d.*]+$/.test(leaf) && !kept.has(leaf) ? leaf.split(':') : [leaf],
  );
  return wanted.filter((leaf) => leaf !== '' && leaf !== null && !kept.has(leaf));
}

const renamed: { readonly [word: string]: string } = { core_content: 'core' };
const inOurWords = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [field, typeof value === 'string' ? (renamed[value] ?? value) : value]),
  );

test('nothing of the example file is lost in its records', async () => {
  const { tables, recordOf, project } = await setup();
  const { project: head, format } = sample as unknown as { project: Row; format: string };
  expect(missingLeaves({ ...head, format }, project)).toEqual([]);
  for (const row of rowsOf('roles')) expect(missingLeaves(row, recordOf('projectRole', row['id']))).toEqual([]);
  for (const row of rowsOf('objects')) expect(missingLeaves(row, recordOf('object', row['id']))).toEqual([]);
  for (const { source, target, ...row } of rowsOf('relationships')) {
    const record = recordOf('relationship', row['id'] ?? null);
    expect(missingLeaves(row, record)).toEqual([]);
    expect(record['sourceObjectId']).toBe(recordOf('object', source).id);
    expect(record['targetObjectId']).toBe(recordOf('object', target).id);
  }
  for (const { object, roles, ...row } of rowsOf('ctas')) {
    const record = recordOf('cta', row['id'] ?? null);
    expect(missingLeaves(row, record)).toEqual([]);
    expect(record['objectId']).toBe(recordOf('object', object).id);
    const roleIds = [...tables.ctaRole.values()]
      .filter(({ ctaId }) => ctaId === record.id)
      .map((one) => one.projectRoleId);
    expect(roleIds.toSorted()).toEqual((roles as string[]).map((role) => recordOf('projectRole', role).id).toSorted());
  }
  for (const { object, ...row } of rowsOf('attributes')) {
    const record = recordOf('attribute', row['id'] ?? null);
    expect(missingLeaves(inOurWords(row), record)).toEqual([]);
    expect(record['objectId']).toBe(recordOf('object', object).id);
  }
  for (const { on, ...row } of rowsOf('open_questions')) {
    const record = recordOf('openQuestion', row['id'] ?? null);
    expect(missingLeaves(row, record)).toEqual([]);
    const subject = recordOf(record['subjectKind'] as 'object' | 'relationship', on);
    expect(record['subjectId']).toBe(subject.id);
  }
  const pairs = (sample['no_relationship'] as unknown as readonly (readonly string[])[]).map((pair) =>
    pair
      .map((id) => recordOf('object', id).id)
      .toSorted()
      .join(),
  );
  const reviewed = [...tables.pairReview.values()].map(({ objectAId, objectBId }) => `${objectAId},${objectBId}`);
  expect(reviewed.toSorted()).toEqual(pairs.toSorted());
});

test('the example speaks the words of the model', async () => {
  const { recordOf, project } = await setup();
  expect(project).toMatchObject({
    name: 'Streaming service',
    status: 'active',
    settings: { phases: ['now', 'next', 'later'] },
  });
  expect(recordOf('relationship', 'r1')).toMatchObject({
    relationshipType: 'contains',
    sourceEnd: '1',
    targetEnd: '1..*',
  });
  expect(recordOf('relationship', 'r13')).toMatchObject({
    relationshipType: 'has',
    sourceEnd: '0..1',
    targetEnd: '0..*',
  });
  expect(recordOf('relationship', 'r17')).toMatchObject({
    relationshipType: 'references',
    sourceEnd: null,
    targetEnd: null,
  });
  expect(recordOf('object', 'genre')).toMatchObject({
    objectType: 'supporting',
    metadata: { object_type: 'taxonomy' },
  });
  expect(recordOf('attribute', 'a1')).toMatchObject({ dataType: 'email' });
  expect(recordOf('attribute', 'a5')).toMatchObject({ validationRules: { min: '1', max: '30' } });
  expect(recordOf('attribute', 'a9')).toMatchObject({ validationRules: { isUnique: true } });
  expect(recordOf('attribute', 'a10')).toMatchObject({
    dataType: 'decimal',
    validationRules: { min: '0', decimals: 2 },
  });
  expect(recordOf('attribute', 'a12')).toMatchObject({
    validationRules: { values: ['SD', 'HD', '4K'] },
    defaultValue: 'HD',
  });
  expect(recordOf('attribute', 'a15')).toMatchObject({ validationRules: { note: '>= started_on' } });
  expect(recordOf('cta', 'c7')).toMatchObject({ tier: 'quaternary', priority: 'wont' });
});

test('the example can be brought in again, and one undo takes it away', async () => {
  const { store, handlers, workspaceId, call, project } = await setup();
  const again = await handlers.createExample({ workspaceId }, call);
  assert(again.ok, 'The example was not made again.');
  expect(again.value.id).not.toBe(project.id);
  store.undo('ada');
  expect(store.find(projectEntity, again.value.id)).toBeUndefined();
  expect(store.find(projectEntity, project.id)).toBeDefined();
});
