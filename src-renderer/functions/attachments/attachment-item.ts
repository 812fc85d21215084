import type { AttachmentRef } from '#shared/attachments/attachment-api.ts';
import { cleanFileName } from '#shared/attachments/clean-file-name.ts';
import { tableFormatOf } from '#shared/functions/table-format.ts';

/** An attached file, of a function or of a project, as lists and dialogs show it. */
export type AttachmentItem = {
  readonly ref: AttachmentRef;
  readonly name: string;
  readonly note: string;
  /** The SHA-256 of its bytes. */
  readonly content: string;
  readonly sizeBytes: number;
  readonly createdBy: string;
  readonly createdAt: number;
};

type Fields = Omit<AttachmentItem, 'ref'> & { readonly id: string };

/** The newest first. Names that other devices have written are cleaned here too: nothing turns a list round. */
export function attachmentItems(kind: AttachmentRef['kind'], records: readonly Fields[]): readonly AttachmentItem[] {
  return records
    .map(({ id, name, note, content, sizeBytes, createdBy, createdAt }) => ({
      ref: { kind, id },
      name: cleanFileName(name) ?? 'File',
      note,
      content,
      sizeBytes,
      createdBy,
      createdAt,
    }))
    .toSorted((left, right) => right.createdAt - left.createdAt || (left.ref.id < right.ref.id ? 1 : -1));
}

/** Whether its first rows say more than its text. */
export function isTableName(name: string): boolean {
  return tableFormatOf(name) !== undefined && !/\.txt(\.gz)?$/iu.test(name);
}
