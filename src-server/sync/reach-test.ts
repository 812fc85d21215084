import type { ReachedScope, SyncScope } from '#shared/sync/sync-protocol.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';

import type { SyncDeps } from './sync-deps.ts';

/** A change's record, and where it belongs. */
export type Placed = {
  readonly entity: string;
  readonly recordId: string;
  readonly tenantId: unknown;
  readonly workspaceId: unknown;
  readonly projectId: unknown;
  readonly userId: unknown;
};

type Entities = Pick<SyncDeps, 'entityByName'>['entityByName'];

/** Undefined of an entity that is not known. */
export function scopeOfPlaced(entityByName: Entities, change: Placed): SyncScope | undefined {
  const entity = entityByName.get(change.entity);
  if (entity === undefined) return undefined;
  const { kind, field } = scopeField(entity);
  const { recordId, tenantId: tenant, userId: user, workspaceId: workspace, projectId: project } = change;
  const ids = { tenant, user, workspace, project };
  return { kind, id: String(field === 'id' ? recordId : ids[kind]) };
}

/** The database's rules are coarser than what a device holds: it holds its person's own preferences and notes, not all it may read. */
export function reachTest(entityByName: Entities, reach: readonly ReachedScope[]): (change: Placed) => boolean {
  const held = new Set(reach.flatMap(({ kind, id, entities }) => entities.map((entity) => `${kind} ${id} ${entity}`)));
  return (change) => {
    const scope = scopeOfPlaced(entityByName, change);
    return scope !== undefined && held.has(`${scope.kind} ${scope.id} ${change.entity}`);
  };
}
