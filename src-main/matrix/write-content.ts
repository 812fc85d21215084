import { createId } from '#shared/base/id.ts';
import { rekeyContent } from '#shared/matrix/project-content.ts';
import type { ProjectContent } from '#shared/matrix/project-content.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/matrix-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { noExceptions } from '#shared/matrix/project-settings.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import type { StoreWriter } from '../store/store.ts';
import { editModel } from './edit-model.ts';
import type { ProjectDeps } from './open-project.ts';

/** Writes the content of a file as a new project of the actor, within the caller's transaction. Throws an EditRefusal. */
export function writeContent(
  { clock, random }: Pick<ProjectDeps, 'clock' | 'random'>,
  tx: StoreWriter,
  {
    actor,
    workspaceId,
    content,
  }: { readonly actor: Actor; readonly workspaceId: string; readonly content: ProjectContent },
): string {
  const { tenantId, userId } = actor;
  const newId = () => createId(clock.nowMs(), random);
  const projectId = newId();
  const project = tx.create(projectEntity, {
    id: projectId,
    tenantId,
    workspaceId,
    ownerId: userId,
    ...content.project,
  });
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
  const scope = { actor, project, access: { role: 'owner', permissions: noExceptions } } as const;
  editModel(tx, scope, rekeyContent(content.records, { projectId, newId }));
  return projectId;
}
