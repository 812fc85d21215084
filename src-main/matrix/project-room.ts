import { ok } from '#shared/base/result.ts';
import { accessLevel } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import type { UserSession } from '#shared/presence/presence-api.ts';

import type { OpenRoom } from '../presence/presence-handlers.ts';
import type { StoreReader } from '../store/store.ts';
import { objectsBehind } from './objects-behind.ts';
import { openProject } from './open-project.ts';

/** A project as a place where people see each other: its members are there. */
export function openProjectRoom(store: StoreReader): OpenRoom {
  return (actor, projectId) => {
    const opened = openProject(store, actor, projectId);
    if (!opened.ok) return opened;
    const { access } = opened.value;
    return ok((session) => (access.role === 'owner' ? session : withoutHidden(store, access, session)));
  };
}

/** Of who is at something that this member may not see, only that they are there. */
function withoutHidden(store: StoreReader, access: ProjectAccess, session: UserSession): UserSession {
  const { kind, id } = session.cursorPosition ?? {};
  if (typeof kind !== 'string' || typeof id !== 'string') return session;
  const objectIds = objectsBehind(store, 'comment', { subjectKind: kind, subjectId: id });
  return objectIds.some((objectId) => accessLevel(access, 'objects', [objectId]) === 'none')
    ? { ...session, cursorPosition: null, activeEditing: null }
    : session;
}
