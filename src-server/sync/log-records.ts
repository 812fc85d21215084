/*
 * What the server itself writes through its API (people, roles, settings, preferences) is told to devices by the same log as what
 * devices write. A server process is a device of its own for as long as it lives, whose id is in its stamps.
 */
import type { AnyEntity } from '#shared/schema/entity.ts';
import { hasClocks } from '#shared/schema/table-sql.ts';
import { parseStamp, stampMs } from '#shared/changes/stamp.ts';
import { isSentField } from '#shared/sync/synced-entities.ts';

import type { RecordWrite, WriteLog } from '../db/server-records.ts';
import { appendChanges, holdHead } from './tenant-log.ts';
import type { LogEntry } from './tenant-log.ts';

type RecordLogDeps = { readonly newId: () => string; readonly schemaVersion: number };

export function createRecordLog({ newId, schemaVersion }: RecordLogDeps): WriteLog {
  let last = 0;

  function entriesOf(entity: AnyEntity, writes: readonly RecordWrite[]): readonly LogEntry[] {
    const undoGroup = newId();
    const transactionNumber = last + 1;
    return writes.flatMap(({ record, values, isNew, stamp }) => {
      const patch = sentValues(entity, values);
      if (Object.keys(patch).length === 0) return [];
      return [
        {
          change: {
            deviceId: parseStamp(stamp)?.deviceId ?? '',
            number: (last += 1),
            transactionNumber,
            undoGroup,
            sessionId: null,
            entity: entity.name,
            recordId: record.id,
            patch,
            // What was there before, nobody has looked up: the server overwrites nobody's words.
            before: isNew ? null : {},
            stamp,
            schemaVersion,
          },
          place: record,
        },
      ];
    });
  }

  return async (sql, entity, { tenantId, write }) => {
    if (!hasClocks(entity)) return (await write()).result;
    // Before the records: pushes take both in this order too, and would else wait for each other.
    const head = await holdHead(sql, tenantId, newId);
    const { result, writes } = await write();
    const [first] = writes;
    if (first === undefined) return result;
    await appendChanges(sql, head, {
      entries: entriesOf(entity, writes),
      nowMs: stampMs(first.stamp),
      sessionId: null,
    });
    return result;
  };
}

function sentValues(entity: AnyEntity, values: RecordWrite['values']): { readonly [field: string]: unknown } {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => {
      const field = entity.fields[name];
      return field !== undefined && isSentField(name, field);
    }),
  );
}
