/*
 * What a device makes of what the server tells: changes of others, and whole records of a snapshot. Both are merged into what is
 * here, so the order in which they come, and coming twice, make no difference.
 *
 * Whoever calls these does so in one transaction with saving the cursor (or the snapshot's place), and lets the clock receive
 * `stamp` in it too: without that, an edit that is made next could be ordered before what the person has already seen.
 *
 * A device asks one thing at a time and forgets the answers of questions that it has given up. Were a snapshot's page applied
 * after changes that are newer than it, or changes while a push is under way, then a change that was passed over (its record
 * was not here yet) or taken back (it was refused) would be missing afterwards.
 */
import type { Stamp } from '../changes/stamp.ts';
import { parseStamp } from '../changes/stamp.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { mergeChange, mergeRecords } from './merge-change.ts';
import { parseSentPatch } from './parse-change.ts';
import { isSameJson } from './parse-value.ts';
import { latestStamp, sentToStored } from './sent-record.ts';
import type { SentRecord, SyncScope, ToldChange } from './sync-protocol.ts';
import { scopeOfRecord } from './synced-entities.ts';

/** An edit of this device's that another one has taken the place of, by somebody who had not seen it. Known by `mine.stamp` and `field`. */
export type Overwritten = {
  readonly entity: string;
  readonly recordId: string;
  readonly field: string;
  readonly mine: { readonly value: unknown; readonly stamp: string };
  readonly theirs: { readonly value: unknown; readonly stamp: string; readonly actorId: string | null };
};

export type Received =
  /** To be stored. */
  | {
      readonly kind: 'merged';
      readonly stored: StoredRecord;
      readonly isNew: boolean;
      readonly overwritten: readonly Overwritten[];
      readonly stamp: Stamp | null;
    }
  /** Its record is not here and comes whole, if it comes: by a snapshot. The clock receives the stamp all the same. */
  | { readonly kind: 'passed-over'; readonly stamp: Stamp | null }
  /**
   * It makes a record of which this device has changes already, though not the record: its own making of it was refused, and
   * somebody else has made it too. What became of those changes only the whole record tells, so its part is fetched anew.
   */
  | { readonly kind: 'to-fetch'; readonly scope: SyncScope; readonly stamp: Stamp | null }
  /** It is none that can be stored: the server's mistake, noted and passed over. The clock does not receive it. */
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] };

/** `sent` is the record as the server has it, for whoever plays what waits on it again. */
export type ReceivedRecord =
  | (Extract<Received, { readonly kind: 'merged' }> & { readonly sent: StoredRecord })
  | Extract<Received, { readonly kind: 'unreadable' }>;

export type ReceiveDeps = {
  readonly entity: AnyEntity;
  /** The record as it is here, deleted or not. */
  readonly stored: StoredRecord | undefined;
  /** Whether a device id is one of this device's, of now or of before. */
  readonly isOwnDevice: (deviceId: string) => boolean;
  /** Whether there are changes of this device's here of the record, waiting or taken. Asked only where it is not here. */
  readonly hasOwnChanges: () => boolean;
};

export function receiveChange(deps: ReceiveDeps, told: ToldChange): Received {
  const { entity, stored } = deps;
  if (stored === undefined && told.before !== null) return { kind: 'passed-over', stamp: told.stamp };
  const parsed = parseSentPatch(entity, told, stored, { isUnknownFine: true, isOwnTextOnly: false });
  if (!parsed.ok) return { kind: 'unreadable', problems: parsed.failure };
  const change = { ...told, patch: parsed.value };
  const merged = mergeChange(entity, stored, change);
  if (merged === undefined) return { kind: 'passed-over', stamp: told.stamp };
  if (stored === undefined && deps.hasOwnChanges()) {
    return { kind: 'to-fetch', scope: scopeOfRecord(entity, merged.record), stamp: told.stamp };
  }
  const overwritten = findOverwritten(deps, merged, change);
  return { kind: 'merged', stored: merged, isNew: stored === undefined, overwritten, stamp: told.stamp };
}

/** `hasWaiting`: whether this device has an edit of the field that the server has not answered, so that nobody has seen it. */
export function receiveRecord(
  deps: Omit<ReceiveDeps, 'hasOwnChanges'> & { readonly hasWaiting: (field: string) => boolean },
  sent: SentRecord,
): ReceivedRecord {
  const { entity, stored, hasWaiting } = deps;
  const read = sentToStored(entity, sent);
  if (!read.ok) return { kind: 'unreadable', problems: read.failure };
  const stamp = latestStamp(sent);
  const base = { kind: 'merged', sent: read.value, stamp } as const;
  if (stored === undefined) return { ...base, stored: read.value, isNew: true, overwritten: [] };
  const merged = mergeRecords(entity, stored, read.value);
  const overwritten = findOverwritten(deps, merged, null).filter(({ field }) => hasWaiting(field));
  return { ...base, stored: merged, isNew: false, overwritten };
}

/** Fields whose value here was this device's own and is not any more, unless the change says that its maker had it before them. */
function findOverwritten(
  { entity, stored, isOwnDevice }: Omit<ReceiveDeps, 'hasOwnChanges'>,
  merged: StoredRecord,
  change: Pick<ToldChange, 'patch' | 'before' | 'actorId'> | null,
): readonly Overwritten[] {
  if (stored === undefined) return [];
  const found: Overwritten[] = [];
  for (const name of Object.keys(change?.patch ?? entity.fields)) {
    const field = entity.fields[name];
    if (field?.merge !== 'latest' || field.isDerived || name === 'updatedAt') continue;
    const mine = { value: stored.record[name], stamp: clockOf(stored, name) };
    const theirs = { value: merged.record[name], stamp: clockOf(merged, name), actorId: change?.actorId ?? null };
    if (mine.stamp === theirs.stamp || isSameJson(mine.value, theirs.value)) continue;
    if (!isEdit(mine.stamp, isOwnDevice)) continue;
    const before = change?.before ?? {};
    if (Object.hasOwn(before, name) && isSameJson(before[name], mine.value)) continue;
    found.push({ entity: entity.name, recordId: stored.record.id, field: name, mine, theirs });
  }
  return found;
}

/** What a device was given to begin with bears its name too, and the time 0: nobody edited that. */
function isEdit(text: string, isOwnDevice: ReceiveDeps['isOwnDevice']): boolean {
  const stamp = parseStamp(text);
  return stamp !== undefined && stamp.ms > 0 && isOwnDevice(stamp.deviceId);
}

function clockOf({ clocks }: StoredRecord, field: string): string {
  return clocks[field] ?? clocks['*'] ?? '';
}
