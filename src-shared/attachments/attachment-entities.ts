import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { choice, optional, reference } from '../schema/field.ts';
import { attachmentFields } from './attachment-fields.ts';

/** What the bytes are in a shared result: something that it shows, or its log. */
export const resultParts = ['shown', 'log'] as const;

/** A file of a function: one that somebody has added, or the bytes of a result that somebody has shared. */
export const attachmentEntity = defineEntity('attachment', {
  scope: 'workspace',
  fields: {
    functionId: reference('function', { merge: 'fixed' }),
    /** Null for a file that was added by itself. */
    sharedResultId: optional(reference('sharedResult', { merge: 'fixed' })),
    resultPart: optional(choice(resultParts, { merge: 'fixed' })),
    ...attachmentFields(),
  },
  indexes: [['functionId', 'createdAt'], ['sharedResultId'], ['content']],
  permissions: { read: 'function:read', write: 'function:edit' },
});
export type AttachmentRecord = RecordOf<typeof attachmentEntity>;
