import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import type { ProjectFailure, projectApi } from '#shared/matrix/project-api.ts';
import { noExceptions } from '#shared/matrix/project-settings.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { demand, writtenBy } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import type { Store } from '../store/store.ts';
import { openProject } from './open-project.ts';
import type { OpenedProject } from './open-project.ts';

export type MemberDeps = { readonly store: Store; readonly clock: Clock };

type MemberHandlers = Pick<HandlersOf<typeof projectApi>, 'setMember' | 'removeMember'>;

export function createMemberHandlers({ store, clock }: MemberDeps): MemberHandlers {
  return {
    setMember({ projectId, userId, role, permissions = noExceptions }, { actor }) {
      const opened = openAsOwner(store, actor, projectId);
      if (!opened.ok) return opened;
      const user = store.get(userEntity, userId);
      const { tenantId, workspaceId, name, ownerId } = opened.value.project;
      if (user.tenantId !== tenantId) return fail({ kind: 'record-missing', entity: userEntity.name, id: userId });
      if (role !== 'owner' && isLastOwner(store, projectId, userId)) return fail({ kind: 'last-owner' });
      const id = membershipId(projectId, userId);
      store.write({ ...writtenBy(actor), label: `Members of ${name}` }, (tx) => {
        if (tx.find(projectMembershipEntity, id) === undefined) {
          const joinedAt = clock.nowMs();
          const place = { id, tenantId, workspaceId, projectId };
          tx.create(projectMembershipEntity, { ...place, userId, role, permissions, joinedAt });
        } else tx.patch(projectMembershipEntity, id, { role, permissions });
        if (role !== 'owner' && ownerId === userId) handOver(tx, projectId, userId);
      });
      return ok({ id });
    },

    removeMember({ projectId, userId }, { actor }) {
      const opened = openAsOwner(store, actor, projectId);
      if (!opened.ok) return opened;
      if (isLastOwner(store, projectId, userId)) return fail({ kind: 'last-owner' });
      const id = membershipId(projectId, userId);
      store.write({ ...writtenBy(actor), label: `Members of ${opened.value.project.name}` }, (tx) => {
        tx.remove(projectMembershipEntity, id);
        if (opened.value.project.ownerId === userId) handOver(tx, projectId, userId);
      });
      return ok({ id });
    },
  };
}

function openAsOwner(
  store: Store,
  actor: Actor,
  projectId: string,
): Result<OpenedProject, ProjectFailure | CommonFailure> {
  const opened = openProject(store, actor, projectId);
  if (!opened.ok) return opened;
  const allowed = demand(actor, 'project:share', opened.value.project);
  if (!allowed.ok) return allowed;
  if (opened.value.access.role !== 'owner')
    return fail({ kind: 'project-read-only', what: 'the members of this project' });
  return opened;
}

function listOwners(store: Pick<Store, 'list'>, projectId: string): readonly string[] {
  return store.list(projectMembershipEntity, { where: { projectId, role: 'owner' } }).map(({ userId }) => userId);
}

function isLastOwner(store: Store, projectId: string, userId: string): boolean {
  const owners = listOwners(store, projectId);
  return owners.includes(userId) && owners.length === 1;
}

/** The project's `ownerId` is one of its owners; when that one goes, another of them takes its place. */
function handOver(tx: Parameters<Parameters<Store['write']>[1]>[0], projectId: string, userId: string): void {
  const next = listOwners(tx, projectId).find((id) => id !== userId);
  if (next !== undefined) tx.patch(projectEntity, projectId, { ownerId: next });
}
