import { groupTransactions } from '#shared/sync/group-transactions.ts';
import type { Acceptance } from '#shared/sync/accept-changes.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import type { Act, ServerCall } from '../rpc/server-call.ts';

/** Records that an event names; it tells how many there were. */
const namedMax = 20;

/** One event for each transaction of which something was taken: which records it has touched. What was said in them, the log tells. */
export async function auditPush(call: ServerCall, { log }: Pick<Acceptance, 'log'>): Promise<void> {
  const groups = groupTransactions(log.map(({ change }) => change));
  if (groups.length > 0) await call.audit(groups.map((group) => actOf(group)));
}

function actOf(group: readonly SentChange[]): Act {
  const records = [...new Set(group.map(({ entity, recordId }) => `${entity} ${recordId}`))];
  const [first] = group;
  return {
    action: 'changes.accepted',
    resourceType: first?.entity ?? 'change',
    resourceId: first?.recordId ?? null,
    details: {
      device: first?.deviceId ?? '',
      from: first?.number ?? 0,
      changes: group.length,
      records: records.length,
      named: records.slice(0, namedMax),
    },
  };
}
