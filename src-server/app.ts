/*
 * Joins the server: its database, its handlers, and the doors through which they are asked. The only place where the slices
 * meet.
 */
import type { AnyRouter } from '@orpc/server';

import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { serverApi } from '#shared/server-api.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { createAccessHandlers } from './access/access-handlers.ts';
import { findAsker } from './access/find-asker.ts';
import { invite, inviteDaysUsual } from './access/invite.ts';
import { createKeptAnswers } from './access/kept-answers.ts';
import { createLiveSessions } from './access/live-watch.ts';
import type { LiveSessions } from './access/live-watch.ts';
import { createSeenNotes } from './access/note-seen.ts';
import { createPeopleHandlers } from './access/people-handlers.ts';
import { createPasswords } from './access/passwords.ts';
import { createSessionHandlers } from './access/session-handlers.ts';
import { forgetFailures } from './access/sign-in-failures.ts';
import { createAuditHandlers } from './audit/audit-handlers.ts';
import type { AuditKey } from './audit/audit-key.ts';
import { startAuditKeeper } from './audit/keep-audit.ts';
import type { AuditKeeper } from './audit/keep-audit.ts';
import { writeAuditEvent } from './audit/write-audit-event.ts';
import { scheduleBackups } from './db/backups.ts';
import { openDatabase } from './db/open-database.ts';
import { prepareDatabase } from './db/prepare-database.ts';
import { createSealer } from './db/sealer.ts';
import type { KeyRing } from './db/key-ring.ts';
import type { ServerDatabase } from './db/server-database.ts';
import { createServerRecords } from './db/server-records.ts';
import { createStampClock } from './db/stamp-clock.ts';
import { startMailSender } from './mail/send-mails.ts';
import type { MailServer } from './mail/send-mails.ts';
import { createAskersGate } from './http/flood-gate.ts';
import { apiRouter } from './rpc/api-router.ts';
import type { CallEnd } from './rpc/api-router.ts';
import { forgetOld, startForgetting } from './upkeep/forget-old.ts';
import type { ServerHandlersOf } from './rpc/server-call.ts';
import { createStrangersTurnstile } from './rpc/dispatch.ts';
import { createUpkeepHandlers } from './upkeep/upkeep-handlers.ts';
import { serverSchema } from './server-schema.ts';
import { createTenancyHandlers } from './tenancy/tenancy-handlers.ts';
import { serverVersion } from './server-version.ts';

export type ServerOptions = {
  /** `postgres://…`, or the folder of a PGlite. */
  readonly databaseAddress: string;
  /** To PostgreSQL, at most. */
  readonly connections: number;
  readonly keyRing: KeyRing;
  readonly publicAddress: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly auditKey: AuditKey;
  /** Where signed digests go that are not in the database. */
  readonly digestFolder: string;
  /** How often one person, and everybody of one tenant, may ask in a minute. */
  readonly requestsPerMinute: { readonly user: number; readonly tenant: number };
  readonly backups: { readonly folder: string; readonly everyHours: number | null; readonly keptMax: number };
  /** Null: links are handed over by hand, and forgotten passwords set by an administrator. */
  readonly mailServer: MailServer | null;
  readonly onCallEnd: (end: CallEnd) => void;
  readonly log: (sentence: string) => void;
};

export type ServerApp = {
  readonly database: ServerDatabase;
  readonly router: AnyRouter;
  readonly newId: () => string;
  readonly audit: Pick<AuditKeeper, 'settle'>;
  /** Now instead of within the hour. */
  readonly forgetOld: () => Promise<void>;
  readonly onSessionEnd: LiveSessions['onSessionEnd'];
  readonly close: () => Promise<void>;
};

export async function createServerApp(options: ServerOptions): Promise<ServerApp> {
  const { clock, random, publicAddress, mailServer, log } = options;
  const database = await openDatabase(options.databaseAddress, { connectionsMax: options.connections });
  try {
    await prepareDatabase(database, serverSchema);
    const newId = (): string => createId(clock.nowMs(), random);
    const sealer = createSealer(options.keyRing);
    const records = createServerRecords({ sealer, newId, nextStamp: createStampClock(clock, random) });
    const passwords = await createPasswords();
    const access = {
      records,
      passwords,
      newId,
      sealer,
      publicAddress,
      sendsMail: mailServer !== null,
      entities: serverSchema.entities,
      ...serverVersion,
    };
    const live = await createLiveSessions(database);
    const seen = createSeenNotes(database, clock, log);
    const mails =
      mailServer === null ? null : await startMailSender({ database, records, sealer, clock, mailServer, log });
    const { auditKey: key, digestFolder: folder } = options;
    const audit = await startAuditKeeper({ database, records, nowMs: clock.nowMs, key, folder, log });
    const { folder: backupFolder, everyHours, keptMax } = options.backups;
    const upkeep = { database, clock, folder: backupFolder, keptMax };
    const stopBackups =
      everyHours === null
        ? undefined
        : scheduleBackups({
            ...upkeep,
            everyMs: everyHours * 3_600_000,
            onMade: ({ name }) => log(`The back-up ${name} was made.`),
            onFailure: (error) => log(`A back-up could not be made: ${String(error)}`),
          });
    const forgetting = {
      database,
      clock,
      log,
      forgetFailures: async (nowMs: ReturnType<typeof clock.nowMs>) =>
        await database.transaction({ role: 'access' }, async (sql) => await forgetFailures({ sql, nowMs })),
    };
    const stopForgetting = startForgetting(forgetting);
    const tenancy = createTenancyHandlers({
      records,
      newId,
      inviteAdministrator: async (call, invited) =>
        await invite(access, call, { ...invited, name: '', roleIds: ['admin'], days: inviteDaysUsual }),
    });
    const handlers: ServerHandlersOf<ServerApi> = {
      upkeep: createUpkeepHandlers({ ...upkeep, everyHours, entities: serverSchema.entities }),
      audit: createAuditHandlers({ key, folder }),
      access: createAccessHandlers(access),
      ...createSessionHandlers(access),
      ...createPeopleHandlers(access),
      ...tenancy,
      live: live.handlers,
    };
    const router = apiRouter(
      {
        database,
        nowMs: clock.nowMs,
        authenticate: async (sql, token) => await findAsker(sql, token, { nowMs: clock.nowMs(), onSeen: seen.onSeen }),
        writeAuditEvent: async (sql, event) => await writeAuditEvent({ records }, sql, event),
        answers: createKeptAnswers({ records, sealer }),
        wait: createAskersGate(options.requestsPerMinute, clock),
        strangers: createStrangersTurnstile(),
        onCallEnd: options.onCallEnd,
        newReference: () => newId().slice(-12),
      },
      serverApi,
      handlers,
    );
    return {
      database,
      router,
      newId,
      audit,
      forgetOld: async () => await forgetOld(forgetting),
      onSessionEnd: live.onSessionEnd,
      close: async () => {
        await stopForgetting();
        await stopBackups?.();
        await seen.close();
        await audit.close();
        await mails?.close();
        await live.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
