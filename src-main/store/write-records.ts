/*
 * The writes of one transaction: each becomes rows, and for a record that other devices share also a change. The record after
 * a write is what merging the change into the record gives, by the rule that other devices will use (merge.ts).
 */
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { bytesToBase64 } from '#shared/changes/base64.ts';
import type { TextEdit } from '#shared/changes/change.ts';
import { changeToVersion, mergeVersions, storedToVersion, versionToStored } from '#shared/changes/merge.ts';
import { stampMs } from '#shared/changes/stamp.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import { editState, findSplice } from '#shared/changes/text-edit.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import { hasClocks } from '#shared/schema/table-sql.ts';
import type { ChangeLog } from './change-log.ts';
import { parseDraft, parsePatch } from './parse-fields.ts';
import type { FieldValues } from './parse-fields.ts';
import type { RecordTable } from './record-table.ts';
import { StoreRefusal } from './store-failure.ts';

export type Touched = {
  readonly entity: string;
  readonly id: string;
  /** Undefined where there was or is none, or only a deleted one. */
  readonly before: AnyRecord | undefined;
  readonly after: AnyRecord | undefined;
};

export type RecordWriter = {
  readonly create: (table: RecordTable, draft: FieldValues) => AnyRecord;
  readonly patch: (table: RecordTable, id: string, patch: FieldValues) => AnyRecord;
  readonly remove: (table: RecordTable, id: string) => void;
  /** Writes values that have been parsed, `deletedAt` among them, on a record deleted or not. */
  readonly writeValues: (table: RecordTable, stored: StoredRecord, values: FieldValues) => void;
  /** Every record that was written so far, once, from how it was to how it is. */
  readonly listTouched: () => readonly Touched[];
};

export type WriterDeps = {
  readonly log: ChangeLog;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly actorId: string;
  /** The undo group of the transaction's changes; asked at the first one, which it is told. */
  readonly undoGroup: (first: {
    readonly entity: string;
    readonly before: AnyRecord | undefined;
    readonly after: AnyRecord;
  }) => string;
};

