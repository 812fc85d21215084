/*
 * What was said of something that goes into something else is said of that from now on: open questions and comments; and its files
 * are files of that. What they are about is fixed, so they are made anew; a comment keeps its author and its words, which the core
 * looks at (comment-authors.ts).
 */
import type { ModelEdit } from './model-edits.ts';
import { createEdit, removeEdit } from './model-edits.ts';
import type { OpenQuestionRecord } from './question-entities.ts';
import { pairKey } from './matrix-keys.ts';
import type { ProjectModel } from './project-model.ts';

export type Subject = Pick<OpenQuestionRecord, 'subjectKind' | 'subjectId'>;

/** What takes the place of each record that goes, by its id. */
export type Successors = ReadonlyMap<string, Subject>;

type Deps = { readonly model: ProjectModel; readonly newId: () => string };

export function moveQuestions({ model, newId }: Deps, successors: Successors): readonly ModelEdit[] {
  return [...model.tables.openQuestion.values()].flatMap((record): readonly ModelEdit[] => {
    const subject = subjectAfter(record, successors);
    if (subject === undefined) return [];
    const { question, answer, risk, isOpen, ownerId, metadata } = record;
    const draft = { ...subject, question, answer, risk, isOpen, ownerId, metadata };
    return [createEdit('openQuestion', newId(), draft), removeEdit('openQuestion', record.id)];
  });
}

/** In the order in which they were written, so that answers come after what they answer. */
export function moveComments({ model, newId }: Deps, successors: Successors): readonly ModelEdit[] {
  const nextIds = new Map<string, string>();
  const moving = [...model.tables.comment.values()]
    .flatMap((record) => {
      const subject = subjectAfter(record, successors);
      return subject === undefined ? [] : [{ record, subject }];
    })
    .toSorted((left, right) => (left.record.id < right.record.id ? -1 : 1));
  // Threads are read in the order of the ids, and ids of one moment have none.
  const ids = moving.map(newId).toSorted();
  return moving.flatMap(({ record, subject }, index): readonly ModelEdit[] => {
    const { body, authorId, isResolved } = record;
    const parentId = record.parentId === null ? null : (nextIds.get(record.parentId) ?? record.parentId);
    const id = ids[index] ?? newId();
    nextIds.set(record.id, id);
    const draft = { ...subject, body, authorId, parentId, isResolved };
    return [createEdit('comment', id, draft), removeEdit('comment', record.id)];
  });
}

export function moveFiles({ model, newId }: Deps, successors: Successors): readonly ModelEdit[] {
  return [...model.tables.projectAttachment.values()].flatMap((record): readonly ModelEdit[] => {
    const subject = subjectAfter(record, successors);
    if (subject === undefined) return [];
    const { name, note, mediaType, content, sizeBytes, createdBy } = record;
    const draft = { name, note, mediaType, content, sizeBytes, createdBy };
    // Of an object there can only come an object.
    const moved = { ...draft, subjectKind: record.subjectKind, subjectId: subject.subjectId };
    return [createEdit('projectAttachment', newId(), moved), removeEdit('projectAttachment', record.id)];
  });
}

/** Undefined where it stays what it is. */
function subjectAfter({ subjectKind, subjectId }: Subject, successors: Successors): Subject | undefined {
  const ids = subjectId.split(/[:>]/u);
  if (!ids.some((id) => successors.has(id))) return undefined;
  const [first = '', second] = ids.map((id) => successors.get(id)?.subjectId ?? id);
  if (second === undefined) return successors.get(subjectId);
  // It was about the two that are one now.
  if (first === second && ids[0] !== ids[1]) return { subjectKind: 'object', subjectId: first };
  return { subjectKind, subjectId: subjectKind === 'pair' ? pairKey(first, second) : `${first}>${second}` };
}
