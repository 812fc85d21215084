/*
 * Who may do what to which row, as SQL conditions, for each entity by its scope and permissions.
 *
 *     tenant, server   the tenant's own rows, by permission, or one's own
 *     user             one's own rows; another's by permission, where the entity's is no personal one
 *     workspace        by permission, in the workspaces in which one's role gives that permission too
 *     project          by permission, in one's projects, in workspaces that one reaches; editing, by one's role there
 *
 * These are coarse on purpose: what depends on the contents of a record (which exceptions a project's member has, who may end
 * whose session) the code asks before. The rules here hold when the code forgets to ask.
 */
import type { Permission } from '#shared/rpc/permission-rules.ts';
import { isPersonal } from '#shared/rpc/permission-rules.ts';
import { blobFieldsOf } from '#shared/schema/blob-fields.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { columnsOf, hasClocks } from '#shared/schema/table-sql.ts';

export type SecuritySchema = {
  readonly entities: readonly AnyEntity[];
  /** What each role of a workspace's member gives there. */
  readonly workspacePermissions: { readonly [role: string]: readonly Permission[] };
};

/** Conditions on a row; null where nobody may. */
export type RowRules = {
  readonly select: string;
  readonly insert: string | null;
  /** `check` is asked of the row as it becomes. */
  readonly update: { readonly using: string; readonly check: string } | null;
  readonly delete: string | null;
  readonly updatableColumns: readonly string[];
};

type Access = Omit<RowRules, 'updatableColumns'>;

export function rowRules(entity: AnyEntity, schema: SecuritySchema): RowRules {
  const usual = accessOf(entity, schema);
  const updatable = updatableColumns(entity);
  if (entity.permissions.isAppendOnly !== true) {
    return { ...usual, select: exportable(entity, usual.select), updatableColumns: updatable };
  }
  const eraser = updatable.length === 0 ? null : allOf(inTenant, mayDo('user:erase'));
  return {
    ...usual,
    // Who could not see a row could not erase what it says of a person either, and would not be told.
    select: eraser === null ? usual.select : anyOf(usual.select, eraser),
    update: eraser === null ? null : { using: eraser, check: eraser },
    delete: null,
    updatableColumns: updatable,
  };
}

/**
 * What names a person within workspaces and projects, the program finds when it gives them what is stored of them; and what names
 * bytes, before it forgets bytes that nothing names.
 */
function exportable(entity: AnyEntity, select: string): string {
  const isInside = entity.scope === 'workspace' || entity.scope === 'project';
  const namesPerson = Object.values(entity.fields).some(({ target }) => target === 'user');
  const isFound = namesPerson || blobFieldsOf(entity).length > 0;
  return isInside && isFound ? anyOf(select, allOf(serverItself, mayDo('user:erase'))) : select;
}

/** What may be set to nothing, and to nothing else, in rows that are never changed: what they tell of a person. */
export function erasableColumns(entity: AnyEntity): readonly string[] {
  return Object.entries(entity.fields)
    .filter(([name, { isOptional, merge }]) => isOptional && merge !== 'fixed' && !systemFields.has(name))
    .map(([name]) => snakeCase(name));
}

const systemFields = new Set(['createdAt', 'updatedAt', 'deletedAt']);
const scopeColumns = new Set(['id', 'tenant_id', 'workspace_id', 'project_id']);

/** A tenant's standing is the operator's business. */
const operatorsColumns: { readonly [entity: string]: readonly string[] } = { tenant: ['status', 'deleted_at'] };

/**
 * A row never changes whose it is. What is fixed at creation stays too, unless devices write it: where two have made the same
 * record, the earlier wins, whichever comes first. A record that is nothing but fixed stays in any case.
 */
function updatableColumns(entity: AnyEntity): readonly string[] {
  if (entity.permissions.isAppendOnly === true) return erasableColumns(entity);
  const own = Object.entries(entity.fields).filter(
    ([name]) => !systemFields.has(name) && !scopeColumns.has(snakeCase(name)),
  );
  const isFrozen = own.every(([, { merge }]) => merge === 'fixed');
  const keepsFixed = isFrozen || !hasClocks(entity);
  const kept = new Set([
    ...scopeColumns,
    ...(entity.scope === 'user' ? ['user_id'] : []),
    ...(operatorsColumns[entity.name] ?? []),
    ...Object.entries(entity.fields)
      .filter(([, { merge }]) => keepsFixed && merge === 'fixed')
      .map(([name]) => snakeCase(name)),
  ]);
  return columnsOf(entity, 'postgres')
    .map(({ name }) => name)
    .filter((name) => !kept.has(name));
}

function accessOf(entity: AnyEntity, schema: SecuritySchema): Access {
  const special = specialRules[entity.name];
  const usual = usualRules(entity, schema);
  return special === undefined ? usual : { ...usual, ...special(schema) };
}

function usualRules(entity: AnyEntity, schema: SecuritySchema): Access {
  const { read, write } = entity.permissions;
  switch (entity.scope) {
    case 'user':
      return access(
        allOf(inTenant, onPerson(read)),
        write === null ? serverItself : allOf(inTenant, onPerson(write, true)),
      );
    case 'workspace':
      return access(inWorkspace(schema, read), write === null ? serverItself : inWorkspace(schema, write));
    case 'project':
      return access(
        inProject(read, 'true'),
        inProject(write ?? 'project:edit', `role IN ('owner', 'editor') OR has_exception`),
      );
    case 'tenant':
    case 'server':
    case 'device':
      return tenantRules(entity);
  }
}

