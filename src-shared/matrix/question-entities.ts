/** What is asked and said about a model, and the texts and files that belong to it. */
import { attachmentFields } from '../attachments/attachment-fields.ts';
import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { boolean, choice, mergedText, optional, orderKey, reference, text } from '../schema/field.ts';
import { metadata, name, readAndWrite } from './model-fields.ts';

/** What a question or a comment is about. For a pair, or a cell of the matrix, the id is `pairKey` or `cellKey`. */
export const subjectKinds = ['project', 'object', 'relationship', 'pair', 'cell', 'cta', 'attribute', 'role'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export const openQuestionEntity = defineEntity('openQuestion', {
  scope: 'project',
  fields: {
    subjectKind: choice(subjectKinds, { merge: 'fixed' }),
    subjectId: text({ min: 1, max: 200, merge: 'fixed' }),
    question: text({ min: 1 }),
    answer: text(),
    risk: choice(['low', 'medium', 'high']),
    isOpen: boolean(),
    /** Who finds the answer. */
    ownerId: optional(reference('user')),
    metadata: metadata(),
  },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type OpenQuestionRecord = RecordOf<typeof openQuestionEntity>;

/** An interview, a brief: the text in which nouns are foraged. */
export const sourceTextEntity = defineEntity('sourceText', {
  scope: 'project',
  fields: {
    name: name(),
    kind: choice(['interview', 'brief', 'document', 'notes']),
    body: mergedText(),
    rank: orderKey(),
  },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type SourceTextRecord = RecordOf<typeof sourceTextEntity>;

export const commentEntity = defineEntity('comment', {
  scope: 'project',
  fields: {
    subjectKind: choice(subjectKinds, { merge: 'fixed' }),
    subjectId: text({ min: 1, max: 200, merge: 'fixed' }),
    body: text({ min: 1 }),
    authorId: reference('user', { merge: 'fixed' }),
    /** The comment that this one answers. */
    parentId: optional(reference('comment', { merge: 'fixed' })),
    isResolved: boolean(),
  },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type CommentRecord = RecordOf<typeof commentEntity>;

/** A file of the project itself or of one of its objects: an interview, a brief, a picture. */
export const projectAttachmentEntity = defineEntity('projectAttachment', {
  scope: 'project',
  fields: {
    subjectKind: choice(['project', 'object'], { merge: 'fixed' }),
    subjectId: text({ min: 1, max: 200, merge: 'fixed' }),
    ...attachmentFields(),
  },
  indexes: [['projectId'], ['content']],
  permissions: readAndWrite,
});
export type ProjectAttachmentRecord = RecordOf<typeof projectAttachmentEntity>;
