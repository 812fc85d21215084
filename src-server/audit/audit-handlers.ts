/*
 * Looking through the audit, and checking it. Reading it is itself a read of sensitive data, and audited.
 */
import { ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { askerOf } from '../rpc/server-call.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import type { AuditKey } from './audit-key.ts';
import { readRestores } from './restores.ts';
import { listActions, searchEvents } from './search-events.ts';
import { readDigestFile } from './sign-digests.ts';
import { verifyChain } from './verify-chain.ts';

export type AuditHandlersDeps = { readonly key: AuditKey; readonly folder: string };

export function createAuditHandlers({ key, folder }: AuditHandlersDeps): ServerHandlersOf<ServerApi['audit']> {
  return {
    search: async (query, call) => {
      const { after, search, action } = query;
      const { items, next } = await searchEvents(call.sql, query);
      // Once for a search, and not for each of its pages.
      if (after === undefined) {
        await call.audit({
          action: 'audit.searched',
          resourceType: 'audit',
          details: { search: search ?? null, action: action ?? null },
        });
      }
      return ok({ items: [...items], next });
    },
    actions: async (_input, call) => ok([...(await listActions(call.sql))]),
    verify: async (_input, call) => {
      const { tenantId } = askerOf(call);
      const [digests, restores] = [await readDigestFile(folder, tenantId), await readRestores(folder, tenantId)];
      const report = await verifyChain(call.sql, { key, digests, restores, nowMs: call.nowMs });
      await call.audit({
        action: 'audit.verified',
        resourceType: 'audit',
        details: { isWhole: report.isWhole, events: report.events },
      });
      return ok(report);
    },
  };
}
