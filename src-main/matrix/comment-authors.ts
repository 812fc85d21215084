import { commentEntity } from '#shared/matrix/question-entities.ts';
import type { CommentRecord } from '#shared/matrix/question-entities.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';

import type { StoreReader } from '../store/store.ts';
import { EditRefusal } from './edit-model.ts';
import type { EditScope } from './edit-model.ts';

/**
 * What is said of a project is said by whoever says it: nobody speaks in another's name, or changes another's words. Words only
 * move, author and all, when what they are about goes into something else in the same edits.
 */
export function refuseOthersWords(
  store: StoreReader,
  { actor, project, access }: EditScope,
  edits: readonly ModelEdit[],
): void {
  const moves = createMoves(store, edits);
  let answered: ReadonlySet<string> | undefined;
  for (const edit of edits) {
    if (edit.entity !== commentEntity.name) continue;
    if (edit.kind === 'create') {
      const { authorId } = edit.fields;
      const isOwn = authorId === actor.userId || moves.isMove(edit);
      if (!isOwn || comesBackAsAnother(store, edit.id, authorId)) refuse('a comment is written in your own name');
      continue;
    }
    const comment = store.find(commentEntity, edit.id);
    const isOwn = comment === undefined || comment.authorId === actor.userId;
    if (edit.kind === 'patch' && !isOwn && 'body' in edit.fields) refuse('only who wrote a comment changes its words');
    if (edit.kind === 'patch' || access.role === 'owner' || moves.isMoved(edit.id)) continue;
    if (!isOwn) refuse('only who wrote a comment, or an owner of the project, deletes it');
    // Read once, however many are deleted.
    answered ??= listAnswered(store, project.id);
    if (answered.has(edit.id))
      refuse('others have answered this comment, so only an owner of the project deletes it, with the answers');
  }
}

/** The comments that somebody else has answered; answers go with what they answer. */
function listAnswered(store: StoreReader, projectId: string): ReadonlySet<string> {
  const comments = store.list(commentEntity, { where: { projectId } });
  const authors = new Map(comments.map(({ id, authorId }) => [id, authorId]));
  const others = comments.filter(({ parentId, authorId }) => parentId !== null && authors.get(parentId) !== authorId);
  return new Set(others.flatMap(({ parentId }) => parentId ?? []));
}

/** A deleted comment that is made again comes back with its own author. */
function comesBackAsAnother(store: StoreReader, id: string, authorId: unknown): boolean {
  const [known] = store.list(commentEntity, { where: { id }, includeDeleted: true, limit: 1 });
  return known !== undefined && known.authorId !== authorId;
}

type Create = Extract<ModelEdit, { readonly kind: 'create' }>;
type Moves = {
  /** Whether it says again, in the same name, what a comment said that goes with its subject. */
  readonly isMove: (edit: Create) => boolean;
  readonly isMoved: (id: string) => boolean;
};

/** Which of the removed comments are said again elsewhere; each is said again once. */
function createMoves(store: StoreReader, edits: readonly ModelEdit[]): Moves {
  const removed = new Set(edits.flatMap(({ kind, id }) => (kind === 'remove' ? [id] : [])));
  const going = edits
    .filter(({ kind, entity }) => kind === 'remove' && entity === commentEntity.name)
    .flatMap(({ id }) => store.find(commentEntity, id) ?? [])
    .filter(({ subjectId }) => subjectId.split(/[:>]/u).some((id) => removed.has(id)));
  const byWords = Map.groupBy(going, ({ authorId, body }) => wordsKey(authorId, body));
  const nextIds = new Map<string, string>();
  const made = new Set<string>();
  for (const edit of edits) {
    if (edit.kind !== 'create' || edit.entity !== commentEntity.name) continue;
    const alike = byWords.get(wordsKey(edit.fields['authorId'], edit.fields['body'])) ?? [];
    const index = alike.findIndex((one) => isSaidAgain(one, edit, nextIds));
    const [from] = index === -1 ? [] : alike.splice(index, 1);
    if (from === undefined) continue;
    nextIds.set(from.id, edit.id);
    made.add(edit.id);
  }
  return { isMove: ({ id }) => made.has(id), isMoved: (id) => nextIds.has(id) };
}

function wordsKey(authorId: unknown, body: unknown): string {
  return JSON.stringify([authorId, body]);
}

function isSaidAgain(from: CommentRecord, { fields }: Create, nextIds: ReadonlyMap<string, string>): boolean {
  const parentId = from.parentId === null ? null : (nextIds.get(from.parentId) ?? from.parentId);
  return fields['isResolved'] === from.isResolved && (fields['parentId'] ?? null) === parentId;
}

function refuse(problem: string): never {
  throw new EditRefusal({ kind: 'edit-refused', problems: [problem] });
}
