/*
 * What the policies ask of the database: who is asking, what they may and count as, and which workspaces and projects they reach.
 *
 * The latter look into tables that have policies themselves, which ask the same functions. So they run as their owner,
 * `triptych_access`, whose own policies are plain, and there is no circle. They give all at once and not one answer for each row:
 * a statement asks once, whatever it reads or writes. A deleted workspace or project is still reached, for its records are to be
 * deleted on the devices too.
 */
import { roleNames } from './reach-sql.ts';

const setting = (name: string): string => `NULLIF(current_setting('app.${name}', true), '')`;

const settingFunctions: readonly string[] = [
  `CREATE FUNCTION public.app_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ${setting('tenant_id')}`,
  `CREATE FUNCTION public.app_user() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ${setting('user_id')}`,
  `CREATE FUNCTION public.app_may(permission text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(permission = ANY (string_to_array(${setting('permissions')}, ',')), false)`,
];

// An unqualified name means something of PostgreSQL's own in them, whatever the caller has put into its own path.
const asAccess = `STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

// PL/pgSQL keeps a function's plan on the connection. One of plain SQL is read and planned anew in every statement that asks it,
// the policies of its tables included, which takes longer than most statements do.
// What a result calls its columns are variables of the function too: here such a name is always a column of a table.
const answering = `LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  BEGIN
    RETURN QUERY`;
const answered = `;
  END $$`;

const reachFunctions: readonly string[] = [
  `CREATE FUNCTION public.app_self()
  RETURNS TABLE (id text, role text, status text, is_system boolean) ${asAccess} ROWS 1 ${answering}
    SELECT id, role, status, is_system
    FROM public.users
    WHERE tenant_id = public.app_tenant() AND id = public.app_user()${answered}`,
  `CREATE FUNCTION public.app_workspaces() RETURNS TABLE (id text, role text) ${asAccess} ROWS 20 ${answering}
    SELECT id, 'owner'
    FROM public.workspaces
    WHERE tenant_id = public.app_tenant() AND owner_id = public.app_user()
    UNION ALL
    SELECT id, 'owner'
    FROM public.workspaces
    WHERE tenant_id = public.app_tenant() AND public.app_may('workspace:manage')
    UNION ALL
    SELECT workspace_id, role
    FROM public.workspace_members
    WHERE tenant_id = public.app_tenant() AND user_id = public.app_user() AND deleted_at IS NULL${answered}`,
  `CREATE FUNCTION public.app_projects()
  RETURNS TABLE (id text, workspace_id text, owner_id text, role text, has_exception boolean) ${asAccess} ROWS 20 ${answering}
    WITH mine AS (
      SELECT id, workspace_id, owner_id, 'owner' AS role, false AS has_exception
      FROM public.projects
      WHERE tenant_id = public.app_tenant() AND owner_id = public.app_user()
      UNION ALL
      SELECT project.id, project.workspace_id, project.owner_id, member.role,
        jsonb_path_exists(member.permissions, '$.*.* ? (@ == "edit")')
      FROM public.project_memberships AS member
      JOIN public.projects AS project ON project.id = member.project_id
      WHERE member.tenant_id = public.app_tenant() AND member.user_id = public.app_user() AND member.deleted_at IS NULL
        AND project.tenant_id = public.app_tenant()
    )
    SELECT id, workspace_id, owner_id, role, has_exception
    FROM mine
    WHERE workspace_id IN (SELECT reached.id FROM public.app_workspaces() AS reached)${answered}`,
  `CREATE FUNCTION public.app_workspace_role(workspace text) RETURNS text ${asAccess} LANGUAGE sql AS $$
    SELECT role
    FROM public.app_workspaces()
    WHERE id = workspace
    ORDER BY array_position(ARRAY['owner', 'editor', 'runner', 'viewer'], role)
    LIMIT 1
  $$`,
  `CREATE FUNCTION public.app_project_role(project text) RETURNS text ${asAccess} LANGUAGE sql AS $$
    SELECT role
    FROM public.app_projects()
    WHERE id = project
    ORDER BY array_position(ARRAY['owner', 'editor', 'viewer'], role)
    LIMIT 1
  $$`,
];

const signatures = {
  settings: ['app_tenant()', 'app_user()', 'app_may(text)'],
  reach: ['app_self()', 'app_workspaces()', 'app_projects()', 'app_workspace_role(text)', 'app_project_role(text)'],
};

/** Run when no policy is there that uses them. */
export function appFunctionsSql(): readonly string[] {
  const { access, app } = roleNames;
  return [
    ...[...signatures.settings, ...signatures.reach].map((signature) => `DROP FUNCTION IF EXISTS public.${signature}`),
    ...settingFunctions,
    // Only who may make things in a schema can own them there.
    `GRANT CREATE ON SCHEMA public TO ${access}`,
    `SET LOCAL ROLE ${access}`,
    ...reachFunctions,
    ...signatures.reach.map((signature) => `REVOKE ALL ON FUNCTION public.${signature} FROM PUBLIC`),
    ...signatures.reach.map((signature) => `GRANT EXECUTE ON FUNCTION public.${signature} TO ${app}`),
    'RESET ROLE',
    `REVOKE CREATE ON SCHEMA public FROM ${access}`,
  ];
}
