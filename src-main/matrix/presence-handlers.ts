import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { ok } from '#shared/base/result.ts';
import { accessLevel } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import { silenceMsMax } from '#shared/matrix/presence-api.ts';
import type { UserSession, presenceApi } from '#shared/matrix/presence-api.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Store, StoreReader } from '../store/store.ts';
import { objectsBehind } from './objects-behind.ts';
import { openProject } from './open-project.ts';

export type PresenceDeps = { readonly store: Store; readonly clock: Clock; readonly random: RandomBytes };

/** Sessions of one project: more windows than people ever have open; who comes later sees the others without being seen. */
const sessionsMax = 200;

/** Who is where, in memory only. Each watch is a session; the watches of a project tell each other. */
export function createPresenceHandlers({ store, clock, random }: PresenceDeps): HandlersOf<typeof presenceApi> {
  const sessions = new Map<string, UserSession>();
  const listeners = new Map<string, Set<() => void>>();

  function ring(projectId: string): void {
    for (const listener of listeners.get(projectId) ?? []) listener();
  }

  function listSessions(projectId: string): readonly UserSession[] {
    const sinceMs = clock.nowMs() - silenceMsMax;
    return [...sessions.values()].filter((one) => one.projectId === projectId && one.lastActivity >= sinceMs);
  }

  function join(actor: Actor, projectId: string, connectionId: string): UserSession {
    const nowMs = clock.nowMs();
    const session = {
      id: createId(nowMs, random),
      userId: actor.userId,
      userName: store.find(userEntity, actor.userId)?.name ?? actor.userId,
      projectId,
      connectionId,
      joinedAt: nowMs,
      lastActivity: nowMs,
      cursorPosition: null,
      activeEditing: null,
    };
    if (listSessions(projectId).length < sessionsMax) sessions.set(session.id, session);
    return session;
  }

  /** As far as the one who looks may see; nobody, to who is no member any more. */
  function sessionsFor(actor: Actor, projectId: string): readonly UserSession[] {
    const opened = openProject(store, actor, projectId);
    if (!opened.ok) return [];
    const { access } = opened.value;
    const all = listSessions(projectId);
    return access.role === 'owner' ? all : all.map((session) => withoutHidden(store, access, session));
  }

  async function* watch(actor: Actor, projectId: string, { connectionId, signal }: Watching) {
    // Joined by whoever takes the first event: one that is never taken would not leave again.
    const { id } = join(actor, projectId, connectionId);
    const own = listeners.get(projectId) ?? new Set<() => void>();
    listeners.set(projectId, own);
    ring(projectId);
    try {
      yield* watchLatest(
        {
          read: () => ({ ownSessionId: id, sessions: sessionsFor(actor, projectId) }),
          subscribe: (onChange) => {
            own.add(onChange);
            // Nobody tells of a silence: the list is looked at again when the oldest word in it runs out.
            const timer = setInterval(onChange, silenceMsMax);
            return () => {
              own.delete(onChange);
              clearInterval(timer);
            };
          },
        },
        signal,
      );
    } finally {
      sessions.delete(id);
      if (own.size === 0) listeners.delete(projectId);
      ring(projectId);
    }
  }

  return {
    watch({ projectId, connectionId }, { actor, signal }) {
      const opened = openProject(store, actor, projectId);
      return opened.ok ? ok(watch(actor, projectId, { connectionId, signal })) : opened;
    },
    move({ sessionId, cursorPosition, activeEditing }, { actor }) {
      const session = sessions.get(sessionId);
      if (session?.userId !== actor.userId) return ok({ isKnown: false });
      sessions.set(sessionId, { ...session, cursorPosition, activeEditing, lastActivity: clock.nowMs() });
      ring(session.projectId);
      return ok({ isKnown: true });
    },
  };
}

type Watching = { readonly connectionId: string; readonly signal: AbortSignal };

/** Of who is at something that this member may not see, only that they are there. */
function withoutHidden(store: StoreReader, access: ProjectAccess, session: UserSession): UserSession {
  const { kind, id } = session.cursorPosition ?? {};
  if (typeof kind !== 'string' || typeof id !== 'string') return session;
  const objectIds = objectsBehind(store, 'comment', { subjectKind: kind, subjectId: id });
  return objectIds.some((objectId) => accessLevel(access, 'objects', [objectId]) === 'none')
    ? { ...session, cursorPosition: null, activeEditing: null }
    : session;
}
