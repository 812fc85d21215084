import { createId } from '#shared/base/id.ts';
import { rekeyContent } from '#shared/matrix/project-content.ts';
import type { ProjectContent } from '#shared/matrix/project-content.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import type { ProjectHead } from '#shared/matrix/exchange/project-file.ts';
import { noExceptions } from '#shared/matrix/project-settings.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import type { StoreWriter } from '../store/store.ts';
import { editModel } from './edit-model.ts';
import type { ProjectDeps } from './open-project.ts';

type NewProject = { readonly actor: Actor; readonly workspaceId: string; readonly content: ProjectContent };

/** Writes the content of a file as a new project of the actor, within the caller's transaction. Throws an EditRefusal. */
export function writeContent(
  { clock, random }: Pick<ProjectDeps, 'clock' | 'random'>,
  tx: StoreWriter,
  { actor, workspaceId, content }: NewProject,
): string {
  const newId = () => createId(clock.nowMs(), random);
  const projectId = newId();
  const project = writeHead(clock, tx, { actor, workspaceId, projectId, head: content.project });
  const scope = { actor, project, access: { role: 'owner', permissions: noExceptions } } as const;
  editModel(tx, scope, rekeyContent(content.records, { projectId, newId }));
  return projectId;
}

type NewHead = {
  readonly actor: Actor;
  readonly workspaceId: string;
  readonly projectId: string;
  readonly head: ProjectHead;
};

/** A project with the actor as its owner and first member. */
export function writeHead(
  clock: ProjectDeps['clock'],
  tx: StoreWriter,
  { actor, workspaceId, projectId, head }: NewHead,
): ProjectRecord {
  const { tenantId, userId } = actor;
  const project = tx.create(projectEntity, { id: projectId, tenantId, workspaceId, ownerId: userId, ...head });
  tx.create(projectMembershipEntity, {
    id: membershipId(projectId, userId),
    tenantId,
    workspaceId,
    projectId,
    userId,
    role: 'owner',
    permissions: noExceptions,
    joinedAt: clock.nowMs(),
  });
  return project;
}
