/*
 * Sends what is queued: at once when it is announced, and again, more and more slowly, what the mail server did not take. Each
 * mail is taken by one server process (its row is locked while it is sent), and marked sent in the same transaction. A process
 * that dies between the two sends it twice at worst, never not at all.
 */
import { createTransport } from 'nodemailer';
import { z } from 'zod';

import { mailEntity } from '#shared/mail/mail-entities.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Clock } from '#shared/base/instant.ts';

import type { Sealer } from '../db/sealer.ts';
import type { ServerDatabase, Sql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';
import { mailChannel, mailPlace } from './queue-mail.ts';

export type MailServer = {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  /** `Triptych <triptych@example.org>`. */
  readonly from: string;
};

export type SenderDeps = {
  readonly database: ServerDatabase;
  readonly records: ServerRecords;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly mailServer: MailServer;
  readonly log: (sentence: string) => void;
};

const sweepMs = 60_000;
const sendMsMax = 30_000;
const attemptsMax = 8;
const firstPauseMs = 60_000;
/** In one go for one tenant; the next sweep takes the others. */
const mailsAtOnceMax = 100;

const textSchema = z.object({ subject: z.string(), text: z.string() });

export type MailSender = { readonly close: () => Promise<void> };

export async function startMailSender(deps: SenderDeps): Promise<MailSender> {
  const { database, log, mailServer } = deps;
  const transport = createTransport(
    { url: mailServer.url, connectionTimeout: sendMsMax, greetingTimeout: sendMsMax, socketTimeout: sendMsMax },
    { from: mailServer.from },
  );
  const waiting = new Set<string>();
  let working: Promise<void> = Promise.resolve();
  const ending = new AbortController();

  function take(tenantIds: readonly string[]): void {
    if (ending.signal.aborted) return;
    for (const tenantId of tenantIds) waiting.add(tenantId);
    working = working.then(sendWaiting).catch((error: unknown) => log(`Mails could not be sent: ${describe(error)}`));
  }

  async function sendWaiting(): Promise<void> {
    for (const tenantId of waiting) {
      waiting.delete(tenantId);
      // oxlint-disable-next-line no-await-in-loop -- One after the other: mail servers do not like to be hurried.
      for (
        let sent = 0;
        sent < mailsAtOnceMax && !ending.signal.aborted && (await sendNext(deps, transport, tenantId));
      )
        sent += 1;
    }
  }

  async function sweep(): Promise<void> {
    take(await database.transaction({ role: 'operator' }, tenantsOf));
  }

  const stopListening = await database.listen(mailChannel, {
    onMessage: (tenantId) => take([tenantId]),
    onGap: () => void sweep().catch(() => undefined), // The next sweep takes what this one did not.
  });
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log(`Mails could not be looked for: ${describe(error)}`));
  }, sweepMs);
  timer.unref();
  await sweep();
  return {
    close: async () => {
      ending.abort();
      clearInterval(timer);
      await stopListening();
      await working;
      transport.close();
    },
  };
}

async function tenantsOf(sql: Sql): Promise<readonly string[]> {
  const rows = await sql.query(`SELECT id FROM tenants WHERE deleted_at IS NULL AND status <> 'cancelled'`);
  return rows.map((row) => String(row['id']));
}

type Transport = ReturnType<typeof createTransport>;

/** Sends the tenant's next mail that is due; false when there is none. */
async function sendNext(deps: SenderDeps, transport: Transport, tenantId: string): Promise<boolean> {
  const { database, records, sealer, clock } = deps;
  // A suspended tenant's mails wait; what one may read and not write, one may not send either.
  return await database
    .transaction({ role: 'app', tenantId, userId: null, permissions: ['server:read'], mode: 'write' }, async (sql) => {
      const nowMs = clock.nowMs();
      const [row] = await sql.query(
        `SELECT id FROM mails WHERE state = 'waiting' AND next_attempt_at <= $1 AND deleted_at IS NULL
           ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [new Date(nowMs).toISOString()],
      );
      const mail = row === undefined ? undefined : await records.find(sql, mailEntity, String(row['id']));
      if (mail?.sealedText === undefined || mail.sealedText === null) return false;
      const { subject, text } = textSchema.parse(JSON.parse(sealer.open(mail.sealedText, mailPlace(mail.id))));
      try {
        // As an object, so that no part of the address is taken for a header or a second recipient.
        await transport.sendMail({
          to: { name: '', address: mail.recipient },
          subject,
          text,
          messageId: `<${mail.id}@triptych>`,
        });
        await records.patch(sql, mailEntity, mail.id, { state: 'sent', sentAt: clock.nowMs(), sealedText: null });
      } catch (error) {
        const attempts = [...mail.attempts, { at: nowMs, problem: describe(error).slice(0, 300) }];
        const isLast = attempts.length >= attemptsMax;
        await records.patch(sql, mailEntity, mail.id, {
          attempts,
          ...(isLast ? { state: 'failed' as const, sealedText: null } : {}),
          nextAttemptAt: instantOf(nowMs + firstPauseMs * 2 ** (attempts.length - 1)),
        });
      }
      return true;
    })
    .catch((error: unknown) => {
      deps.log(`A mail of the tenant ${tenantId} could not be looked at: ${describe(error)}`);
      return false;
    });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
