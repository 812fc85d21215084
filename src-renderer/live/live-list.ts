import type { RecordEvent } from '#shared/records/record-api.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

export type Order = readonly { readonly field: string; readonly direction: 'up' | 'down' }[];

/** A list as the page holds it; `isLoading` until the first event. */
export type LiveList = { readonly records: readonly AnyRecord[]; readonly isLoading: boolean };

export const emptyLiveList: LiveList = { records: [], isLoading: true };

/** The list after an event. A record that is as it was stays the same object, so that what shows it is not painted again. */
export function applyRecordEvent(list: LiveList, event: RecordEvent, order: Order): LiveList {
  const known = new Map(list.records.map((record) => [record.id, record]));
  const next = event.kind === 'reset' ? new Map<string, AnyRecord>() : new Map(known);
  for (const record of event.kind === 'reset' ? event.records : event.upserts) {
    const before = known.get(record.id);
    next.set(record.id, before !== undefined && isSame(before, record) ? before : record);
  }
  if (event.kind === 'changed') for (const id of event.removed) next.delete(id);
  const records = [...next.values()].toSorted((left, right) => compareRecords(left, right, order));
  const isUnchanged =
    records.length === list.records.length && records.every((record, index) => record === list.records[index]);
  return isUnchanged && !list.isLoading ? list : { records, isLoading: false };
}

/** As SQLite sorts: absent first, then by value; equal ones by id, which is by age. */
export function compareRecords(left: AnyRecord, right: AnyRecord, order: Order): number {
  for (const { field, direction } of order) {
    const compared = compareValues(left[field] ?? null, right[field] ?? null);
    if (compared !== 0) return direction === 'up' ? compared : -compared;
  }
  return compareValues(left.id, right.id);
}

function compareValues(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : 1;
  return Number(left) - Number(right);
}

/** Whether two values of JSON are alike, all the way down. */
export function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const leftEntries = Object.entries(left);
  const rightByKey = new Map(Object.entries(right));
  return (
    leftEntries.length === rightByKey.size &&
    leftEntries.every(([key, value]) => rightByKey.has(key) && isSame(value, rightByKey.get(key)))
  );
}
