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

/** Neighbours together, up to so many changes; one that has more is by itself. `fits`: whether one may stand behind another. */
export function packTransactions<C>(
  transactions: readonly (readonly C[])[],
  changesMax: number,
  fits: (first: readonly C[], next: readonly C[]) => boolean = () => true,
): readonly (readonly (readonly C[])[])[] {
  const packs: (readonly C[])[][] = [];
  let changes = 0;
  for (const transaction of transactions) {
    const pack = packs.at(-1);
    const first = pack?.[0];
    changes += transaction.length;
    if (pack !== undefined && first !== undefined && changes <= changesMax && fits(first, transaction)) {
      pack.push(transaction);
    } else {
      packs.push([transaction]);
      changes = transaction.length;
    }
  }
  return packs;
}
