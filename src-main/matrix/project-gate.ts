import { accessLevel, artifactOf, projectAccess } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { exportJobEntity, projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { RecordGate } from '../records/record-handlers.ts';
import type { Store, StoreReader } from '../store/store.ts';
import { objectsBehind } from './objects-behind.ts';

/** Projects and what is in them are read by their members, as far as each membership lets them. */
export function createProjectGate(store: Store): RecordGate {
  return {
    filter({ userId }, entity, where) {
      const isProject = entity === projectEntity.name;
      if (!isProject && !isUnderProject(entity)) return undefined;
      const access = createAccessCache(store, userId);
      // What somebody has exported is theirs: its file may hold what the others may not read.
      if (entity === exportJobEntity.name)
        return (job) => job['requestedBy'] === userId && access(String(job['projectId'])) !== null;
      const projectId = isProject ? where['id'] : where['projectId'];
      // An owner reads everything of the project that is asked for: most lists, and the largest.
      if (typeof projectId === 'string' && access(projectId)?.role === 'owner') return undefined;
      return (record) => {
        const its = access(String(isProject ? record.id : record['projectId']));
        return its !== null && isVisible(store, its, entity, record);
      };
    },
    isMovedBy: (touched) =>
      touched.some(({ entity }) => entity === projectMembershipEntity.name || entity === projectEntity.name),
  };
}

function isUnderProject(entity: string): boolean {
  return entity in artifactOf || entity === projectMembershipEntity.name || entity === exportJobEntity.name;
}

function isModelEntity(entity: string): entity is ModelEntityName {
  return entity in artifactOf;
}

/** Whether a member may see a record of a project of theirs. */
export function isVisible(store: StoreReader, access: ProjectAccess, entity: string, record: AnyRecord): boolean {
  if (!isModelEntity(entity)) return true;
  return accessLevel(access, artifactOf[entity], objectsBehind(store, entity, record)) !== 'none';
}

/** Each project is looked up once for a list. */
function createAccessCache(store: StoreReader, userId: string): (projectId: string) => ProjectAccess | null {
  const known = new Map<string, ProjectAccess | null>();
  return (projectId) => {
    const found = known.get(projectId);
    if (found !== undefined) return found;
    const project = store.find(projectEntity, projectId);
    const membership = store.find(projectMembershipEntity, membershipId(projectId, userId));
    const access = project === undefined ? null : projectAccess(project, membership, userId);
    known.set(projectId, access);
    return access;
  };
}
