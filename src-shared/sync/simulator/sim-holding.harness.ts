/*
 * What a device of a simulation holds, and what is done to it whatever the occasion: a record is put, its clock receives a stamp,
 * a part is noted to be fetched or purged, waiting changes are stamped anew. Each of it is asked for within a transaction.
 */
import type { Version } from '../../changes/merge.ts';
import { receiveStamp } from '../../changes/stamp.ts';
import type { Stamp } from '../../changes/stamp.ts';
import type { AnyEntity } from '../../schema/entity.ts';
import type { StoredRecord } from '../../schema/row-codec.ts';
import type { ScopePart } from '../find-reach-changes.ts';
import { restampChanges } from '../restamp-changes.ts';
import type { SentChange } from '../sync-protocol.ts';
import { isSameScope, scopeOfRecord } from '../synced-entities.ts';
import { takeUpFields } from '../unknown-fields.ts';
import { changeKey, listWaiting, partKey, recordKey } from './sim-device-file.harness.ts';
import type { DeviceFile } from './sim-device-file.harness.ts';
import { entitiesOf } from './sim-world.harness.ts';
import type { Mutant } from './sim-world.harness.ts';

export type SimHolding = ReturnType<typeof createSimHolding>;

export function createSimHolding(file: DeviceFile, mutant: Mutant | undefined) {
  const { disk } = file;
  const entities = (): ReadonlyMap<string, AnyEntity> => entitiesOf(file.schemaVersion.get());
  const findStored = (entity: AnyEntity, id: string): StoredRecord | undefined =>
    file.records.get(recordKey(entity.name, id))?.stored;

  function receiveClock(stamp: Stamp | null, isSnapshot = false): void {
    if (stamp === null || mutant === 'no-clock-receive') return;
    if (isSnapshot && mutant === 'snapshot-without-clock') return;
    file.lastStamp.set(receiveStamp(file.lastStamp.get(), stamp));
    file.settledStamp.set(receiveStamp(file.settledStamp.get(), stamp));
  }

  function put(entity: AnyEntity, stored: StoredRecord): void {
    file.records.set(recordKey(entity.name, stored.record.id), { entity: entity.name, stored });
  }

  /** Of its history only what waits stays (kept-changes.ts): else it would be sent again to a server that was set back. */
  function erase(key: string): void {
    file.records.delete(key);
    for (const [ownKey, change] of file.changes.entries())
      if (recordKey(change.entity, change.recordId) === key && change.number <= (file.pushed.get(change.deviceId) ?? 0))
        file.changes.delete(ownKey);
    if (mutant !== 'unknown-outlives') file.unknown.delete(key);
  }

  function keepUnknown(entity: AnyEntity, id: string, fields: Version | undefined): void {
    const key = recordKey(entity.name, id);
    if (fields === undefined) file.unknown.delete(key);
    else if (mutant !== 'unknown-dropped') file.unknown.set(key, fields);
  }

  /** After an update, before anything else is done. */
  function takeUpUnknown(): void {
    for (const [key, kept] of file.unknown.entries()) {
      const { entity: name, stored } = file.records.get(key) ?? {};
      const entity = entities().get(name ?? '');
      if (entity === undefined || stored === undefined) continue;
      const taken = takeUpFields(entity, stored, kept);
      put(entity, taken.stored);
      keepUnknown(entity, stored.record.id, Object.keys(taken.left).length === 0 ? undefined : taken.left);
    }
  }

  function purge(part: ScopePart): void {
    const entity = entities().get(part.entity);
    disk.transact(() => {
      for (const [key, { entity: name, stored }] of file.records.entries()) {
        if (
          entity === undefined ||
          name !== part.entity ||
          !isSameScope(scopeOfRecord(entity, stored.record), part.scope)
        )
          continue;
        for (const change of listWaiting(file).filter(
          (one) => one.entity === name && one.recordId === stored.record.id,
        )) {
          file.problems.set(changeKey(change), { kind: 'set-aside', change });
        }
        // Its history goes too.
        for (const [ownKey, change] of file.changes.entries())
          if (change.entity === name && change.recordId === stored.record.id) file.changes.delete(ownKey);
        erase(key);
      }
      file.held.delete(partKey(part));
    });
  }

  function fetchPart(part: ScopePart): void {
    if (file.held.has(partKey(part))) file.held.set(partKey(part), { part, afterId: null, isWhole: false });
  }

  function fetchAnew(): void {
    for (const [key, { part }] of file.held.entries()) file.held.set(key, { part, afterId: null, isWhole: false });
  }

  function noteSuperseded(stamp: string): void {
    for (const change of file.changes.values())
      if (change.stamp === stamp) file.problems.set(changeKey(change), { kind: 'superseded', change });
  }

  function restamp(waiting: readonly SentChange[], serverMs: number): void {
    if (waiting.length === 0) return;
    const restamped = restampChanges(
      {
        entityByName: entities(),
        findStored,
        settledStamp: heardStamp(waiting),
        serverMs,
      },
      waiting,
    );
    for (const change of restamped.changes) file.changes.set(changeKey(change), change);
    if (mutant !== 'records-not-restamped') for (const { entity, stored } of restamped.records) put(entity, stored);
    restamped.toFetch.forEach(fetchPart);
    file.lastStamp.set(restamped.lastStamp ?? file.settledStamp.get());
  }

  /** What the server has heard and not answered, so that this device could read it, counts too. */
  function heardStamp(unheard: readonly SentChange[]): Stamp | null {
    const keys = new Set(unheard.map(changeKey));
    const heard = listWaiting(file).filter((change) => !keys.has(changeKey(change)));
    return heard.reduce<Stamp | null>((last, { stamp }) => receiveStamp(last, stamp), file.settledStamp.get());
  }

  return {
    file,
    mutant,
    entities,
    isOwnDevice: (id: string): boolean => file.counted.has(id),
    findStored,
    receiveClock,
    put,
    erase,
    keepUnknown,
    takeUpUnknown,
    purge,
    fetchPart,
    fetchAnew,
    noteSuperseded,
    restamp,
  };
}
