/*
 * What a person reaches today: of the tenant, of themselves, of each workspace and each project, and which entities of it they may
 * read there. A device holds exactly that. It compares it with what it has, fetches what is new and lets go what is gone.
 */
import { accessLevel, artifactOf } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import { isModelEntityName } from '#shared/matrix/model-entities.ts';
import { membershipRoles } from '#shared/matrix/project-entities.ts';
import { membershipPermissionsSchema, noExceptions } from '#shared/matrix/project-settings.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { ReachedScope, SyncScope } from '#shared/sync/sync-protocol.ts';
import { isSyncedEntity, scopeField } from '#shared/sync/synced-entities.ts';
import { workspaceRoles } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRole } from '#shared/workspaces/workspace-entities.ts';
import { z } from 'zod';

import { askerOf } from '../rpc/server-call.ts';
import type { Asker, ServerCall } from '../rpc/server-call.ts';
import type { SyncDeps } from './sync-deps.ts';

export type Positions = {
  /** By the workspace's id: every role that one has there. */
  readonly workspaceRoles: ReadonlyMap<string, readonly WorkspaceRole[]>;
  /** By the project's id; of those in workspaces that one reaches. */
  readonly projectAccess: ReadonlyMap<string, ProjectAccess>;
};

const owner: ProjectAccess = { role: 'owner', permissions: noExceptions };

const positionsSql = `SELECT 'workspace' AS kind, id, role, NULL::jsonb AS permissions
FROM public.app_workspaces()
UNION ALL
SELECT 'project', project.id, project.role, member.permissions
FROM (SELECT DISTINCT id, role FROM public.app_projects()) AS project
LEFT JOIN project_memberships AS member
  ON member.project_id = project.id AND member.user_id = public.app_user() AND member.deleted_at IS NULL`;

const positionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('workspace'), id: z.string(), role: z.enum(workspaceRoles) }),
  z.object({
    kind: z.literal('project'),
    id: z.string(),
    role: z.enum(membershipRoles),
    permissions: membershipPermissionsSchema.nullable(),
  }),
]);

export async function findPositions({ query }: { readonly query: ServerCall['sql']['query'] }): Promise<Positions> {
  const roles = new Map<string, WorkspaceRole[]>();
  const access = new Map<string, ProjectAccess>();
  for (const row of (await query(positionsSql)).map((found) => positionSchema.parse(found))) {
    if (row.kind === 'workspace') roles.set(row.id, [...(roles.get(row.id) ?? []), row.role]);
    else if (row.role === 'owner') access.set(row.id, owner);
    else if (access.get(row.id)?.role !== 'owner')
      access.set(row.id, { role: row.role, permissions: row.permissions ?? noExceptions });
  }
  return { workspaceRoles: roles, projectAccess: access };
}

export async function findReach(deps: SyncDeps, call: ServerCall): Promise<readonly ReachedScope[]> {
  return reachOf(deps, askerOf(call), await findPositions(call.sql));
}

export function reachOf(deps: SyncDeps, asker: Asker, positions: Positions): readonly ReachedScope[] {
  const { tenantId, userId, permissions } = asker;
  const synced = Map.groupBy(
    deps.schema.entities.filter((entity) => isSyncedEntity(entity)),
    (entity) => scopeField(entity).kind,
  );
  const scope = (kind: SyncScope['kind'], id: string, may: (entity: AnyEntity) => boolean): ReachedScope => ({
    kind,
    id,
    entities: (synced.get(kind) ?? []).filter((entity) => may(entity)).map(({ name }) => name),
  });
  const has = ({ permissions: { read } }: AnyEntity): boolean => (permissions as ReadonlySet<string>).has(read);
  const given: { readonly [role: string]: readonly string[] } = deps.schema.workspacePermissions;
  const scopes = [
    scope('tenant', tenantId, has),
    // What is noted of a person they read themselves.
    scope('user', userId, (entity) => has(entity) || entity.permissions.read !== 'preference:edit'),
    ...[...positions.workspaceRoles].map(([id, roles]) =>
      scope('workspace', id, (entity) => has(entity) && roles.some((role) => isGiven(given, role, entity))),
    ),
    ...[...positions.projectAccess].map(([id, access]) =>
      scope('project', id, (entity) => has(entity) && isShown(access, entity)),
    ),
  ];
  return scopes.filter(({ entities }) => entities.length > 0);
}

function isGiven(given: { readonly [role: string]: readonly string[] }, role: string, entity: AnyEntity): boolean {
  return given[role]?.includes(entity.permissions.read) === true;
}

function isShown(access: ProjectAccess, { name }: AnyEntity): boolean {
  if (!isModelEntityName(name) || accessLevel(access, artifactOf[name]) !== 'none') return true;
  // Of some objects they see it all the same: which, the device asks record by record.
  return Object.values(access.permissions.objects).some((level) => level !== 'none');
}
