/*
 * All tenants of the server, for who runs it. Their rows are the operator's; what is in them, only the tenant's own reach shows,
 * and of deleting it all a function of the database that can do nothing else (remove-tenant-sql.ts).
 */
import { fail, ok } from '#shared/base/result.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { tenantEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { TenantRecord } from '#shared/tenancy/tenancy-entities.ts';
import type { TenantView } from '#shared/tenancy/tenancy-server-api.ts';

import { removeTenant } from '../db/remove-tenant.ts';
import type { Sql, SqlRow } from '../db/server-database.ts';
import { sessionChannel, tenantChannel } from '../rpc/live-channels.ts';
import { askerOf, enterAsAsker, enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import { changeStatus, lockTenant } from './change-status.ts';
import type { TenancyDeps } from './tenancy-deps.ts';

type Handlers = ServerHandlersOf<ServerApi['tenants']>;
type TenantStatus = TenantRecord['status'];

const founding = ['tenant:read', 'user:read', 'user:invite', 'role:read'] as const satisfies readonly Permission[];

export function createTenantsHandlers(deps: TenancyDeps): Handlers {
  const { records, newId } = deps;
  return {
    list: async ({ after, limit, search, status }, call) => {
      await call.sql.enter({ role: 'operator' });
      const rows = await call.sql.query(
        `SELECT id, name, slug, status, created_at
         FROM tenants
         WHERE deleted_at IS NULL AND ($1::text IS NULL OR id > $1) AND ($2::text IS NULL OR status = $2)
           AND ($3::text IS NULL OR strpos(lower(concat_ws(' ', name, slug)), lower($3)) > 0)
         ORDER BY id
         LIMIT $4`,
        [after ?? null, status ?? null, search ?? null, limit],
      );
      const items = await viewsOf(call.sql, rows);
      await enterAsAsker(call, 'read');
      return ok({ items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) });
    },
    create: async ({ name, slug, administratorEmail: email }, call) => {
      const { userId: invitedBy } = askerOf(call);
      const id = newId();
      await call.sql.enter({ role: 'operator' });
      await records.insert(call.sql, tenantEntity, [{ id, tenantId: id, name, slug, config: {}, status: 'active' }]);
      await enterAsServer(call, id, { permissions: founding });
      const { link } = await deps.inviteAdministrator(call, { tenantId: id, email, invitedBy });
      await auditInBoth(call, id, { action: 'tenant.created', details: { slug } });
      const tenant = await findView(call, id);
      return tenant === undefined ? missing(id) : ok({ tenant, link });
    },
    setStatus: async ({ id, status }, call) => {
      if (isOwn(call, id)) return fail({ kind: 'own-tenant' });
      const before = await lockTenant(call.sql, id);
      if (before === undefined) return missing(id);
      if (before.status !== status) {
        await changeStatus(
          records,
          call,
          { id, before: before.status, status },
          async (act) => await auditInBoth(call, id, act),
        );
      }
      const tenant = await findView(call, id);
      return tenant === undefined ? missing(id) : ok(tenant);
    },
    remove: async ({ id, confirmSlug }, call) => {
      if (isOwn(call, id)) return fail({ kind: 'own-tenant' });
      const tenant = await lockTenant(call.sql, id);
      if (tenant === undefined) return missing(id);
      if (confirmSlug !== tenant.slug) return fail({ kind: 'confirmation-wrong' });
      await announceSessionEnds(call.sql, id);
      await call.sql.enter({ role: 'operator' });
      const removed = await removeTenant(call.sql, id);
      await call.sql.announce(tenantChannel, id);
      await enterAsAsker(call);
      const rows = Object.values(removed).reduce((sum, count) => sum + count, 0);
      await call.audit({
        action: 'tenant.removed',
        resourceType: 'tenant',
        resourceId: id,
        details: { slug: tenant.slug, rows },
      });
      return ok({ removed });
    },
  };
}

/** The one in which the caller acts, and the one in which they are at home. */
function isOwn(call: ServerCall, id: string): boolean {
  const { tenantId, homeTenantId } = askerOf(call);
  return id === tenantId || id === homeTenantId;
}

/** Ends in the reach of who asks. */
async function auditInBoth(
  call: ServerCall,
  id: string,
  act: { readonly action: string; readonly details: { readonly [name: string]: string } },
): Promise<void> {
  const whole = { ...act, resourceType: 'tenant', resourceId: id };
  await enterAsServer(call, id, { mode: 'read' });
  await call.audit(whole, { tenantId: id, userId: askerOf(call).userId });
  await enterAsAsker(call);
  await call.audit(whole);
}

async function announceSessionEnds(sql: Sql, tenantId: string): Promise<void> {
  await sql.enter({ role: 'access' });
  await sql.query(
    `SELECT pg_notify($1, id || ' by-administrator') FROM sessions WHERE tenant_id = $2 AND ended_at IS NULL`,
    [sessionChannel, tenantId],
  );
}

async function findView(call: ServerCall, id: string): Promise<TenantView | undefined> {
  await call.sql.enter({ role: 'operator' });
  const rows = await call.sql.query('SELECT id, name, slug, status, created_at FROM tenants WHERE id = $1', [id]);
  const [view] = await viewsOf(call.sql, rows);
  await enterAsAsker(call);
  return view;
}

/** Leaves the reach `access`, which alone counts people across tenants. */
async function viewsOf(sql: Sql, rows: readonly SqlRow[]): Promise<readonly TenantView[]> {
  await sql.enter({ role: 'access' });
  const counts = await sql.query(
    `SELECT tenant_id, count(*)::int AS number
     FROM users
     WHERE tenant_id = ANY ($1) AND deleted_at IS NULL
     GROUP BY tenant_id`,
    [rows.map((row) => String(row['id']))],
  );
  return rows.map((row) => ({
    id: String(row['id']),
    name: String(row['name']),
    slug: String(row['slug']),
    status: row['status'] as TenantStatus, // One of the field's choices.
    createdAt: row['created_at'] instanceof Date ? row['created_at'].getTime() : 0,
    users: Number(counts.find((count) => count['tenant_id'] === row['id'])?.['number'] ?? 0),
  }));
}

function missing(id: string) {
  return fail({ kind: 'record-missing' as const, entity: 'tenant', id });
}