export function createRecordWriter({ log, clock, random, actorId, undoGroup }: WriterDeps): RecordWriter {
  const touched = new Map<string, Touched>();

  /** Writes values over what is stored (nothing, for a new record), with the change that says so. */
  function write(table: RecordTable, id: string, stored: StoredRecord | undefined, values: FieldValues): AnyRecord {
    const { entity } = table;
    const next = hasClocks(entity) ? writeShared(table, id, stored, values) : writeOwn(id, stored, values);
    if (stored === undefined) table.insert(next);
    else table.update(next);
    touch(entity.name, id, stored?.record, next.record);
    return next.record;
  }

  function writeShared(
    table: RecordTable,
    id: string,
    stored: StoredRecord | undefined,
    values: FieldValues,
  ): StoredRecord {
    const { entity } = table;
    const stamp = log.takeStamp(clock.nowMs());
    const { patch, before } = describeWrite({ entity, stored, values, stamp, deviceId: log.deviceId });
    const known = stored === undefined ? {} : storedToVersion(entity, stored);
    const next = versionToStored(entity, id, mergeVersions(entity, known, changeToVersion(entity, { patch, stamp })));
    const group = undoGroup({ entity: entity.name, before: live(stored?.record), after: next.record });
    log.append({ undoGroup: group, actorId, entity: entity.name, recordId: id, patch, before }, stamp);
    return next;
  }

  function writeOwn(id: string, stored: StoredRecord | undefined, values: FieldValues): StoredRecord {
    const updatedAt = clock.nowMs();
    const createdAt = stored?.record['createdAt'] ?? updatedAt;
    return { record: { ...stored?.record, ...values, id, createdAt, updatedAt }, clocks: {}, states: {} };
  }

  function touch(entity: string, id: string, before: AnyRecord | undefined, after: AnyRecord | undefined): void {
    const key = `${entity} ${id}`;
    const earlier = touched.get(key);
    touched.set(key, { entity, id, before: earlier === undefined ? live(before) : earlier.before, after: live(after) });
  }

  function getStored(table: RecordTable, id: string): StoredRecord {
    const stored = table.findStored(id);
    if (stored !== undefined && live(stored.record) !== undefined) return stored;
    throw new StoreRefusal({ kind: 'record-missing', entity: table.entity.name, id });
  }

  return {
    create: (table, draft) => {
      const { entity } = table;
      const values = parseDraft(entity, draft);
      const id = typeof draft['id'] === 'string' ? draft['id'] : createId(clock.nowMs(), random);
      const stored = typeof draft['id'] === 'string' ? table.findStored(id) : undefined;
      if (stored === undefined) return write(table, id, undefined, { ...values, deletedAt: null });
      if (live(stored.record) !== undefined) {
        const problems = [`there is one with the id ${id} already`];
        throw new StoreRefusal({ kind: 'record-invalid', entity: entity.name, problems });
      }
      // A record whose id comes from its key was deleted and is made again: it is the same one, and comes back.
      const open = Object.entries(values).filter(([name]) => entity.fields[name]?.merge !== 'fixed');
      return write(table, id, stored, { ...Object.fromEntries(open), deletedAt: null });
    },
    patch: (table, id, patch) => {
      const stored = getStored(table, id);
      const values = changedValues(stored.record, parsePatch(table.entity, patch));
      return Object.keys(values).length === 0 ? stored.record : write(table, id, stored, values);
    },
    remove: (table, id) => {
      const stored = getStored(table, id);
      if (hasClocks(table.entity)) {
        write(table, id, stored, { deletedAt: clock.nowMs() });
      } else {
        // Nobody else has it and nothing can bring it back, so nothing of it stays.
        table.erase(id);
        touch(table.entity.name, id, stored.record, undefined);
      }
    },
    writeValues: (table, stored, values) => void write(table, stored.record.id, stored, values),
    listTouched: () => [...touched.values()].filter(({ before, after }) => before !== undefined || after !== undefined),
  };
}

/** Whether two values of a field are the same, JSON by its text. */
export function isSameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return JSON.stringify(left) === JSON.stringify(right);
}

function changedValues(record: AnyRecord, values: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isSameValue(record[name], value)));
}

type Write = {
  readonly entity: AnyEntity;
  readonly stored: StoredRecord | undefined;
  readonly values: FieldValues;
  readonly stamp: Stamp;
  readonly deviceId: string;
};

type Described = Pick<Parameters<ChangeLog['append']>[0], 'patch' | 'before'>;

function describeWrite({ entity, stored, values, stamp, deviceId }: Write): Described {
  const patch: { [field: string]: unknown } = {};
  const before: { [field: string]: unknown } = {};
  for (const [name, value] of Object.entries(values)) {
    const field = entity.fields[name];
    if (field === undefined || field.isServerOnly || field.kind === 'retired') continue;
    const previous = stored?.record[name] ?? null;
    if (field.kind === 'merged-text' && (value !== null || stored?.states[name] !== undefined)) {
      const splice = findSplice(asText(previous), asText(value));
      const { update } = editState(stored?.states[name], splice, deviceId);
      const edit: TextEdit = { at: splice?.at ?? 0, inserted: splice?.inserted ?? '', update: bytesToBase64(update) };
      patch[name] = edit;
      before[name] = splice?.removed ?? '';
    } else {
      // The time of a deletion is the time of its stamp, as all times that other devices are to agree on.
      patch[name] = name === 'deletedAt' && stored?.record['deletedAt'] === null ? stampMs(stamp) : value;
      before[name] = previous;
    }
  }
  return { patch, before: stored === undefined ? null : before };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function live(record: AnyRecord | undefined): AnyRecord | undefined {
  return record?.['deletedAt'] === null ? record : undefined;
}
