/*
 * A device whose clock was ahead gives its waiting changes new stamps by the server's time, and so to the records that they
 * have touched. What was made later is later still; nothing that was made is lost.
 */
import { instantOf } from '../base/instant.ts';
import { nextStamp, stampMs } from '../changes/stamp.ts';
import type { Stamp } from '../changes/stamp.ts';
import { storedToVersion, versionToStored } from '../changes/merge.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { mergeChange } from './merge-change.ts';
import type { SentChange } from './sync-protocol.ts';

export type RestampDeps = {
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  readonly findStored: (entity: AnyEntity, id: string) => StoredRecord | undefined;
  /** The latest stamp that the server knows of and this device has seen: of others' changes and of its own that were taken. */
  readonly settledStamp: Stamp | null;
  readonly serverMs: number;
};

export type Restamped = {
  /** To be stored in the place of those with their numbers. */
  readonly changes: readonly SentChange[];
  readonly records: readonly { readonly entity: AnyEntity; readonly stored: StoredRecord }[];
  /** What the device's clock is set to: the only time that it goes back. Null where nothing was waiting. */
  readonly lastStamp: Stamp | null;
};

/** `waiting`: all changes that are not answered, in the order in which they were made. */
export function restampChanges(deps: RestampDeps, waiting: readonly SentChange[]): Restamped {
  const stamps = new Map<string, Stamp>();
  let last = deps.settledStamp;
  const changes = waiting.map((change) => {
    last = nextStamp(last, instantOf(deps.serverMs), change.deviceId);
    stamps.set(change.stamp, last);
    return restampDeletion(change, last);
  });
  const changesByRecord = Map.groupBy(changes, ({ entity, recordId }) => `${entity} ${recordId}`);
  const records = [...changesByRecord.values()].flatMap((own) => {
    const entity = deps.entityByName.get(own[0]?.entity ?? '');
    const stored = entity && deps.findStored(entity, own[0]?.recordId ?? '');
    if (entity === undefined || stored === undefined) return [];
    const restamped = restampRecord(entity, stored, stamps);
    // Once more on top: what another's edit had beaten is later than it now, here as it will be there.
    return [
      { entity, stored: own.reduce((record, change) => mergeChange(entity, record, change) ?? record, restamped) },
    ];
  });
  return { changes, records, lastStamp: changes.at(-1)?.stamp ?? null };
}

/** The time of a deletion is the time of its stamp. */
function restampDeletion(change: SentChange, stamp: Stamp): SentChange {
  const { deletedAt } = change.patch;
  if (deletedAt === undefined || deletedAt === null) return { ...change, stamp };
  return { ...change, stamp, patch: { ...change.patch, deletedAt: stampMs(stamp) } };
}

function restampRecord(entity: AnyEntity, stored: StoredRecord, stamps: ReadonlyMap<string, Stamp>): StoredRecord {
  const version = Object.entries(storedToVersion(entity, stored)).map(([name, known]) => {
    const stamp = stamps.get(known.stamp);
    if (stamp === undefined) return [name, known];
    const isDeletion = name === 'deletedAt' && known.value !== null;
    return [name, { ...known, stamp, value: isDeletion ? stampMs(stamp) : known.value }];
  });
  return versionToStored(entity, stored.record.id, Object.fromEntries(version));
}
