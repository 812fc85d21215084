/*
 * Who may do what, said once more and plainly, by reading the issue and not the policies: what the matrix of the tests expects.
 */
import { permissions } from '#shared/rpc/permission-rules.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import { home } from './security-world.harness.ts';
import type { Target } from './security-world.harness.ts';

export type Verb = 'select' | 'insert' | 'update' | 'delete';

export type Asker = {
  readonly name: string;
  /** Null for whoever says of no tenant that it is theirs. */
  readonly tenantId: string | null;
  /** False for what the server does by itself. */
  readonly isMe: boolean;
  readonly permissions: readonly Permission[];
};

export function isExpected(asker: Asker, verb: Verb, target: Target): boolean {
  if (asker.tenantId !== home) return false;
  if (!verbExists(verb, target)) return false;
  const reads = mayRead(asker, target);
  if (verb === 'select') return reads;
  // To change a row it has to be found.
  return mayWrite(asker, verb, target) && (verb === 'insert' || reads);
}

function verbExists(verb: Verb, { entity }: Target): boolean {
  if (entity.name === 'tenant') return verb === 'select' || verb === 'update';
  if (entity.name === 'blobRead') return verb !== 'update';
  if (entity.permissions.isAppendOnly !== true) return true;
  // Of what is never changed only what it tells of a person is erased, and only events tell of one.
  return verb === 'select' || verb === 'insert' || (verb === 'update' && entity.name === 'auditEvent');
}

function mayRead(asker: Asker, target: Target): boolean {
  const { entity, isMine } = target;
  const has = hasOf(asker);
  const own = isMine && asker.isMe;
  if (exports(asker, target)) return true;
  switch (entity.scope) {
    case 'user':
      return mayTouchPerson(asker, entity.permissions.read, own) || (entity.name === 'userData' && own);
    case 'workspace':
      if (entity.name === 'project') return has('project:read') && reachesProject(asker, target);
      return inWorkspace(asker, target, entity.permissions.read);
    case 'project':
      return has('project:read') && reachesProject(asker, target);
    default:
      return (
        has(entity.permissions.read) ||
        (own && entity.permissions.own !== undefined) ||
        (entity.name === 'auditEvent' && has('user:erase')) ||
        (entity.name === 'blobRead' && !asker.isMe && has('user:erase'))
      );
  }
}

/**
 * What is stored of a person is given to them, wherever in workspaces and projects it is, and what names bytes keeps them; no person
 * reads it so.
 */
function exports(asker: Asker, { entity }: Target): boolean {
  const isInside = entity.scope === 'workspace' || entity.scope === 'project';
  const namesPerson = Object.values(entity.fields).some(({ target }) => target === 'user');
  const namesBytes = Object.values(entity.fields).some(({ kind }) => kind === 'blob');
  return isInside && (namesPerson || namesBytes) && !asker.isMe && hasOf(asker)('user:erase');
}

function mayWrite(asker: Asker, verb: Verb, target: Target): boolean {
  const { entity, isMine } = target;
  const { write, own } = entity.permissions;
  const has = hasOf(asker);
  switch (entity.scope) {
    case 'user':
      return write !== null && mayTouchPerson(asker, write, isMine && asker.isMe);
    case 'workspace':
      return mayWriteInWorkspace(asker, verb, target);
    case 'project':
      return mayWriteInProject(asker, target);
    default:
      if (entity.name === 'auditEvent') return verb === 'insert' || has('user:erase');
      if (entity.name === 'mail') return verb === 'insert' || !asker.isMe;
      if (entity.name === 'blobRead' && verb === 'insert') return isMine && asker.isMe;
      if (write === null) return !asker.isMe;
      // One's own account one changes; who has one is for others to say.
      if (entity.name === 'user' && verb !== 'update') return has(write);
      return has(write) || (own?.may === 'write' && isMine && asker.isMe);
  }
}

/** Of personal things (preferences) one touches one's own; of others by permission; and whoever erases a person, all. */
function mayTouchPerson(asker: Asker, permission: string, own: boolean): boolean {
  const has = hasOf(asker);
  if (has('user:erase')) return true;
  return permission === 'preference:edit' ? own && has(permission) : has(permission);
}

function mayWriteInWorkspace(asker: Asker, verb: Verb, target: Target): boolean {
  const { entity, project, isMine } = target;
  const has = hasOf(asker);
  if (entity.name === 'workspace' && verb === 'insert')
    return has('workspace:create') && asker.isMe && isInsertedMine(target);
  if (entity.name === 'functionVersion') return inWorkspace(asker, target, 'function:release');
  if (entity.name !== 'project') return inWorkspace(asker, target, entity.permissions.write ?? 'nobody');
  if (verb === 'insert') return inWorkspace(asker, target, 'project:create') && isMine && asker.isMe;
  const level = verb === 'delete' ? ['owns', 'owner'] : ['owns', 'owner', 'editor'];
  return has('project:edit') && reachesProject(asker, target) && level.includes(project ?? 'none');
}

function mayWriteInProject(asker: Asker, target: Target): boolean {
  const { entity, project = 'none', isMine } = target;
  const has = hasOf(asker);
  if (!reachesProject(asker, target)) return false;
  if (entity.name === 'projectMembership')
    return ['owns', 'owner'].includes(project) && (has('project:share') || isMine);
  return has('project:edit') && ['owns', 'owner', 'editor', 'exception'].includes(project);
}

/** The workspace of one's own is the one whose inserted row names oneself. */
function isInsertedMine({ workspace }: Target): boolean {
  return workspace === 'owns';
}

const reads: readonly string[] = ['workspace:read', 'function:read', 'run:read', 'file:read', 'project:read'];
const owners: readonly string[] = ['workspace:edit', 'workspace:share'];

/** A person may do in a workspace what their role in the tenant and their position there both allow. */
function inWorkspace(asker: Asker, { workspace = 'none' }: Target, permission: string): boolean {
  const has = hasOf(asker);
  if (!has(permission) || !reachesWorkspace(asker, workspace)) return false;
  if (reads.includes(permission) || has('workspace:manage')) return true;
  if (owners.includes(permission)) return workspace === 'owns' || workspace === 'owner';
  if (permission === 'function:run') return workspace !== 'viewer';
  return ['owns', 'owner', 'editor'].includes(workspace);
}

function reachesWorkspace(asker: Asker, workspace: string): boolean {
  return hasOf(asker)('workspace:manage') || (asker.isMe && workspace !== 'none');
}

function reachesProject(asker: Asker, { workspace = 'none', project = 'none' }: Target): boolean {
  return asker.isMe && project !== 'none' && reachesWorkspace(asker, workspace);
}

function hasOf(asker: Asker): (permission: string) => boolean {
  return (permission) => permissions.some((known) => known === permission && asker.permissions.includes(known));
}
