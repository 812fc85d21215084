/*
 * What somebody prefers, the same on all their devices. It is theirs alone, and lies where they are at home: also who acts in
 * another tenant finds and leaves it there.
 */
import { fail, ok } from '#shared/base/result.ts';
import { idFromKey } from '#shared/base/id.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { userPreferenceEntity } from '#shared/tenancy/tenancy-entities.ts';

import { askerOf, enterAsAsker } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import { putKeyed } from './keyed-records.ts';
import type { TenancyDeps } from './tenancy-deps.ts';

const preferencesMax = 1_000;

export function createPreferenceHandlers({
  records,
}: Pick<TenancyDeps, 'records'>): ServerHandlersOf<ServerApi['preferences']> {
  const listOwn = async (call: ServerCall) =>
    await records.list(call.sql, userPreferenceEntity, {
      where: { userId: askerOf(call).userId },
      limit: preferencesMax,
    });

  return {
    list: async (_input, call) => {
      await enterHome(call, 'read');
      const own = await listOwn(call);
      await enterAsAsker(call, 'read');
      const items = own.records
        .map(({ preferenceKey: key, preferenceValue: value, updatedAt }) => ({ key, value, updatedAt }))
        .toSorted((one, other) => (one.key < other.key ? -1 : 1));
      return ok(items);
    },
    set: async ({ key, value }, call) => {
      const { userId } = askerOf(call);
      const tenantId = await enterHome(call, 'write');
      const id = idFromKey('userPreference', userId, key);
      const change = await putKeyed(records, call.sql, userPreferenceEntity, {
        id,
        draft: value === null ? null : { id, tenantId, userId, preferenceKey: key, preferenceValue: value },
        patch: value === null ? {} : { preferenceValue: value },
      });
      if (change === 'created' && (await listOwn(call)).next !== undefined) {
        const problems = [`There are ${String(preferencesMax)} already.`];
        return fail({ kind: 'record-invalid', entity: 'userPreference', problems });
      }
      if (change !== 'none') {
        await call.audit(
          { action: 'preference.set', resourceType: 'userPreference', resourceId: id, details: { key, change } },
          { tenantId, userId },
        );
      }
      await enterAsAsker(call);
      return ok({});
    },
  };
}

async function enterHome(call: ServerCall, mode: 'read' | 'write'): Promise<string> {
  const { tenantId, homeTenantId, userId, permissions } = askerOf(call);
  const home = homeTenantId ?? tenantId;
  await call.sql.enter({ role: 'app', tenantId: home, userId, permissions: [...permissions], mode });
  return home;
}