function tenantRules({ permissions: { read, write, own } }: AnyEntity): Access {
  const isOwn = own === undefined ? [] : [`${snakeCase(own.field)} = ${person}`];
  const mayWrite = write === null ? serverItself : anyOf(mayDo(write), ...(own?.may === 'write' ? isOwn : []));
  return access(allOf(inTenant, anyOf(mayDo(read), ...isOwn)), allOf(inTenant, mayWrite));
}

function access(select: string, write: string): Access {
  return { select, insert: write, update: { using: write, check: write }, delete: write };
}

const inTenant = 'tenant_id = (SELECT public.app_tenant())';
const person = '(SELECT public.app_user())';
/** No person asks: what the program does in the tenant by itself. */
const serverItself = `${inTenant} AND ${person} IS NULL`;

/** Asked once for a statement and not for each row, as everything here in a SELECT of its own. */
function mayDo(permission: string): string {
  return `(SELECT public.app_may('${permission}'))`;
}

function onPerson(permission: string, isWrite = false): string {
  const isOwn = `user_id = ${person}`;
  const usual = isPersonal(permission)
    ? allOf(mayDo(permission), isOwn)
    : anyOf(mayDo(permission), ...(isWrite ? [] : [isOwn]));
  return anyOf(usual, mayDo('user:erase'));
}

function inWorkspace({ workspacePermissions }: SecuritySchema, permission: string): string {
  const roles = Object.entries(workspacePermissions)
    .filter(([, given]) => (given as readonly string[]).includes(permission))
    .map(([role]) => `'${role}'`);
  if (roles.length === 0) return 'false';
  return allOf(
    inTenant,
    mayDo(permission),
    `workspace_id IN (SELECT id FROM public.app_workspaces() WHERE role IN (${roles.join(', ')}))`,
  );
}

/** A record names its project and the project's workspace; that they fit together is part of the rule. */
function inProject(permission: string, condition: string): string {
  return allOf(
    inTenant,
    mayDo(permission),
    `(workspace_id, project_id) IN (SELECT workspace_id, id FROM public.app_projects() WHERE ${condition})`,
  );
}

/** Where an entity's scope and permissions do not say all of it, and what the program writes by itself (`write: null`). */
const specialRules: { readonly [entity: string]: (schema: SecuritySchema) => Partial<Access> } = {
  tenant: () => ({ insert: null, delete: null }),
  user: () => {
    const edits = mayDo('user:edit');
    // One changes one's own profile, and not what one counts as.
    const kept = 'id, role, status, is_system';
    const isSame = `deleted_at IS NULL AND (${kept}) IN (SELECT ${kept} FROM public.app_self())`;
    return {
      insert: allOf(inTenant, edits),
      update: {
        using: allOf(inTenant, anyOf(edits, `id = ${person}`)),
        check: allOf(inTenant, anyOf(edits, isSame)),
      },
      delete: allOf(inTenant, edits),
    };
  },
  workspace: () => ({
    insert: allOf(inTenant, mayDo('workspace:create'), 'workspace_id = id', `owner_id = ${person}`),
  }),
  functionVersion: (schema) => {
    const release = inWorkspace(schema, 'function:release');
    return { insert: release, update: { using: release, check: release }, delete: release };
  },
  project: (schema) => {
    const mine = (columns: string, condition: string) =>
      `(${columns}) IN (SELECT ${columns} FROM public.app_projects() WHERE ${condition})`;
    const owns = mine('workspace_id, id', `role = 'owner'`);
    const edits = mine('workspace_id, id', `role IN ('owner', 'editor')`);
    // An editor changes everything of a project but to whom it belongs.
    const keepsOwner = mine('workspace_id, id, owner_id', `role = 'editor'`);
    return {
      select: allOf(inTenant, mayDo('project:read'), mine('workspace_id, id', 'true')),
      insert: allOf(inWorkspace(schema, 'project:create'), `owner_id = ${person}`),
      update: {
        using: allOf(inTenant, mayDo('project:edit'), edits),
        check: allOf(inTenant, mayDo('project:edit'), anyOf(owns, keepsOwner)),
      },
      delete: allOf(inTenant, mayDo('project:edit'), owns),
    };
  },
  projectMembership: () => {
    const owners = `(workspace_id, project_id) IN (SELECT workspace_id, id FROM public.app_projects() WHERE role = 'owner')`;
    // Who makes a project becomes its first member, also without the right to take others in.
    const write = allOf(inTenant, anyOf(mayDo('project:share'), `user_id = ${person}`), owners);
    return { insert: write, update: { using: write, check: write }, delete: write };
  },
  // Whoever acts leaves an event, and what they do may send a mail; neither can they read for that.
  auditEvent: () => ({ insert: inTenant }),
  mail: () => ({ insert: inTenant }),
  // Nobody says of somebody else that they have fetched something, nor anything else of it afterwards; it goes with the bytes.
  blobRead: () => ({
    select: allOf(
      inTenant,
      anyOf(mayDo('audit:read'), `user_id = ${person}`, allOf(`${person} IS NULL`, mayDo('user:erase'))),
    ),
    insert: allOf(inTenant, `user_id = ${person}`),
    update: null,
  }),
};

function allOf(...conditions: readonly string[]): string {
  return conditions.join(' AND ');
}

function anyOf(...conditions: readonly string[]): string {
  return conditions.length === 1
    ? conditions.join('')
    : `(${conditions.map((condition) => `(${condition})`).join(' OR ')})`;
}
