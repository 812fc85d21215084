/*
 * Two tenants with a row in every table, and one person in every position that somebody can have: owner of a workspace, member
 * with each role, no member; and in each of those workspaces the same for projects. Rows are made from the kinds of the fields,
 * so a new entity has its rows by being registered.
 */
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { columnsOf, isStoredEntity } from '#shared/schema/table-sql.ts';
import { workspaceEntity, workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';
import { insertStatement } from './record-sql.ts';
import type { ServerDatabase } from './server-database.ts';

export const workspacePositions = ['owns', 'owner', 'editor', 'runner', 'viewer', 'none'] as const;
export const projectPositions = ['owns', 'owner', 'editor', 'viewer', 'exception', 'none'] as const;

/** Where a row lies, and whose it is. */
export type Target = {
  readonly entity: AnyEntity;
  readonly row: { readonly [column: string]: unknown };
  readonly workspace?: (typeof workspacePositions)[number];
  readonly project?: (typeof projectPositions)[number];
  /** The row names `me` where the entity has a field for a person. */
  readonly isMine: boolean;
};

export const home = 'home';
export const abroad = 'abroad';
export const me = 'me';
const them = 'them';

export async function setupSecurityWorld(
  database: ServerDatabase,
  entities: readonly AnyEntity[],
): Promise<readonly Target[]> {
  const targets = entities.filter((entity) => isStoredEntity(entity, 'postgres')).flatMap(targetsOf);
  await database.asOwner(async ({ query }) => {
    const insert = async (entity: AnyEntity, rows: readonly Target['row'][]) => {
      const { text, values } = insertStatement(entity, rows);
      await query(text, values);
    };
    const byEntity = Map.groupBy(targets, ({ entity }) => entity);
    for (const [entity, found] of byEntity)
      await insert(
        entity,
        found.map(({ row }) => row),
      );
    await insert(workspaceMemberEntity, memberRows());
    await insert(projectMembershipEntity, membershipRows());
    await query(`INSERT INTO tenants (id, tenant_id, name, slug, config, status, created_at, updated_at, clocks)
VALUES ('abroad', 'abroad', 'Abroad', 'abroad', '{}', 'active', now(), now(), '{}')`);
  });
  return targets;
}

function targetsOf(entity: AnyEntity): readonly Target[] {
  const owners = personColumn(entity) === undefined ? [them] : [me, them];
  switch (entity.scope) {
    case 'project':
      return workspacePositions.flatMap((workspace) =>
        projectPositions.map((project) => ({
          entity,
          workspace,
          project,
          isMine: false,
          row: sampleRow(entity, { workspace, project, person: them }),
        })),
      );
    case 'workspace':
      if (entity.name === projectEntity.name) return projectTargets();
      return workspacePositions.map((workspace) => ({
        entity,
        workspace,
        isMine: false,
        row: sampleRow(entity, {
          workspace,
          person: entity.name === workspaceEntity.name && workspace === 'owns' ? me : them,
        }),
      }));
    default:
      return owners.map((person) => ({ entity, isMine: person === me, row: sampleRow(entity, { person }) }));
  }
}

/** The field that says whose a row is, where that counts. */
export function personColumn(entity: AnyEntity): string | undefined {
  if (entity.scope === 'user') return 'user_id';
  const { own } = entity.permissions;
  return own === undefined ? undefined : snakeCase(own.field);
}

type Place = { readonly workspace?: string; readonly project?: string; readonly person: string };

export function sampleRow(entity: AnyEntity, { workspace, project, person }: Place): Target['row'] {
  const own = personColumn(entity);
  const id = [entity.name, workspace, project, person].filter((part) => part !== undefined).join('-');
  const row: { [column: string]: unknown } = { id };
  for (const { name, type, isNullable } of columnsOf(entity, 'postgres')) {
    if (name !== 'id') row[name] = isNullable ? null : sampleValue(type, id);
  }
  for (const [name, { choices }] of Object.entries(entity.fields))
    if (choices !== undefined) row[snakeCase(name)] = choices[0];
  Object.assign(row, { tenant_id: home });
  if (workspace !== undefined) row['workspace_id'] = `workspace-${workspace}`;
  if (project !== undefined) row['project_id'] = `project-${String(workspace)}-${project}`;
  if (own !== undefined) row[own] = person;
  if (entity.name === 'tenant') row['id'] = home;
  if (entity.name === 'workspace') Object.assign(row, { id: row['workspace_id'], owner_id: person });
  if (entity.name === 'user') row['id'] = person;
  if ('clocks' in row) row['clocks'] = '{}';
  return row;
}

function sampleValue(type: string, id: string): unknown {
  if (type === 'timestamptz') return '2026-01-01T00:00:00Z';
  if (type === 'bigint' || type === 'numeric') return 1;
  if (type === 'boolean') return false;
  if (type === 'jsonb') return '{}';
  return type === 'bytea' ? new Uint8Array(1) : id;
}

function projectTargets(): readonly Target[] {
  return workspacePositions.flatMap((workspace) =>
    projectPositions.map((project) => ({
      entity: projectEntity,
      workspace,
      project,
      isMine: project === 'owns',
      row: {
        ...sampleRow(projectEntity, { workspace, person: them }),
        id: `project-${workspace}-${project}`,
        owner_id: project === 'owns' ? me : them,
      },
    })),
  );
}

function memberRows(): readonly Target['row'][] {
  return workspacePositions
    .filter((position) => position !== 'owns' && position !== 'none')
    .map((position) => ({
      ...sampleRow(workspaceMemberEntity, { workspace: position, person: me }),
      id: `mine-${position}`,
      user_id: me,
      role: position,
    }));
}

function membershipRows(): readonly Target['row'][] {
  return workspacePositions.flatMap((workspace) =>
    projectPositions
      .filter((position) => position !== 'owns' && position !== 'none')
      .map((project) => ({
        ...sampleRow(projectMembershipEntity, { workspace, project, person: me }),
        id: `mine-${workspace}-${project}`,
        user_id: me,
        role: project === 'exception' ? 'viewer' : project,
        permissions: JSON.stringify({
          artifacts: project === 'exception' ? { ctas: 'edit' } : { ctas: 'view' },
          objects: {},
        }),
      })),
  );
}
