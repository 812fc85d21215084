import type { AnyRecord } from '../../schema/entity.ts';
import { isEqual } from './import-keys.ts';
import type { ImportRecord } from './import-record.ts';

export type FieldChange = { readonly field: string; readonly old: unknown; readonly next: unknown };

type Fields = { readonly [field: string]: unknown };
type Matched = { readonly known: AnyRecord; readonly fields: Fields; readonly userId: string };

/** What a record of a file changes of the one that it was matched with. */
export function changesOf(record: ImportRecord, { known, fields, userId }: Matched): readonly FieldChange[] {
  const isSameRecord = record.hasId === true && record.key === known.id;
  const isOthersComment = record.entity === 'comment' && known['authorId'] !== userId;
  return (
    Object.entries(fields)
      // What was found by its name keeps its own spelling and its own place.
      .filter(([field]) => isSameRecord || (field !== 'name' && field !== 'rank'))
      .filter(([field]) => !fixedFields.has(field) && !(isOthersComment && field === 'body'))
      .filter(([field, value]) => !isEqual(normal(known[field]), normal(value)))
      .map(([field, next]) => ({ field, old: known[field], next }))
  );
}

/** Of a record that is there already: who made it, and what it hangs on. */
const fixedFields: ReadonlySet<string> = new Set([
  'createdBy',
  'authorId',
  'reviewedBy',
  'subjectKind',
  'subjectId',
  'contextId',
  'parentId',
]);

/** Objects whose keys are in another order are the same. */
function normal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
