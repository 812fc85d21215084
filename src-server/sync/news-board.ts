/*
 * News: what a push has changed is told to whoever looks on, so that they need not pull it. Kept in the process that has taken the
 * push, until the database announces that it is kept; whoever is connected to another process pulls, as everybody did.
 *
 * Who may see it is known from their last pull: what they reach hangs on records, roles and a tenant's state, and whatever touches
 * one of them is announced too. The database announces in the order of its commits, so whoever has lost the right to see
 * something had lost it here before the change of it is heard of.
 */
import { putRecent } from '#shared/base/put-recent.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { newsChangesMax, newsCharsMax } from '#shared/sync/sync-protocol.ts';
import type { News, ToldChange } from '#shared/sync/sync-protocol.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';
import { workspaceEntity, workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';

import type { ChangeAnnouncement } from './change-announcement.ts';
import { scopeOfPlaced } from './reach-test.ts';
import type { Placed } from './reach-test.ts';

/** A change with where its record belongs. */
export type PlacedChange = Placed & { readonly told: ToldChange };

export type Pushed = {
  readonly tenantId: string;
  readonly sessionId: string | null;
  readonly epoch: string;
  /** The place in the log before its first change. */
  readonly from: number;
  readonly changes: readonly PlacedChange[];
};

/** What a person sees of a change: all of it, nothing, or what only the database can tell. */
export type See = (change: Placed) => boolean | 'unknown';

export type Watching = { readonly tenantId: string; readonly userId: string; readonly sessionId: string | null };

export type NewsBoard = {
  /** Keeps what is being written; returns the ticket under which it is announced, null where it may change who sees what. */
  readonly keep: (pushed: Pushed) => string | null;
  /** The same of more than is kept, of which only that is told: that there is something. */
  readonly keepOnlyThat: (entities: Iterable<string>) => string | null;
  /** Called before it is read what somebody reaches; what it returns, with what was read. */
  readonly beginLook: (who: Pick<Watching, 'tenantId' | 'userId'>) => (see: See) => void;
  /** What was announced; gives the news of it for each who is told. Undefined: they have to pull. */
  readonly hear: (announced: ChangeAnnouncement) => (watching: Watching) => News | undefined;
  /** What they reach may be something else now. */
  readonly forget: (whose: { readonly tenantId: string } | { readonly userId: string } | 'all') => void;
};

/** What is announced is heard of within milliseconds; what was taken back is never announced. */
const keptMax = 200;
/** Whoever has pulled longest ago pulls once more. */
const viewsMax = 5_000;

const decisive: ReadonlySet<string> = new Set(
  [workspaceEntity, workspaceMemberEntity, projectEntity, projectMembershipEntity].map(({ name }) => name),
);

type View = { readonly tenantId: string; readonly userId: string; readonly see: See };

export function createNewsBoard(entityByName: ReadonlyMap<string, AnyEntity>, newTicket: () => string): NewsBoard {
  const kept = new Map<string, Pushed>();
  const views = new Map<string, View>();
  /** How often something was forgotten: what was read before it may be what is to be forgotten. */
  let forgotten = 0;

  function isContent(name: string): boolean {
    const entity = entityByName.get(name);
    if (entity === undefined || decisive.has(name)) return false;
    const { kind } = scopeField(entity);
    return kind !== 'tenant';
  }

  function partsOf(changes: readonly Placed[]): News['parts'] {
    const parts = changes.flatMap((change) => {
      const scope = scopeOfPlaced(entityByName, change);
      return scope === undefined ? [] : [{ scope, entity: change.entity }];
    });
    return distinct(parts);
  }

  function forget(isMeant: (view: View) => boolean): void {
    forgotten += 1;
    for (const [key, view] of views) if (isMeant(view)) views.delete(key);
  }

  function newsFor({ epoch, from, changes, sessionId }: Pushed, watching: Watching): News | undefined {
    const seq = from + changes.length;
    const isOwn = sessionId !== null && watching.sessionId === sessionId;
    if (isOwn) {
      const leftOut = [...new Set(changes.map(({ told }) => told.deviceId))];
      return { epoch, from, seq, changes: [], parts: [], leftOut };
    }
    const view = views.get(keyOf(watching));
    if (view === undefined) return undefined;
    const seen = changes.map((change) => ({ change, isSeen: view.see(change) }));
    if (seen.some(({ isSeen }) => isSeen === 'unknown')) return undefined;
    const shown = seen.filter(({ isSeen }) => isSeen === true).map(({ change }) => change);
    return { epoch, from, seq, changes: shown.map(({ told }) => told), parts: partsOf(shown), leftOut: [] };
  }

  return {
    keep: (pushed) => {
      if (!pushed.changes.every(({ entity }) => isContent(entity))) return null;
      const ticket = newTicket();
      if (!isSmall(pushed)) return ticket; // It changes nothing for anybody's view, and is pulled.
      putRecent(kept, ticket, pushed, keptMax);
      return ticket;
    },
    keepOnlyThat: (entities) => ([...entities].every(isContent) ? newTicket() : null),
    beginLook: ({ tenantId, userId }) => {
      const before = forgotten;
      return (see) => {
        if (forgotten !== before) return;
        putRecent(views, keyOf({ tenantId, userId }), { tenantId, userId, see }, viewsMax);
      };
    },
    hear: ({ tenantId, ticket }) => {
      if (ticket === null) forget((view) => view.tenantId === tenantId);
      const pushed = kept.get(ticket ?? '');
      kept.delete(ticket ?? '');
      return (watching) => (pushed === undefined ? undefined : newsFor(pushed, watching));
    },
    forget: (whose) =>
      forget((view) => {
        if (whose === 'all') return true;
        return 'userId' in whose ? view.userId === whose.userId : view.tenantId === whose.tenantId;
      }),
  };
}

function keyOf({ tenantId, userId }: Pick<Watching, 'tenantId' | 'userId'>): string {
  return `${tenantId} ${userId}`;
}

function distinct(parts: News['parts']): News['parts'] {
  return [...new Map(parts.map((part) => [`${part.scope.kind} ${part.scope.id} ${part.entity}`, part])).values()];
}

function isSmall({ changes }: Pushed): boolean {
  if (changes.length > newsChangesMax) return false;
  let chars = 0;
  for (const { told } of changes) chars += JSON.stringify(told).length;
  return chars <= newsCharsMax;
}

/** Two in one telling, for whoever takes them slowly. Undefined where that is too much, or they do not follow on each other. */
export function joinNews(one: News | undefined, next: News | undefined): News | undefined {
  if (one === undefined || next === undefined || one.epoch !== next.epoch || one.seq !== next.from) return undefined;
  const changes = [...one.changes, ...next.changes];
  if (changes.length > newsChangesMax || JSON.stringify(changes).length > newsCharsMax) return undefined;
  const parts = distinct([...one.parts, ...next.parts]);
  return { ...next, from: one.from, changes, parts, leftOut: [...new Set([...one.leftOut, ...next.leftOut])] };
}
