import { groupTransactions, packTransactions } from '#shared/sync/group-transactions.ts';
import type { Acceptance } from '#shared/sync/accept-changes.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import type { Act, ServerCall } from '../rpc/server-call.ts';

/**
 * Changes that one event tells of; a larger transaction has an event of its own. Chaining and signing an event costs more than taking
 * a change, and a device that was away pushes thousands.
 */
const changesOfEventMax = 250;
/** Records that an event names, by which it is found: as many as an import may make at once, some 90 kB. */
const recordsNamedMax = 2_000;

/**
 * Events of what was taken, which tell of each transaction what it touched: one event for each push of somebody who works. What was
 * said in them, the log tells.
 */
export async function auditPush(call: ServerCall, { log }: Pick<Acceptance, 'log'>): Promise<void> {
  const events = packTransactions(
    groupTransactions(log.map(({ change }) => change)),
    changesOfEventMax,
    ([first], [next]) => first?.deviceId === next?.deviceId,
  );
  if (events.length > 0) await call.audit(events.map((groups) => actOf(groups)));
}

function actOf(groups: readonly (readonly SentChange[])[]): Act {
  const changes = groups.flat();
  const [first] = changes;
  return {
    action: 'changes.accepted',
    resourceType: first?.entity ?? 'change',
    resourceId: first?.recordId ?? null,
    details: {
      device: first?.deviceId ?? '',
      from: first?.number ?? 0,
      transactions: groups.length,
      changes: changes.length,
      records: new Set(changes.map(({ recordId }) => recordId)).size, // No two have the same, of whatever entity.
      each: groups.map(transactionText),
    },
  };
}

/** The number of its first change on the device, and which records it has touched. */
function transactionText(group: readonly SentChange[]): string {
  const [first] = group;
  if (group.length === 1 && first !== undefined) return `${String(first.number)}: ${first.entity} ${first.recordId}`;
  return `${String(group[0]?.number ?? 0)}: ${recordsOf(group).slice(0, recordsNamedMax).join(', ')}`;
}

function recordsOf(changes: readonly SentChange[]): readonly string[] {
  return [...new Set(changes.map(({ entity, recordId }) => `${entity} ${recordId}`))];
}
