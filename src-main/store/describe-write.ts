import { bytesToBase64 } from '#shared/base/base64.ts';
import type { Change, TextEdit } from '#shared/changes/change.ts';
import { stampMs } from '#shared/changes/stamp.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import { spliceUpdate, findSplice } from '#shared/changes/text-edit.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import type { FieldValues } from './parse-fields.ts';

export type Write = {
  readonly entity: AnyEntity;
  readonly stored: StoredRecord | undefined;
  readonly values: FieldValues;
  readonly stamp: Stamp;
  readonly deviceId: string;
};

/** What a change says of a write: the new values, and what they replace. A merged text is said as a splice. */
export function describeWrite({ entity, stored, values, stamp, deviceId }: Write): Pick<Change, 'patch' | 'before'> {
  const patch: { [field: string]: unknown } = {};
  const before: { [field: string]: unknown } = {};
  for (const [name, value] of Object.entries(values)) {
    const field = entity.fields[name];
    if (field === undefined || field.isServerOnly || field.kind === 'retired') continue;
    const previous = stored?.record[name] ?? null;
    if (field.kind === 'merged-text' && (value !== null || stored?.states[name] !== undefined)) {
      const splice = findSplice(asText(previous), asText(value));
      const update = spliceUpdate(stored?.states[name], splice, deviceId);
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
