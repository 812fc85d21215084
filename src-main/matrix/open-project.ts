import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { projectAccess } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import { demand } from '../rpc/handlers.ts';
import type { Store, StoreReader } from '../store/store.ts';

/** What the handlers of projects stand on. */
export type ProjectDeps = { readonly store: Store; readonly clock: Clock; readonly random: RandomBytes };

export type OpenedProject = { readonly project: ProjectRecord; readonly access: ProjectAccess };

/** The project and what the actor may do in it. To who is no member it is missing, not forbidden. */
export function openProject(store: StoreReader, actor: Actor, projectId: string): Result<OpenedProject, CommonFailure> {
  const project = store.find(projectEntity, projectId);
  const missing = { kind: 'record-missing', entity: projectEntity.name, id: projectId } as const;
  if (project === undefined || project.tenantId !== actor.tenantId) return fail(missing);
  const allowed = demand(actor, 'project:read', project);
  if (!allowed.ok) return allowed;
  const membership = store.find(projectMembershipEntity, membershipId(projectId, actor.userId));
  const access = projectAccess(project, membership, actor.userId);
  return access === null ? fail(missing) : ok({ project, access });
}
