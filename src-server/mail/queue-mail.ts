import { mailEntity } from '#shared/mail/mail-entities.ts';
import type { Instant } from '#shared/base/instant.ts';

import type { Sealer } from '../db/sealer.ts';
import type { Sql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';

export type MailDraft = {
  readonly tenantId: string;
  readonly recipient: string;
  /** What it is for, as in `invitation`: shown to who runs the server, where the text is not. */
  readonly purpose: string;
  readonly subject: string;
  readonly text: string;
};

export type MailDeps = {
  readonly records: ServerRecords;
  readonly sealer: Sealer;
  readonly newId: () => string;
  /** False where no mail server is set up: nothing is queued that would never go. */
  readonly sendsMail: boolean;
};

/** Tells the sender of every server process that a tenant has mail. */
export const mailChannel = 'mail_waiting';

/** The place under which a mail's text is sealed. */
export function mailPlace(id: string) {
  return { table: mailEntity.table, column: 'sealed_text', id };
}

/** Queues a mail in the transaction of what it tells: it is sent when, and only when, that has been committed. */
export async function queueMail(
  { records, sealer, newId, sendsMail }: MailDeps,
  { sql, nowMs }: { readonly sql: Sql; readonly nowMs: Instant },
  { tenantId, recipient, purpose, subject, text }: MailDraft,
): Promise<string | null> {
  if (!sendsMail) return null;
  const id = newId();
  const sealedText = sealer.seal(JSON.stringify({ subject, text }), mailPlace(id));
  await records.insert(sql, mailEntity, [
    { id, tenantId, recipient, purpose, sealedText, state: 'waiting', attempts: [], nextAttemptAt: nowMs },
  ]);
  await sql.announce(mailChannel, tenantId);
  return id;
}
