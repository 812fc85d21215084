import { changeToVersion, mergeVersions, storedToVersion, versionToStored } from '../changes/merge.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import type { SentChange } from './sync-protocol.ts';

/** The record with a change that has been parsed; undefined where there is none and the change does not make it. */
export function mergeChange(
  entity: AnyEntity,
  stored: StoredRecord | undefined,
  change: Pick<SentChange, 'recordId' | 'patch' | 'before' | 'stamp'>,
): StoredRecord | undefined {
  if (stored === undefined && change.before !== null) return undefined;
  const known = stored === undefined ? {} : storedToVersion(entity, stored);
  return versionToStored(entity, change.recordId, mergeVersions(entity, known, changeToVersion(entity, change)));
}

export function mergeRecords(entity: AnyEntity, left: StoredRecord, right: StoredRecord): StoredRecord {
  const merged = mergeVersions(entity, storedToVersion(entity, left), storedToVersion(entity, right));
  return versionToStored(entity, left.record.id, merged);
}
