/*
 * What administrators and integrations note of a person. The person can ask for it (exportData), and it goes with them (erase).
 */
import { fail, ok } from '#shared/base/result.ts';
import { idFromKey } from '#shared/base/id.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { userDataEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { asServer, askerOf } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import { putKeyed } from './keyed-records.ts';
import type { TenancyDeps } from './tenancy-deps.ts';

const notesMax = 1_000;
const noting = ['user:read', 'user:edit'] as const satisfies readonly Permission[];

export function createUserDataHandlers({
  records,
}: Pick<TenancyDeps, 'records'>): ServerHandlersOf<ServerApi['userData']> {
  const isThere = async ({ sql }: ServerCall, userId: string) =>
    (await records.find(sql, userEntity, userId)) !== undefined;
  const listOf = async ({ sql }: ServerCall, userId: string) =>
    await records.list(sql, userDataEntity, { where: { userId }, limit: notesMax });

  return {
    list: async ({ userId }, call) =>
      await asServer(
        call,
        noting,
        async () => {
          if (!(await isThere(call, userId))) return missing(userId);
          const notes = await listOf(call, userId);
          await call.audit({ action: 'user.notes-read', resourceType: 'user', resourceId: userId });
          return ok(
            notes.records
              .map(({ key, value, updatedAt }) => ({ key, value, updatedAt }))
              .toSorted((one, other) => (one.key < other.key ? -1 : 1)),
          );
        },
        'read',
      ),
    set: async ({ userId, key, value }, call) =>
      await asServer(call, noting, async () => {
        if (!(await isThere(call, userId))) return missing(userId);
        const { tenantId } = askerOf(call);
        const id = idFromKey('userData', userId, key);
        const change = await putKeyed(records, call.sql, userDataEntity, {
          id,
          draft: value === null ? null : { id, tenantId, userId, key, value },
          patch: value === null ? {} : { value },
        });
        if (change === 'created' && (await listOf(call, userId)).next !== undefined) {
          const problems = [`There are ${String(notesMax)} already.`];
          return fail({ kind: 'record-invalid' as const, entity: 'userData', problems });
        }
        if (change !== 'none') {
          await call.audit({
            action: 'user.noted',
            resourceType: 'user',
            resourceId: userId,
            details: { note: id, change },
          });
        }
        return ok({});
      }),
  };
}

function missing(id: string) {
  return fail({ kind: 'record-missing' as const, entity: 'user', id });
}
