/*
 * What a member may do in a project: the role's level, then the exceptions of the membership. The device and the server ask the
 * same functions; offline the owner may do everything.
 */
import type { ModelEntityName } from './model-entities.ts';
import type { ProjectMembershipRecord, ProjectRecord } from './project-entities.ts';
import type { AccessLevel, Artifact } from './project-settings.ts';

export type ProjectAccess = Pick<ProjectMembershipRecord, 'role' | 'permissions'>;

export const artifactOf: { readonly [name in ModelEntityName]: Artifact } = {
  object: 'objects',
  relationship: 'relationships',
  pairReview: 'relationships',
  projectRole: 'roles',
  cta: 'ctas',
  ctaRole: 'ctas',
  attribute: 'attributes',
  openQuestion: 'questions',
  context: 'shapeshifter',
  contextVisibility: 'shapeshifter',
  sourceText: 'texts',
  comment: 'comments',
  // Interviews and briefs, whether they are typed or a file.
  projectAttachment: 'texts',
};

/** Null for who is no member: to them there is no such project. Its owner needs no membership. */
export function projectAccess(
  project: Pick<ProjectRecord, 'ownerId'>,
  membership: ProjectMembershipRecord | undefined,
  userId: string,
): ProjectAccess | null {
  if (project.ownerId === userId) return { role: 'owner', permissions: { artifacts: {}, objects: {} } };
  return membership ?? null;
}

/** The level for one artifact, where it hangs on objects the least of what each of them gives. */
export function accessLevel(access: ProjectAccess, artifact: Artifact, objectIds: readonly string[] = []): AccessLevel {
  if (access.role === 'owner') return 'edit';
  const { artifacts, objects } = access.permissions;
  const usual = artifacts[artifact] ?? (access.role === 'editor' ? 'edit' : 'view');
  return objectIds.map((id) => objects[id] ?? usual).reduce(lower, objectIds.length === 0 ? usual : 'edit');
}

const order: readonly AccessLevel[] = ['none', 'view', 'edit'];

function lower(left: AccessLevel, right: AccessLevel): AccessLevel {
  return order.indexOf(left) < order.indexOf(right) ? left : right;
}

type Fields = { readonly [field: string]: unknown };

/** The objects that a record hangs on, as its own fields name them. An object hangs on itself. */
export function objectIdsOf(entity: ModelEntityName, record: Fields): readonly string[] {
  const named =
    entity === 'object'
      ? [record['id']]
      : [
          record['objectId'],
          record['sourceObjectId'],
          record['targetObjectId'],
          record['objectAId'],
          record['objectBId'],
        ];
  return named.filter((id) => typeof id === 'string');
}
