// What a simulation is about: people, their rights, entities in three ages of the schema, and the ways to do it wrong.
import { defineEntity } from '../../schema/entity.ts';
import type { AnyEntity } from '../../schema/entity.ts';
import { integer, mergedText, optional, reference, text } from '../../schema/field.ts';
import type { ReachedScope, SyncScope } from '../sync-protocol.ts';
import { idAt } from '../sync-world.harness.ts';

// Names, fields and permissions are such that the real server can be given these entities too (src-server/sync/replay).
const titleMax = 12;
const ofProject = { read: 'project:read', write: null };

const workspace = defineEntity('workspace', {
  scope: 'workspace',
  fields: { name: text(), ownerId: reference('user') },
  permissions: { read: 'workspace:read', write: 'workspace:edit' },
});
const project = defineEntity('project', {
  scope: 'workspace',
  fields: { name: text({ max: titleMax }), ownerId: reference('user') },
  permissions: ofProject,
});
const object = defineEntity('object', {
  scope: 'project',
  fields: { title: text({ max: titleMax }), points: integer() },
  permissions: ofProject,
});
const preference = defineEntity('preference', {
  scope: 'user',
  fields: { value: integer() },
  permissions: { read: 'preference:edit', write: 'preference:edit' },
});
const member = defineEntity('member', {
  scope: 'tenant',
  fields: { name: text() },
  permissions: { read: 'tenant:read', write: 'tenant:edit' },
});

const ofNotes = { read: 'function:read', write: 'function:edit' };
const noteFields = {
  author: text({ merge: 'fixed' as const }),
  title: text({ max: titleMax }),
  points: integer(),
  body: mergedText({ max: 500 }),
};
const notes = [
  defineEntity('note', { scope: 'workspace', fields: noteFields, permissions: ofNotes }),
  defineEntity('note', {
    scope: 'workspace',
    fields: { ...noteFields, rating: optional(integer()) },
    permissions: ofNotes,
  }),
  defineEntity('note', {
    scope: 'workspace',
    fields: {
      ...noteFields,
      rating: optional(integer()),
      shape: optional(text({ max: titleMax })),
      motto: optional(mergedText({ max: 500 })),
    },
    permissions: ofNotes,
  }),
] as const;

/** The oldest schema, which a server of the newest does not take any more, to the newest. */
export const schemaVersions = [3, 5, 6] as const;

const entitiesByVersion: ReadonlyMap<number, ReadonlyMap<string, AnyEntity>> = new Map(
  schemaVersions.map((version, index) => [
    version,
    new Map<string, AnyEntity>(
      [workspace, project, object, preference, member, notes[index] ?? notes[0]].map((entity) => [entity.name, entity]),
    ),
  ]),
);

export function entitiesOf(schemaVersion: number): ReadonlyMap<string, AnyEntity> {
  const entities = entitiesByVersion.get(schemaVersion);
  if (entities === undefined) throw new Error(`No schema ${String(schemaVersion)}`);
  return entities;
}

export const tenantId = 't';
export const workspaceIds: readonly string[] = [idAt(1), idAt(2), idAt(3)];
export const userIds = ['ann', 'bea', 'cem'] as const;
/** Whose the workspaces are; she has no device. */
export const ownerId = 'ada';

/** `guest` sees that the workspace is there and nothing in it; nobody is there for everybody who has no right. */
export type SimRole = 'guest' | 'viewer' | 'editor';
export const roles: readonly SimRole[] = ['guest', 'viewer', 'editor'];

export type SimRight = { readonly userId: string; readonly scope: SyncScope; readonly role: SimRole };

export function rightKey({ userId, scope }: Pick<SimRight, 'userId' | 'scope'>): string {
  return `${userId} ${scope.kind} ${scope.id}`;
}

export function reachedBy({ scope, role }: SimRight): ReachedScope {
  const shown =
    scope.kind === 'project' ? ['project', 'object'] : role === 'guest' ? ['workspace'] : ['workspace', 'note'];
  return { ...scope, entities: shown };
}

/** Ways to do it wrong; each must be found out by the oracles. */
export const mutants = [
  'no-dedup',
  'no-clock-receive',
  'snapshot-without-clock',
  'no-rollback-on-refusal',
  'cursor-on-ack',
  'cursor-before-apply',
  'outbox-apart',
  'late-answers-taken',
  'no-gap',
  'no-fence',
  'any-epoch',
  'records-not-restamped',
  'no-purge',
  'snapshot-merged-only',
  'remembered-record',
  'restored-file-goes-on',
  'unknown-dropped',
  'unknown-outlives',
  'answers-forgotten',
  'floor-stays',
  'keys-forgotten',
  'news-anywhere',
  'own-news-taken',
  'late-news-taken',
] as const;
export type Mutant = (typeof mutants)[number];
