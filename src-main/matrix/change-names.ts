import { isModelEntityName } from '#shared/matrix/model-entities.ts';
import type { RecordChange } from '#shared/matrix/changes/change-api.ts';
import { namingFields, recordTitle } from '#shared/matrix/changes/change-titles.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { Store } from '../store/store.ts';
import type { OpenedProject } from './open-project.ts';
import { isVisible } from './project-gate.ts';

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

export type NameScope = { readonly store: Store } & OpenedProject;

/** What the ids in changes are called, deleted ones too. */
export function listNames(scope: NameScope, changes: readonly RecordChange[]): { readonly [id: string]: string } {
  const names = new Map<string, string>();
  for (const { fields } of changes) {
    for (const change of fields) {
      if (change.kind !== 'value' || !namingFields.includes(change.field)) continue;
      for (const id of [change.before, change.after]) {
        if (typeof id === 'string' && id !== '' && !names.has(id)) names.set(id, nameOf(scope, id));
      }
    }
  }
  return Object.fromEntries(names);
}

/** The name of whatever has this id, as far as the member may see it. */
export function nameOf(scope: NameScope, id: string, depth = 0): string {
  for (const entity of named) {
    const record = scope.store.findWithDeleted(entity, id);
    if (record === undefined) continue;
    if (!maySee(scope, entity, record)) return 'something that you may not see';
    return recordTitle(entity, record, (other) => (depth < depthMax ? nameOf(scope, other, depth + 1) : ''));
  }
  return 'something that is gone';
}

/** Parts of this project, the functions that are in reach of it, and people. */
function maySee({ store, project, access }: NameScope, entity: string, record: AnyRecord): boolean {
  if (entity === 'user') return record['tenantId'] === project.tenantId;
  if (entity === 'function') return record['workspaceId'] === project.workspaceId;
  if (!isModelEntityName(entity)) return record.id === project.id;
  return record['projectId'] === project.id && (access.role === 'owner' || isVisible(store, access, entity, record));
}
