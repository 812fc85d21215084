/*
 * The tenant in which one is: its name, its settings, whom it is billed to.
 */
import { fail, ok } from '#shared/base/result.ts';
import { idFromKey } from '#shared/base/id.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { tenantConfigEntity, tenantEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { TenantRecord } from '#shared/tenancy/tenancy-entities.ts';
import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';
import { settingProblem } from '#shared/tenancy/tenant-settings.ts';

import { tenantChannel } from '../rpc/live-channels.ts';
import { asServer, askerOf, outdatedSignIn } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import { putKeyed } from './keyed-records.ts';
import type { TenancyDeps } from './tenancy-deps.ts';

type Handlers = ServerHandlersOf<ServerApi['tenant']>;

const settingsMax = 1_000;
const editing = ['tenant:read', 'tenant:edit'] as const satisfies readonly Permission[];

type TenantDeps = Pick<TenancyDeps, 'records' | 'acceptFactorDemand' | 'onFactorDemand'>;

export function createTenantHandlers(deps: TenantDeps): Handlers {
  const { records } = deps;

  async function ownTenant({ sql, ...call }: ServerCall): Promise<TenantRecord> {
    const { tenantId } = askerOf({ sql, ...call });
    const tenant = await records.find(sql, tenantEntity, tenantId);
    if (tenant === undefined) throw new Error(`The tenant ${tenantId} is not in its own reach.`);
    return tenant;
  }

  return {
    current: async (_input, call) => {
      const { id, name, slug, status, createdAt } = await ownTenant(call);
      const settings = await records.list(call.sql, tenantConfigEntity, { limit: settingsMax });
      const config = settings.records
        .map(({ configKey: key, configValue: value, updatedAt }) => ({ key, value, updatedAt }))
        .toSorted((one, other) => (one.key < other.key ? -1 : 1));
      return ok({ id, name, slug, status, createdAt, config });
    },
    edit: async ({ name, slug }, call) =>
      await asServer(call, editing, async () => {
        const before = await ownTenant(call);
        const patch = {
          ...(name === undefined || name === before.name ? {} : { name }),
          ...(slug === undefined || slug === before.slug ? {} : { slug }),
        };
        if (Object.keys(patch).length === 0) return ok({});
        await records.patch(call.sql, tenantEntity, before.id, patch);
        await call.audit({
          action: 'tenant.edited',
          resourceType: 'tenant',
          resourceId: before.id,
          details: { ...patch, nameBefore: before.name, slugBefore: before.slug },
        });
        await call.sql.announce(tenantChannel, before.id);
        return ok({});
      }),
    setConfig: async ({ key, value }, call) => {
      const problem = value === null ? undefined : settingProblem(key, value);
      if (problem !== undefined) return fail({ kind: 'config-invalid', key, problem });
      if (key === tenantSettings.secondFactor) return await demandFactor(deps, call, value);
      return await asServer(call, editing, async () => await setConfig(records, call, { key, value }));
    },
    billing: async (_input, call) => {
      const { id, billingInfo } = await asServer(call, editing, async () => await ownTenant(call), 'read');
      await call.audit({ action: 'tenant.billing-read', resourceType: 'tenant', resourceId: id });
      return ok(billingInfo ?? {});
    },
    setBilling: async ({ billingInfo }, call) =>
      await asServer(call, editing, async () => {
        const before = await ownTenant(call);
        await records.patch(call.sql, tenantEntity, before.id, { billingInfo });
        await call.audit({
          action: 'tenant.billing-set',
          resourceType: 'tenant',
          resourceId: before.id,
          details: { fields: Object.keys(billingInfo).slice(0, 100) },
        });
        return ok({});
      }),
  };
}

/** Who takes the demand back signs in again first; and nobody goes on without what is demanded of them. */
async function demandFactor(deps: TenantDeps, call: ServerCall, value: string | null) {
  const outdated = outdatedSignIn(askerOf(call), call.nowMs);
  if (outdated !== undefined) return fail(outdated);
  const isDemand = value !== null && value !== 'off';
  if (isDemand) {
    const accepted = await deps.acceptFactorDemand(call);
    if (!accepted.ok) return accepted;
  }
  const key = tenantSettings.secondFactor;
  const set = await asServer(call, editing, async () => await setConfig(deps.records, call, { key, value }));
  if (set.ok && isDemand) await deps.onFactorDemand(call, askerOf(call).tenantId);
  return set;
}

async function setConfig(
  records: TenancyDeps['records'],
  call: ServerCall,
  { key, value }: { readonly key: string; readonly value: string | null },
) {
  const { tenantId } = askerOf(call);
  const id = idFromKey('tenantConfig', tenantId, key);
  const change = await putKeyed(records, call.sql, tenantConfigEntity, {
    id,
    draft: value === null ? null : { id, tenantId, configKey: key, configValue: value },
    patch: value === null ? {} : { configValue: value },
  });
  if (change === 'created') {
    const all = await records.list(call.sql, tenantConfigEntity, { limit: settingsMax });
    if (all.next !== undefined) {
      return fail({
        kind: 'config-invalid' as const,
        key,
        problem: `A tenant has fewer than ${String(settingsMax)} settings.`,
      });
    }
  }
  if (change !== 'none') {
    // The value of a setting of somebody's own may be a secret of theirs; of whom a second factor is demanded is none.
    const told = key === tenantSettings.secondFactor ? { value } : {};
    await call.audit({
      action: 'tenant.config-set',
      resourceType: 'tenant',
      resourceId: tenantId,
      details: { key, change, ...told },
    });
    await call.sql.announce(tenantChannel, tenantId);
  }
  return ok({});
}
