/*
 * Whether today's rights let a person write what a change says. The database asks the same of every row, but more coarsely: what
 * depends on a record's contents (exceptions of a membership, whose words a comment holds) is asked here.
 */
import { accessLevel, artifactOf } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import { isModelEntityName } from '#shared/matrix/model-entities.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { objectsBehind } from '#shared/matrix/objects-behind.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import { noExceptions } from '#shared/matrix/project-settings.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import type { WriteQuestion } from '#shared/sync/accept-change.ts';
import type { RejectionCode } from '#shared/sync/sync-protocol.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import type { Asker } from '../rpc/server-call.ts';
import type { Positions } from './find-reach.ts';
import type { SyncDeps } from './sync-deps.ts';

type Fields = { readonly [field: string]: unknown };

export type WriteRights = Pick<SyncDeps, 'schema' | 'entityByName'> & {
  readonly asker: Pick<Asker, 'userId' | 'permissions'>;
  readonly positions: Positions;
  /** Author and words (`wordsOf`) of comments that one transaction deletes and says again elsewhere, in whoever's name. */
  readonly movedWords: ReadonlySet<string>;
};

type Question = WriteQuestion & { readonly rights: WriteRights };

const notPermitted: RejectionCode = 'not-permitted';

export function mayWrite(rights: WriteRights, asked: WriteQuestion): RejectionCode | undefined {
  const question = { ...asked, rights };
  const { entity, after } = question;
  const { scope } = entity;
  if (scope === 'user') return onlyIf(mayWritePerson(question, after.record));
  if (entity.name === projectEntity.name) return onlyIf(mayWriteProject(question));
  if (scope === 'workspace') return onlyIf(mayWriteInWorkspace(question, after.record));
  if (scope === 'project') return mayWriteInProject(question);
  return notPermitted;
}

export function wordsOf(
  { deviceId, transactionNumber }: WriteQuestion['transaction'],
  { authorId, body }: Fields,
): string {
  return JSON.stringify([deviceId, transactionNumber, authorId, body]);
}

function onlyIf(isPermitted: boolean): RejectionCode | undefined {
  return isPermitted ? undefined : notPermitted;
}

function has({ rights }: Question, permission: string | null): boolean {
  return permission !== null && (rights.asker.permissions as ReadonlySet<string>).has(permission);
}

/** Preferences are one's own alone; what is noted of somebody, whoever edits people notes. */
function mayWritePerson(question: Question, { userId }: Fields): boolean {
  const { write } = question.entity.permissions;
  return has(question, write) && (write !== 'preference:edit' || userId === question.rights.asker.userId);
}

function mayWriteInWorkspace(question: Question, record: Fields): boolean {
  const { entity, before, rights } = question;
  if (entity.name === workspaceEntity.name && before === undefined)
    return has(question, 'workspace:create') && record['ownerId'] === rights.asker.userId;
  // What only the program writes on a device, it writes in releasing.
  const permission = entity.permissions.write ?? 'function:release';
  return inWorkspace(question, String(record['workspaceId']), permission);
}

function inWorkspace(question: Question, workspaceId: string, permission: string): boolean {
  const given: { readonly [role: string]: readonly Permission[] } = question.rights.schema.workspacePermissions;
  const roles = rolesIn(question, workspaceId);
  return has(question, permission) && roles.some((role) => (given[role] as readonly string[]).includes(permission));
}

function rolesIn(question: Question, workspaceId: string): readonly string[] {
  const known = question.rights.positions.workspaceRoles.get(workspaceId) ?? [];
  return isOwnRecord(question, workspaceEntity, workspaceId) ? ['owner', ...known] : known;
}

/** Also of what the same push has made a moment ago. */
function isOwnRecord({ findRecord, rights }: Question, entity: AnyEntity, id: string): boolean {
  const found = findRecord(entity, id);
  return found !== undefined && found !== 'hidden' && found.record['ownerId'] === rights.asker.userId;
}

function accessTo(question: Question, projectId: string): ProjectAccess | undefined {
  const known = question.rights.positions.projectAccess.get(projectId);
  if (known !== undefined) return known;
  return isOwnRecord(question, projectEntity, projectId) ? { role: 'owner', permissions: noExceptions } : undefined;
}

function mayWriteProject(question: Question): boolean {
  const { before, after, patch, rights } = question;
  if (before === undefined)
    return (
      inWorkspace(question, String(after.record['workspaceId']), 'project:create') &&
      after.record['ownerId'] === rights.asker.userId
    );
  const role = accessTo(question, after.record.id)?.role;
  if (!has(question, 'project:edit') || role === undefined || role === 'viewer') return false;
  // To whom it belongs, and whether it is there, its owners say.
  return role === 'owner' || (!('ownerId' in patch) && !('deletedAt' in patch));
}

function mayWriteInProject(question: Question): RejectionCode | undefined {
  const { entity, before, after } = question;
  const { projectId, workspaceId } = after.record;
  const project = question.findRecord(projectEntity, String(projectId));
  if (project === undefined || project === 'hidden') return notPermitted;
  if (project.record['workspaceId'] !== workspaceId) return 'scope-foreign';
  const access = accessTo(question, String(projectId));
  if (access === undefined || rolesIn(question, String(workspaceId)).length === 0) return notPermitted;
  const { name } = entity;
  if (!isModelEntityName(name)) {
    // Who makes a project becomes its first member, also without the right to take others in.
    const isMine = after.record['userId'] === question.rights.asker.userId;
    return onlyIf(access.role === 'owner' && (has(question, 'project:share') || isMine));
  }
  const records = before === undefined ? [after] : [before, after];
  const edits = records.every((record) => levelOf(question, access, { name, record }) === 'edit');
  if (!has(question, 'project:edit') || !edits) return notPermitted;
  return onlyIf(name !== 'comment' || mayWriteComment(question, access));
}

function levelOf(
  { findRecord, rights }: Question,
  access: ProjectAccess,
  { name, record }: { readonly name: ModelEntityName; readonly record: StoredRecord },
): string {
  const find = (entityName: ModelEntityName, id: string): Fields | undefined => {
    const entity = rights.entityByName.get(entityName);
    const found = entity === undefined ? undefined : findRecord(entity, id);
    return found === 'hidden' ? undefined : found?.record;
  };
  return accessLevel(access, artifactOf[name], objectsBehind(find, name, record.record));
}

/** Nobody speaks in another's name, or changes another's words; an owner may delete them. */
function mayWriteComment({ before, after, patch, rights, transaction }: Question, access: ProjectAccess): boolean {
  const isMoved = rights.movedWords.has(wordsOf(transaction, after.record));
  const isOwn = (before ?? after).record['authorId'] === rights.asker.userId;
  if (before === undefined) return isOwn || isMoved;
  if (isOwn) return after.record['authorId'] === before.record['authorId'];
  if ('body' in patch || 'authorId' in patch) return false;
  return !('deletedAt' in patch) || access.role === 'owner' || isMoved;
}
