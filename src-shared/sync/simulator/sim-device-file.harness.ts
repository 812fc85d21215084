// What a device has on its disk: records, its own changes, and where it stands with the server.
import type { Version } from '../../changes/merge.ts';
import type { Stamp } from '../../changes/stamp.ts';
import type { StoredRecord } from '../../schema/row-codec.ts';
import type { ScopePart } from '../find-reach-changes.ts';
import type { Cursor, SentChange } from '../sync-protocol.ts';
import { createSimDisk } from './sim-disk.harness.ts';
import type { DiskCell, DiskMap, SimDisk } from './sim-disk.harness.ts';

export type Held = { readonly part: ScopePart; readonly afterId: string | null; readonly isWhole: boolean };

/** What the person is shown: one for each edit that was not plainly taken. */
export type Problem = { readonly kind: 'rejected' | 'superseded' | 'set-aside'; readonly change: SentChange };

export type DeviceFile = {
  readonly disk: SimDisk;
  readonly records: DiskMap<string, { readonly entity: string; readonly stored: StoredRecord }>;
  /** Of which record a newer server has told what this program does not know, and what. */
  readonly unknown: DiskMap<string, Version>;
  /** Own changes by device and number, answered or not; refused ones are gone. */
  readonly changes: DiskMap<string, SentChange>;
  /** Of every device id that the file has had: up to which number it has counted, and been answered. */
  readonly counted: DiskMap<string, number>;
  readonly pushed: DiskMap<string, number>;
  readonly held: DiskMap<string, Held>;
  readonly problems: DiskMap<string, Problem>;
  readonly deviceId: DiskCell<string>;
  readonly lastStamp: DiskCell<Stamp | null>;
  readonly settledStamp: DiskCell<Stamp | null>;
  readonly cursor: DiskCell<Cursor | null>;
  readonly schemaVersion: DiskCell<number>;
  /** The file was put back: once what waits under its old names is answered, everything is fetched anew. */
  readonly isRewound: DiskCell<boolean>;
};

export function createDeviceFile(deviceId: string, schemaVersion: number): DeviceFile {
  const disk = createSimDisk();
  const file: DeviceFile = {
    disk,
    records: disk.map(),
    unknown: disk.map(),
    changes: disk.map(),
    counted: disk.map(),
    pushed: disk.map(),
    held: disk.map(),
    problems: disk.map(),
    deviceId: disk.cell(deviceId),
    lastStamp: disk.cell<Stamp | null>(null),
    settledStamp: disk.cell<Stamp | null>(null),
    cursor: disk.cell<Cursor | null>(null),
    schemaVersion: disk.cell(schemaVersion),
    isRewound: disk.cell(false),
  };
  disk.transact(() => {
    file.counted.set(deviceId, 0);
    file.pushed.set(deviceId, 0);
  });
  return file;
}

export function changeKey({ deviceId, number }: Pick<SentChange, 'deviceId' | 'number'>): string {
  return `${deviceId} ${String(number)}`;
}

export function recordKey(entity: string, id: string): string {
  return `${entity} ${id}`;
}

export function partKey({ scope: { kind, id }, entity }: ScopePart): string {
  return `${kind} ${id} ${entity}`;
}

/** Not answered yet, by their numbers, of one device id. */
export function listWaitingOfDevice(file: DeviceFile, deviceId: string): readonly SentChange[] {
  const waiting: SentChange[] = [];
  const last = file.counted.get(deviceId) ?? 0;
  for (let number = (file.pushed.get(deviceId) ?? 0) + 1; number <= last; number += 1) {
    const change = file.changes.get(changeKey({ deviceId, number }));
    if (change !== undefined) waiting.push(change);
  }
  return waiting;
}

/** Of every id, in the order in which they were made. */
export function listWaiting(file: DeviceFile): readonly SentChange[] {
  const all = [...file.counted.entries()].flatMap(([deviceId]) => listWaitingOfDevice(file, deviceId));
  return all.toSorted((left, right) => (left.stamp < right.stamp ? -1 : 1));
}
