/** What belongs to a workspace of `personal` and travels: table by table, in the order in which a server can take it. */
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import { isSyncedEntity, mayPushEntity } from '#shared/sync/synced-entities.ts';
import { workspaceEntity, workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';

import type { Store } from '../store/store.ts';

/** The records of one entity in one workspace or project. */
export type WorkspacePart = {
  readonly entity: AnyEntity;
  readonly field: 'workspaceId' | 'projectId';
  readonly value: string;
};

/** Made anew for the one who brings it: nobody else is a member. */
const memberships: ReadonlySet<string> = new Set([workspaceMemberEntity.name, projectMembershipEntity.name]);

/** Ids of a page: some milliseconds of looking them up. */
const idsAtOnce = 500;

/** Without the workspace itself, and without what lies in projects that were deleted. */
export function listParts(store: Store, entities: readonly AnyEntity[], workspaceId: string): readonly WorkspacePart[] {
  const copied = entities.filter(
    (entity) =>
      isSyncedEntity(entity) &&
      mayPushEntity(entity) &&
      entity.name !== workspaceEntity.name &&
      !memberships.has(entity.name),
  );
  const inWorkspace = copied.filter(({ scope }) => scope === 'workspace');
  const inProject = copied.filter(({ scope }) => scope === 'project');
  const projects = store.listIds(projectEntity, { where: { workspaceId } });
  return [
    ...inWorkspace.map((entity) => ({ entity, field: 'workspaceId' as const, value: workspaceId })),
    ...projects.flatMap((value) => inProject.map((entity) => ({ entity, field: 'projectId' as const, value }))),
  ];
}

/** The ids of a part by pages, deleted ones too, in the order in which the records came to be. */
export function* listPages(store: Store, { entity, field, value }: WorkspacePart): Generator<readonly string[]> {
  for (let afterPlace: number | null = null; ;) {
    const places = store.sync.listPlaces(entity, { field, value, afterPlace, limit: idsAtOnce });
    const last = places.at(-1);
    if (last === undefined) return;
    yield places.map(({ id }) => id);
    afterPlace = last.place;
  }
}

/** The record, unless it is deleted. */
export function findLive(store: Store, entity: AnyEntity, id: string): AnyRecord | undefined {
  // What the store gives of an entity is a record of it.
  return store.find(entity, id) as AnyRecord | undefined;
}
