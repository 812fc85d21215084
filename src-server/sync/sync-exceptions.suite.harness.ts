/*
 * Exceptions by object: what a membership hides of a project is not on its member's disk.
 */
import { expect, test } from 'vitest';

import { relationshipId } from '#shared/matrix/matrix-keys.ts';
import { rowToSent } from '#shared/sync/snapshot-rows.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import { setupSync } from './sync.suite.harness.ts';
import type { Place, TestDevice } from './test-device.harness.ts';

const applied = { kind: 'applied' };

export function exceptionsSuite(world: () => PeopleWorld): void {
  test('what hangs on an object that is hidden from a member is neither told to them, nor in a snapshot, nor in a refusal', async () => {
    const sync = await setupSync(world());
    const { ada, bob, bobIs, place } = sync;
    const [open, hidden] = [createObject(ada, place, 'Order'), createObject(ada, place, 'Salary')];
    const objects = { [hidden.recordId]: 'none' };
    expect(
      await ada.push([
        open,
        hidden,
        ada.workspaceMember(place.workspaceId, bobIs.id, 'editor'),
        ada.projectMember(place, bobIs.id, 'editor', { objects }),
      ]),
    ).toEqual([applied, applied, applied, applied]);
    const { head } = await bob.greet();
    const about = (subjectId: string) => ada.comment(place, 'about it', { subjectKind: 'object', subjectId });
    const attribute = (objectId: string) => createAttribute(ada, place, objectId, 'amount');
    const shown = [
      about(open.recordId),
      attribute(open.recordId),
      ada.patch('object', open.recordId, { name: 'Orders' }),
    ];
    const kept = [
      about(hidden.recordId),
      attribute(hidden.recordId),
      createRelationship(ada, place, open.recordId, hidden.recordId),
      ada.patch('object', hidden.recordId, { name: 'Wages' }),
    ];
    const behind = ada.comment(place, 'about that', {
      subjectKind: 'relationship',
      subjectId: kept[2]?.recordId,
    });
    const pushed = [...shown, ...kept, behind];
    expect(await ada.push(pushed)).toEqual(pushed.map(() => applied));

    const { changes, cursor } = await bob.pull(head);
    expect(changes.map(({ recordId }) => recordId)).toEqual(shown.map(({ recordId }) => recordId));
    expect(cursor.seq).toBe(head.seq + pushed.length);
    const snapshot = async (entity: string) => {
      const scope = { kind: 'project' as const, id: place.projectId };
      const { records, isEnd } = await bobIs.client.sync.snapshot({ scope, entity, afterId: null });
      expect(isEnd).toBe(true);
      const { names, rows } = await bobIs.client.sync.rows({ scope, entity, afterId: null });
      expect(rows.map((row) => rowToSent(entity, names, row))).toEqual(records);
      return records.map(({ id }) => id);
    };
    expect(await snapshot('object')).toEqual([open.recordId]);
    expect(await snapshot('comment')).toEqual([shown[0]?.recordId]);
    expect(await snapshot('attribute')).toEqual([shown[1]?.recordId]);
    expect(await snapshot('relationship')).toEqual([]);
    expect(await bob.push([bob.patch('object', hidden.recordId, { name: 'Mine' })])).toEqual([
      expect.objectContaining({ kind: 'rejected', code: 'not-permitted', record: null }),
    ]);
  });

  test('of a kind that is hidden, a member is shown what hangs on the objects that are open to them', async () => {
    const sync = await setupSync(world());
    const { ada, bob, bobIs, place } = sync;
    const [open, hidden] = [createObject(ada, place, 'Order'), createObject(ada, place, 'Salary')];
    const { head } = await bob.greet();
    await ada.push([
      open,
      hidden,
      ada.workspaceMember(place.workspaceId, bobIs.id, 'editor'),
      ada.projectMember(place, bobIs.id, 'editor', {
        artifacts: { objects: 'none' },
        objects: { [open.recordId]: 'view' },
      }),
    ]);
    const { changes } = await bob.pull(head);
    const objects = changes.filter(({ entity }) => entity === 'object').map(({ recordId }) => recordId);
    expect(objects).toEqual([open.recordId]);
  });
}

function createObject(device: TestDevice, { workspaceId, projectId }: Place, name: string): SentChange {
  return device.create('object', {
    workspaceId,
    projectId,
    name,
    description: '',
    rank: 'a0',
    objectType: 'core',
    complexity: 'low',
    createdBy: projectId,
    instances: [],
    purpose: '',
    synonyms: [],
    states: [],
    phase: '',
    rejectionNote: '',
    metadata: {},
  });
}

function createAttribute(
  device: TestDevice,
  { workspaceId, projectId }: Place,
  objectId: string,
  name: string,
): SentChange {
  return device.create('attribute', {
    workspaceId,
    projectId,
    objectId,
    name,
    dataType: 'text',
    isRequired: false,
    validationRules: {},
    description: '',
    rank: 'a0',
    category: 'core',
    source: '',
    usedIn: [],
    visibility: '',
    metadata: {},
  });
}

function createRelationship(
  device: TestDevice,
  { workspaceId, projectId }: Place,
  from: string,
  to: string,
): SentChange {
  const texts = ['description', 'inverseLabel', 'phase'];
  const atBothEnds = ['Mechanics', 'Sort', 'Filter'].flatMap((name) => [`source${name}`, `target${name}`]);
  return device.create(
    'relationship',
    {
      workspaceId,
      projectId,
      sourceObjectId: from,
      targetObjectId: to,
      relationshipType: 'has',
      ...Object.fromEntries([...texts, ...atBothEnds].map((name) => [name, ''])),
      metadata: {},
    },
    relationshipId(projectId, from, to),
  );
}
