import type { CommentRecord, SubjectKind } from './question-entities.ts';
import type { ProjectModel } from './project-model.ts';

/** A comment and what was answered to it, the oldest first. */
export type CommentThread = { readonly root: CommentRecord; readonly replies: readonly CommentRecord[] };

/** The threads on one subject, or on all of the project; those that are open before those that are resolved. */
export function listThreads(
  { tables }: Pick<ProjectModel, 'tables'>,
  subject?: { readonly kind: SubjectKind; readonly id: string },
): readonly CommentThread[] {
  const all = [...tables.comment.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const isRoot = ({ parentId }: CommentRecord): boolean => parentId === null || !tables.comment.has(parentId);
  return all
    .filter((one) => isRoot(one) && (subject === undefined || isAbout(one, subject)))
    .map((root) => ({ root, replies: all.filter(({ parentId }) => parentId === root.id) }))
    .toSorted((left, right) => Number(left.root.isResolved) - Number(right.root.isResolved));
}

/** How many open threads each subject has, by `kind:id`: for the marks in the views. */
export function countOpenThreads({ tables }: Pick<ProjectModel, 'tables'>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { subjectKind, subjectId, parentId, isResolved } of tables.comment.values()) {
    if (isResolved || parentId !== null) continue;
    const key = `${subjectKind}:${subjectId}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function isAbout(
  { subjectKind, subjectId }: CommentRecord,
  { kind, id }: { readonly kind: SubjectKind; readonly id: string },
): boolean {
  return subjectKind === kind && subjectId === id;
}
