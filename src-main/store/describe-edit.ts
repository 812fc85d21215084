import type { AnyRecord } from '#shared/schema/entity.ts';

/** The first record that an edit touched, before and after; `before` is undefined for a new one. */
export type FirstEdit = { readonly entity: string; readonly before: AnyRecord | undefined; readonly after: AnyRecord };

/** What the undo command calls an edit that was given no label: "Rename simulate", "Delete workspace Examples". */
export function describeEdit({ entity, before, after }: FirstEdit): string {
  if (before === undefined) return `Create ${titled(entity, after)}`;
  if (after['deletedAt'] !== null) return `Delete ${titled(entity, before)}`;
  if (titleOf(before) !== titleOf(after)) return `Rename ${titleOf(before) ?? spaced(entity)}`;
  return `Edit ${titleOf(after) ?? spaced(entity)}`;
}

function titled(entity: string, record: AnyRecord): string {
  const title = titleOf(record);
  return title === undefined ? spaced(entity) : `${spaced(entity)} ${title}`;
}

function titleOf(record: AnyRecord): string | undefined {
  const title = record['name'] ?? record['title'];
  return typeof title === 'string' && title !== '' ? title : undefined;
}

/** `functionVersion` as a person says it. */
function spaced(entity: string): string {
  return entity.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
