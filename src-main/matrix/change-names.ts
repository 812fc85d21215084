import type { RecordChange } from '#shared/matrix/changes/change-api.ts';
import { namingFields, recordTitle } from '#shared/matrix/changes/change-titles.ts';

import type { Store } from '../store/store.ts';

/** Kinds of records that others name; looked through in this order, since an id does not say of what it is. */
const named = [
  'object',
  'cta',
  'projectRole',
  'attribute',
  'context',
  'user',
  'function',
  'relationship',
  'project',
] as const;

/** How deep names are made of names: a visibility names an attribute, which names its object. */
const depthMax = 3;

/** What the ids in changes are called, deleted ones too. */
export function listNames(store: Store, changes: readonly RecordChange[]): { readonly [id: string]: string } {
  const names: { [id: string]: string } = {};
  for (const { fields } of changes) {
    for (const change of fields) {
      if (change.kind !== 'value' || !namingFields.includes(change.field)) continue;
      for (const id of [change.before, change.after]) {
        if (typeof id === 'string' && id !== '') names[id] ??= nameOf(store, id);
      }
    }
  }
  return names;
}

/** The name of whatever has this id. */
export function nameOf(store: Store, id: string, depth = 0): string {
  for (const entity of named) {
    const record = store.findWithDeleted(entity, id);
    if (record === undefined) continue;
    return recordTitle(entity, record, (other) => (depth < depthMax ? nameOf(store, other, depth + 1) : ''));
  }
  return 'something that is gone';
}
