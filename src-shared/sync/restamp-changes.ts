/*
 * A device whose clock was ahead gives its waiting changes new stamps by the server's time, and so to the records that they
 * have touched. What was made later is later still; nothing that was made is lost.
 */
import { isKeyId } from '../base/id.ts';
import { instantOf } from '../base/instant.ts';
import { nextStamp, stampMs } from '../changes/stamp.ts';
import type { Stamp } from '../changes/stamp.ts';
import { storedToVersion, versionToStored } from '../changes/merge.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import type { ScopePart } from './find-reach-changes.ts';
import { mergeChange } from './merge-change.ts';
import { skewMaxMs } from './sync-protocol.ts';
import type { SentChange } from './sync-protocol.ts';
import { scopeOfRecord } from './synced-entities.ts';

export type RestampDeps = {
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  readonly findStored: (entity: AnyEntity, id: string) => StoredRecord | undefined;
  /** The latest stamp that the server knows of: of others' changes, of own ones that were taken, and of waiting ones that it has heard. */
  readonly settledStamp: Stamp | null;
  readonly serverMs: number;
};

export type Restamped = {
  /** To be stored in the place of those with their numbers. */
  readonly changes: readonly SentChange[];
  readonly records: readonly { readonly entity: AnyEntity; readonly stored: StoredRecord }[];
  /** Parts that are fetched anew: of one, another device has made a record too, and it may now be the first. */
  readonly toFetch: readonly ScopePart[];
  /** What the device's clock is set to: the only time that it goes back. Null where nothing was waiting. */
  readonly lastStamp: Stamp | null;
};

/**
 * Which waiting changes are to be stamped anew, after a greeting: when one is ahead, all that the server has not heard. Only then,
 * since a push with the old stamps could else still be on its way, and be the one that is taken. What it has heard keeps its
 * stamp, unless that is ahead: then it was taken under another, and this file, which was put back, has forgotten which.
 */
export function listToRestamp(
  waiting: readonly SentChange[],
  {
    serverMs,
    lastNumbers,
  }: { readonly serverMs: number; readonly lastNumbers: { readonly [deviceId: string]: number } },
): readonly SentChange[] {
  const isAhead = ({ stamp }: SentChange): boolean => stampMs(stamp) > serverMs + skewMaxMs;
  if (!waiting.some(isAhead)) return [];
  return waiting.filter((change) => isAhead(change) || change.number > (lastNumbers[change.deviceId] ?? 0));
}

/** `waiting`: changes that the server has not heard, in the order in which they were made. */
export function restampChanges(deps: RestampDeps, waiting: readonly SentChange[]): Restamped {
  const stamps = new Map<string, Stamp>();
  let last = deps.settledStamp;
  const changes = waiting.map((change) => {
    last = nextStamp(last, instantOf(deps.serverMs), change.deviceId);
    stamps.set(change.stamp, last);
    return restampDeletion(change, last);
  });
  const changesByRecord = Map.groupBy(changes, ({ entity, recordId }) => `${entity} ${recordId}`);
  const touched = [...changesByRecord.values()].flatMap((own) => {
    const entity = deps.entityByName.get(own[0]?.entity ?? '');
    const stored = entity && deps.findStored(entity, own[0]?.recordId ?? '');
    return entity === undefined || stored === undefined ? [] : [{ entity, stored, own }];
  });
  return {
    changes,
    records: touched.map(({ entity, stored, own }) => {
      const restamped = restampRecord(entity, stored, stamps);
      // Once more on top: what another's edit had beaten is later than it now, here as it will be there.
      return {
        entity,
        stored: own.reduce((record, change) => mergeChange(entity, record, change) ?? record, restamped),
      };
    }),
    toFetch: touched
      .filter(({ stored, own }) => own.some(({ before }) => before === null) && isMadeElsewhere(stored, stamps))
      .map(({ entity, stored }) => ({ scope: scopeOfRecord(entity, stored.record), entity: entity.name })),
    lastStamp: changes.at(-1)?.stamp ?? null,
  };
}

/** Of another's making of the same record nothing need be seen in it: what it set, later edits have, or earlier ones that are later now. */
function isMadeElsewhere({ record, clocks }: StoredRecord, stamps: ReadonlyMap<string, Stamp>): boolean {
  return isKeyId(record.id) || Object.values(clocks).some((stamp) => !stamps.has(stamp));
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
