import type { SentChange } from './sync-protocol.ts';

/** Changes as they were made together: neighbours with one device and one transaction. */
export function groupTransactions<C extends Pick<SentChange, 'deviceId' | 'transactionNumber'>>(
  changes: readonly C[],
): readonly (readonly C[])[] {
  const groups: C[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const first = group?.[0];
    const isSame = first?.deviceId === change.deviceId && first.transactionNumber === change.transactionNumber;
    if (isSame) group?.push(change);
    else groups.push([change]);
  }
  return groups;
}
