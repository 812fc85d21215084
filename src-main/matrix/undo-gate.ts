import { accessLevel, artifactOf, projectAccess } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import { isModelEntityName } from '#shared/matrix/model-entities.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { ProjectMembershipRecord, ProjectRecord } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { UndoGate } from '../records/undo-handlers.ts';
import type { Store } from '../store/store.ts';
import { objectsBehind } from './objects-behind.ts';

/**
 * Undo in projects goes by what the person may do now: who was an owner once does not take the project back by undoing, and who
 * may only read any more does not write.
 */
export function createUndoGate(store: Store): UndoGate {
  return ({ userId }) => {
    // Looked at before anything is undone: the undo of a deleted project brings its memberships back one by one.
    const known = new Map<string, ProjectAccess | null>();
    function accessTo(projectId: string): ProjectAccess | null {
      const found = known.get(projectId);
      if (found !== undefined) return found;
      const access = findAccess(store, projectId, userId);
      known.set(projectId, access);
      return access;
    }

    return ({ entity, isCreated, fields }, record) => {
      if (entity === projectEntity.name) {
        const isOwners = isCreated || fields.has('deletedAt') || fields.has('ownerId');
        return mayChangeProject(accessTo(record.id), isOwners);
      }
      if (entity === projectMembershipEntity.name) return mayChangeProject(accessTo(projectOf(record)), true);
      if (!isModelEntityName(entity)) return true;
      const access = accessTo(projectOf(record));
      return (
        access !== null && accessLevel(access, artifactOf[entity], objectsBehind(store, entity, record)) === 'edit'
      );
    };
  };
}

function mayChangeProject(access: ProjectAccess | null, isOwners: boolean): boolean {
  return access?.role === 'owner' || (access?.role === 'editor' && !isOwners);
}

function projectOf(record: AnyRecord): string {
  return String(record['projectId']);
}

/** Of a deleted project what its memberships gave when it was deleted; only who deleted it has that to undo. */
function findAccess(store: Store, projectId: string, userId: string): ProjectAccess | null {
  const project = store.findWithDeleted(projectEntity.name, projectId);
  const membership = store.findWithDeleted(projectMembershipEntity.name, membershipId(projectId, userId));
  if (project === undefined) return null;
  const counts = membership !== undefined && (project['deletedAt'] !== null || membership['deletedAt'] === null);
  // By the names of their entities.
  return projectAccess(
    project as unknown as ProjectRecord,
    counts ? (membership as unknown as ProjectMembershipRecord) : undefined,
    userId,
  );
}
