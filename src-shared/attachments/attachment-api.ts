import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call } from '../rpc/contract.ts';

/** A multiple of three, and far below what a connection takes in one message. */
export const uploadPieceBytes = 3 * 1024 * 1024;

export const attachmentFailureSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('attachment-too-large'),
    name: z.string(),
    sizeBytes: z.number(),
    sizeBytesMax: z.number(),
  }),
  z.object({ kind: z.literal('attachment-name-unusable') }),
  /** Other bytes came than were there when it was chosen. Nothing of it was kept. */
  z.object({ kind: z.literal('attachment-changed'), name: z.string() }),
  /** It was begun too long ago, or the program was closed since. */
  z.object({ kind: z.literal('upload-gone') }),
  z.object({ kind: z.literal('uploads-full'), countMax: z.number() }),
  z.object({ kind: z.literal('attachments-full'), countMax: z.number() }),
  z.object({ kind: z.literal('attachments-read-only') }),
  /** Its record is here, and its bytes are not. */
  z.object({ kind: z.literal('attachment-absent'), name: z.string() }),
  /** `reason` is a sentence without its full stop. */
  z.object({ kind: z.literal('attachment-unopenable'), name: z.string(), reason: z.string() }),
]);
export type AttachmentFailure = z.infer<typeof attachmentFailureSchema>;

const id = z.string().min(1).max(64);

/** Where a file is attached: to a function, or to a project or one of its objects. */
export const attachmentPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('function'), functionId: id }),
  z.object({ kind: z.literal('project'), projectId: id, subjectKind: z.enum(['project', 'object']), subjectId: id }),
]);
export type AttachmentPlace = z.infer<typeof attachmentPlaceSchema>;

/** Which of the two kinds of record it is, and its id. */
export const attachmentRefSchema = z.object({ kind: z.enum(['function', 'project']), id });
export type AttachmentRef = z.infer<typeof attachmentRefSchema>;

const name = z.string().max(1000);
const note = z.string().max(10_000);

export const attachmentApi = {
  /** Begins to add a file. Its name is cleaned (clean-file-name.ts), and another one where it is taken. */
  openUpload: call(attachmentFailureSchema)
    .input(z.object({ place: attachmentPlaceSchema, name, sizeBytes: z.number().int().min(0) }))
    .output(z.object({ uploadId: z.string() })),
  sendUpload: call(attachmentFailureSchema)
    .input(z.object({ uploadId: z.string(), base64: z.string().max(Math.ceil(uploadPieceBytes / 3) * 4) }))
    .output(z.object({ receivedBytes: z.number() })),
  /** Keeps the bytes and writes the record, in this order. */
  finishUpload: call(attachmentFailureSchema)
    .input(z.object({ uploadId: z.string() }))
    .output(z.object({ id: z.string(), name: z.string() })),
  closeUpload: call(attachmentFailureSchema)
    .input(z.object({ uploadId: z.string() }))
    .output(z.object({})),
  /** Gives it another name or note. */
  change: call(attachmentFailureSchema)
    .input(attachmentRefSchema.extend({ name: name.optional(), note: note.optional() }))
    .output(z.object({ name: z.string() })),
  remove: call(attachmentFailureSchema).input(attachmentRefSchema).output(z.object({})),
  /** The file, or its beginning, in pieces of base64. */
  read: call(attachmentFailureSchema)
    .input(attachmentRefSchema.extend({ bytesMax: z.number().int().positive().optional() }))
    .output(eventIterator(z.object({ base64: z.string() }))),
  /** Puts a copy under its own name where programs of this device find it, and says where. What is done to it changes nothing here. */
  unpack: call(attachmentFailureSchema)
    .input(attachmentRefSchema)
    .output(z.object({ path: z.string() })),
  /** Opens such a copy with the system's program for it; only documents (media-type.ts). */
  openOutside: call(attachmentFailureSchema).input(attachmentRefSchema).output(z.object({})),
};
