import { textCharsMax } from '../../schema/field.ts';
import type { ImportRecord } from './import-record.ts';

type Fields = { readonly [field: string]: unknown };

export type CommentContext = {
  /** Who brings the file in. */
  readonly userId: string;
  /** Names by id of the people whom this device knows. */
  readonly userNames: ReadonlyMap<string, string>;
  /** Whether a comment of the file may keep the name of somebody else: an owner brings back what was exported. */
  readonly keepsAuthors: boolean;
};

/**
 * A comment as it may be brought in: nobody speaks in another's name, so the words of others come in the name of whoever brings
 * them, and say so. Undefined where there is no room for that.
 */
export function commentOfImport(fields: Fields, context: CommentContext): Fields | undefined {
  const { authorId, body } = fields;
  if (typeof authorId !== 'string' || typeof body !== 'string' || authorId === context.userId) return fields;
  const name = context.userNames.get(authorId);
  if (name !== undefined && context.keepsAuthors) return fields;
  const author = name ?? 'somebody who is not on this device';
  const said = `${body}\n\n(Imported from a file; written there by ${author}.)`;
  return said.length > textCharsMax ? undefined : { ...fields, authorId: context.userId, body: said };
}

/** Whether the file has other words for a comment than the one who wrote it. */
export function changesOthersWords(record: ImportRecord, known: Fields, userId: string): boolean {
  return record.entity === 'comment' && known['authorId'] !== userId && record.fields['body'] !== known['body'];
}
