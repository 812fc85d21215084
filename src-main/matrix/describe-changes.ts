import type { TextEdit } from '#shared/changes/change.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { FieldChange } from '#shared/matrix/changes/change-api.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';

import type { ReadChange } from '../store/change-reader.ts';
import { isSameValue } from '../store/write-records.ts';

/** What is shown of a value: a text of a whole interview is read where it stands, not in the log. */
const shownCharsMax = 1000;

/** Where a record is, and when; nobody has written that. */
const hidden = new Set([
  'id',
  'tenantId',
  'workspaceId',
  'projectId',
  'createdAt',
  'updatedAt',
  'deletedAt',
  'metadata',
]);

const entityByName = new Map<string, AnyEntity>(
  [...modelEntities, projectEntity, projectMembershipEntity].map((entity) => [entity.name, entity]),
);

/** Field by field from what to what. Of a new record only what was filled in. */
export function fieldChanges(
  entity: string,
  { patch, before }: Pick<ReadChange, 'patch' | 'before'>,
): readonly FieldChange[] {
  return Object.entries(patch).flatMap(([field, after]): readonly FieldChange[] => {
    if (hidden.has(field)) return [];
    if (entityByName.get(entity)?.fields[field]?.kind === 'merged-text') {
      const { at, inserted } = after as TextEdit; // Appended by describe-write.ts.
      return inserted === '' && asText(before?.[field]) === ''
        ? []
        : [splice(field, at, asText(before?.[field]), inserted)];
    }
    // Every new record has a place; only a move is worth a line.
    if (before === null && field === 'rank') return [];
    if (before === null ? isEmpty(after) : isSameValue(before[field], after)) return [];
    const [from, to] = [cutValue(before?.[field] ?? null), cutValue(after)];
    return [{ kind: 'value', field, before: from.value, after: to.value, isCut: from.isCut || to.isCut }];
  });
}

function splice(field: string, at: number, removed: string, inserted: string): FieldChange {
  const [from, to] = [cutText(removed), cutText(inserted)];
  return { kind: 'splice', field, at, removed: from.text, inserted: to.text, isCut: from.isCut || to.isCut };
}

type Json = Extract<FieldChange, { kind: 'value' }>['before'];

/** A value as it is sent: what is too long for the log is its beginning. */
export function cutValue(value: unknown): { readonly value: Json; readonly isCut: boolean } {
  if (typeof value === 'string') {
    const { text, isCut } = cutText(value);
    return { value: text, isCut };
  }
  const json = JSON.stringify(value ?? null);
  // Written to the log from JSON, and read from it.
  if (json.length <= shownCharsMax) return { value: (value ?? null) as Json, isCut: false };
  return { value: cutText(json).text, isCut: true };
}

function cutText(text: string): { readonly text: string; readonly isCut: boolean } {
  if (text.length <= shownCharsMax) return { text, isCut: false };
  return { text: text.slice(0, shownCharsMax).toWellFormed(), isCut: true };
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
