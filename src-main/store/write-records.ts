/*
 * The writes of one transaction: each becomes rows, and for a record that other devices share also a change. The record after
 * a write is what merging the change into the record gives, by the rule that other devices will use (merge.ts).
 */
import { assert } from '#shared/base/assert.ts';
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Clock } from '#shared/base/instant.ts';
import { changeToVersion, mergeVersions, storedToVersion, versionToStored } from '#shared/changes/merge.ts';
import { formatStamp } from '#shared/changes/stamp.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import { hasClocks } from '#shared/schema/table-sql.ts';
import type { ChangeLog } from './change-log.ts';
import { describeWrite } from './describe-write.ts';
import type { FirstEdit } from './describe-edit.ts';
import { believeDraft, parseDraft, parsePatch } from './parse-fields.ts';
import type { FieldValues } from './parse-fields.ts';
import type { RecordTable } from './record-table.ts';
import { StoreRefusal } from './store-failure.ts';
import type { Origin } from './store.ts';
import { createTouchedRecords, liveRecord } from './touched-records.ts';
import type { Touched } from './touched-records.ts';

export type RecordWriter = {
  readonly create: (table: RecordTable, draft: FieldValues, origin?: Origin) => AnyRecord;
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
  readonly sessionId: string | null;
  /** See `Edit`. */
  readonly isGiven?: boolean | undefined;
  /** The undo group of the transaction's changes; asked at the first one, which it is told. */
  readonly undoGroup: (first: FirstEdit) => string;
  /** Called before a record that is there, deleted or not, is written over. */
  readonly onOverwrite?: ((table: RecordTable, id: string) => void) | undefined;
};

export function createRecordWriter(deps: WriterDeps): RecordWriter {
  const { clock, random } = deps;
  const touched = createTouchedRecords();

  /** Writes values over what is stored, or a new record where nothing is. */
  function write(table: RecordTable, id: string, written: Write): AnyRecord {
    const { record } = writeRow(deps, table, id, written);
    touched.touch(table.entity.name, id, written.stored?.record, record);
    return record;
  }

  return {
    create: (table, draft, origin) => {
      const given = typeof draft['id'] === 'string' ? draft['id'] : undefined;
      if (origin !== undefined) {
        const made = ownRecord(clock, table.entity, draft, origin);
        table.insert(made);
        touched.touch(table.entity.name, made.record.id, undefined, made.record);
        return made.record;
      }
      const values = parseDraft(table.entity, draft);
      const id = given ?? createId(clock.nowMs(), random);
      const stored = given === undefined ? undefined : findDeleted(table, given);
      return write(table, id, { stored, values: stored === undefined ? values : openValues(table, values) });
    },
    patch: (table, id, patch) => {
      const stored = getStored(table, id);
      const values = changedValues(stored.record, parsePatch(table.entity, patch));
      return Object.keys(values).length === 0 ? stored.record : write(table, id, { stored, values });
    },
    remove: (table, id) => {
      const stored = getStored(table, id);
      if (hasClocks(table.entity)) {
        write(table, id, { stored, values: { deletedAt: clock.nowMs() } });
      } else {
        // Nobody else has it and nothing can bring it back, so nothing of it stays.
        table.erase(id);
        touched.touch(table.entity.name, id, stored.record, undefined);
      }
    },
    writeValues: (table, stored, values) => void write(table, stored.record.id, { stored, values }),
    listTouched: touched.list,
  };
}

/** A record of the device that the program has made itself. */
function ownRecord(clock: Clock, entity: AnyEntity, draft: FieldValues, { createdAt }: Origin): StoredRecord {
  const { id } = draft;
  assert(!hasClocks(entity), 'The stamp of a shared record says when it came to be');
  assert(typeof id === 'string', 'A record of the device that the program makes has an id of its own');
  const values = believeDraft(entity, draft);
  return { record: { ...values, id, createdAt, updatedAt: clock.nowMs(), deletedAt: null }, clocks: {}, states: {} };
}

type Write = { readonly stored: StoredRecord | undefined; readonly values: FieldValues };

function writeRow(deps: WriterDeps, table: RecordTable, id: string, { stored, values }: Write): StoredRecord {
  const complete = stored === undefined ? { ...values, deletedAt: null } : values;
  const write = { stored, values: complete };
  const next = hasClocks(table.entity) ? writeShared(deps, table.entity, id, write) : writeOwn(deps.clock, id, write);
  if (stored === undefined) {
    table.insert(next);
  } else {
    deps.onOverwrite?.(table, id);
    table.update(next);
  }
  return next;
}

/** A record that other devices may have: it becomes what merging the change into it gives. */
function writeShared(deps: WriterDeps, entity: AnyEntity, id: string, { stored, values }: Write): StoredRecord {
  const { log, clock, actorId, sessionId, isGiven = false } = deps;
  assert(!isGiven || stored === undefined, 'What a server has said of a record that is here is merged into it');
  const stamp = isGiven
    ? formatStamp({ ms: instantOf(0), counter: 0, deviceId: log.deviceId() })
    : log.takeStamp(clock.nowMs());
  const { patch, before } = describeWrite({ entity, stored, values, stamp, deviceId: log.deviceId() });
  const known = stored === undefined ? {} : storedToVersion(entity, stored);
  const next = versionToStored(entity, id, mergeVersions(entity, known, changeToVersion(entity, { patch, stamp })));
  if (isGiven) return next;
  const undoGroup = deps.undoGroup({ entity: entity.name, before: liveRecord(stored?.record), after: next.record });
  log.append({ undoGroup, actorId, sessionId, entity: entity.name, recordId: id, patch, before }, stamp);
  return next;
}

function writeOwn(clock: Clock, id: string, { stored, values }: Write): StoredRecord {
  const updatedAt = clock.nowMs();
  const createdAt = stored?.record['createdAt'] ?? updatedAt;
  return { record: { ...stored?.record, ...values, id, createdAt, updatedAt }, clocks: {}, states: {} };
}

function getStored(table: RecordTable, id: string): StoredRecord {
  const stored = table.findStored(id);
  if (stored !== undefined && liveRecord(stored.record) !== undefined) return stored;
  throw new StoreRefusal({ kind: 'record-missing', entity: table.entity.name, id });
}

// A record whose id comes from its key was deleted and is made again: it is the same one, and comes back.
function findDeleted(table: RecordTable, id: string): StoredRecord | undefined {
  const stored = table.findStored(id);
  if (stored === undefined || liveRecord(stored.record) === undefined) return stored;
  const problems = [`there is one with the id ${id} already`];
  throw new StoreRefusal({ kind: 'record-invalid', entity: table.entity.name, problems });
}

function openValues({ entity }: RecordTable, values: FieldValues): FieldValues {
  const open = Object.entries(values).filter(([name]) => entity.fields[name]?.merge !== 'fixed');
  return { ...Object.fromEntries(open), deletedAt: null };
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
