/*
 * Joins the server: its database, its handlers, and the doors through which they are asked. The only place where the slices
 * meet.
 */
import type { AnyRouter } from '@orpc/server';

import { serverApi } from '#shared/server-api.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { pullChangesMax, snapshotRowsMax } from '#shared/sync/sync-protocol.ts';

import type { AccessDeps } from './access/access-deps.ts';
import { createAccessHandlers } from './access/access-handlers.ts';
import { findAsker } from './access/find-asker.ts';
import { invite, inviteDaysUsual } from './access/invite.ts';
import { createKeptAnswers } from './access/kept-answers.ts';
import { createSeenNotes } from './access/note-seen.ts';
import { loadKnownTokens } from './access/known-tokens.ts';
import { createSeenTokens } from './access/seen-tokens.ts';
import { acceptOwnFactor, endUnprotected } from './access/factor-demand.ts';
import { createOwnFactorHandlers } from './access/own-factor-handlers.ts';
import { createPeopleHandlers } from './access/people-handlers.ts';
import { createPasswords } from './access/passwords.ts';
import { createSessionHandlers } from './access/session-handlers.ts';
import { forgetFailures } from './access/sign-in-failures.ts';
import { createAuditHandlers } from './audit/audit-handlers.ts';
import type { AuditKey } from './audit/audit-key.ts';
import { finishRestore } from './audit/finish-restore.ts';
import { startAuditKeeper } from './audit/keep-audit.ts';
import type { AuditKeeper } from './audit/keep-audit.ts';
import { writeAuditEvents } from './audit/write-audit-event.ts';
import { createBlobHandlers } from './blobs/blob-handlers.ts';
import type { ServerDatabase, Sql } from './db/server-database.ts';
import { openParts } from './open-parts.ts';
import type { PartsOptions, ServerParts } from './open-parts.ts';
import { startMailSender } from './mail/send-mails.ts';
import type { MailServer } from './mail/send-mails.ts';
import { callerOf } from './http/client-address.ts';
import { createAskersGate } from './http/flood-gate.ts';
import { apiRouter } from './rpc/api-router.ts';
import type { CallEnd } from './rpc/api-router.ts';
import { rehearse } from './rpc/call-ways.ts';
import type { EvenAnswers } from './rpc/even-answers.ts';
import type { ServerHandlersOf } from './rpc/server-call.ts';
import type { AuditDraft } from './rpc/dispatch.ts';
import { createPeoplesTurnstiles, createStrangersTurnstile } from './rpc/server-turnstiles.ts';
import { serverSchema } from './server-schema.ts';
import { createTenancyHandlers } from './tenancy/tenancy-handlers.ts';
import { createLivePresence } from './presence/live-presence.ts';
import { createLiveSessions } from './sync/live-watch.ts';
import type { LiveSessions } from './sync/live-watch.ts';
import { createNewsBoard } from './sync/news-board.ts';
import type { NewsBoard } from './sync/news-board.ts';
import { createSyncHandlers } from './sync/sync-handlers.ts';
import { serverVersion } from './server-version.ts';
import { startUpkeep } from './upkeep/start-upkeep.ts';

export type ServerOptions = PartsOptions & {
  readonly publicAddress: string;
  readonly auditKey: AuditKey;
  /** Where signed digests go that are not in the database. */
  readonly digestFolder: string;
  /** How often one person, and everybody of one tenant, may ask in a minute. */
  readonly requestsPerMinute: { readonly user: number; readonly tenant: number };
  /** What the records of one tenant may name of bytes. */
  readonly tenantBytesMax: number;
  readonly backups: { readonly folder: string; readonly everyHours: number | null; readonly keptMax: number };
  /** Null: links are handed over by hand, and forgotten passwords set by an administrator. */
  readonly mailServer: MailServer | null;
  readonly onCallEnd: (end: CallEnd) => void;
  readonly holdAnswer: EvenAnswers;
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
  /** How many watches are under way, of news and of presence. */
  readonly countWatches: () => number;
  /** A sign-in of nobody, of which nothing is kept: else the first of a flood would be slow for everybody. */
  readonly rehearse: () => Promise<void>;
  /** The session or the machine's token that a connection's token names; null lets nobody in. Throws `TooBusy`. */
  readonly findSession: (token: string, address: string) => Promise<string | null>;
  /** Whether a token was accepted a moment ago. */
  readonly isSeen: (token: string) => boolean;
  readonly close: () => Promise<void>;
};

/** Of a page of records that are told parsed: devices of today ask for texts, and making one holds the thread. */
const recordsOfPage = 250;
const entityByName: ReadonlyMap<string, AnyEntity> = new Map(serverSchema.entities.map((each) => [each.name, each]));

export async function createServerApp(options: ServerOptions): Promise<ServerApp> {
  const parts = await openParts(options);
  try {
    return await joinServer(options, parts);
  } catch (error) {
    await parts.database.close();
    throw error;
  }
}

async function joinServer(options: ServerOptions, parts: ServerParts): Promise<ServerApp> {
  const { clock } = options;
  const { database, records, sealer, newId } = parts;
  await finishRestore({
    database,
    records,
    nowMs: clock.nowMs,
    key: options.auditKey,
    folder: options.digestFolder,
    log: options.log,
  });
  const news = createNewsBoard(entityByName, newId);
  const background = await startBackground(options, parts, news);
  const { live, presence, seen, audit, mails, upkeep } = background;
  const tokens = createSeenTokens(await loadKnownTokens(database));
  const handlers = await createHandlers(options, parts, { ...background, news, onTokenMade: tokens.noteMade });
  const strangers = createStrangersTurnstile();
  const ways = {
    database,
    nowMs: clock.nowMs,
    writeAuditEvents: async (sql: Sql, events: readonly AuditDraft[]) =>
      await writeAuditEvents({ records }, sql, events),
  };
  const router = apiRouter(
    {
      ...ways,
      authenticate: async (sql, token) => await findAsker(sql, token, { nowMs: clock.nowMs(), onSeen: seen.onSeen }),
      answers: createKeptAnswers({ records, sealer }),
      wait: createAskersGate(options.requestsPerMinute, clock),
      tokens,
      ...createPeoplesTurnstiles({ kind: database.kind, connections: options.connections }),
      strangers: async (address, work) => await strangers(callerOf(address), work),
      onCallEnd: options.onCallEnd,
      holdAnswer: options.holdAnswer,
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
    forgetOld: upkeep.forgetOld,
    onSessionEnd: live.onSessionEnd,
    countWatches: () => live.count() + presence.count(),
    rehearse: async () => {
      const called = { call: 'access.signIn', address: '', userAgent: '', signal: new AbortController().signal };
      const nobody = { email: 'nobody@example.invalid', password: 'none', device: { name: '', platform: '' } };
      await rehearse(ways, called, async (call) => await handlers.access.signIn(nobody, call));
    },
    isSeen: (token) => tokens.judge(token) === 'accepted',
    findSession: async (token, address) => {
      if (tokens.judge(token) === 'refused') return null;
      const person = tokens.findPerson(token);
      const whose = { who: person ?? callerOf(address), givesWay: person === undefined };
      const find = async () => {
        const found = await database.transaction(
          { role: 'access' },
          async (sql) => await findAsker(sql, token, { nowMs: clock.nowMs(), onSeen: () => undefined }),
          { whose },
        );
        tokens.note(token, found);
        return found.ok ? (found.value.sessionId ?? found.value.apiTokenId) : null;
      };
      return whose.givesWay ? await strangers(callerOf(address), find) : await find();
    },
    close: async () => {
      await upkeep.close();
      await seen.close();
      await audit.close();
      await mails?.close();
      await live.close();
      await presence.close();
      await database.close();
    },
  };
}

type Background = Awaited<ReturnType<typeof startBackground>>;

/** What goes on beside the calls. */
async function startBackground(
  options: ServerOptions,
  { database, records, sealer, newId }: ServerParts,
  news: NewsBoard,
) {
  const { clock, log, mailServer, auditKey: key, digestFolder, backups } = options;
  return {
    live: await createLiveSessions(database, news),
    presence: await createLivePresence({ database, clock, newId }),
    seen: createSeenNotes(database, clock, log),
    mails: mailServer === null ? null : await startMailSender({ database, records, sealer, clock, mailServer, log }),
    audit: await startAuditKeeper({ database, records, nowMs: clock.nowMs, key, folder: digestFolder, log }),
    upkeep: startUpkeep({
      ...backups,
      database,
      clock,
      log,
      entities: serverSchema.entities,
      forgetFailures: async (nowMs) =>
        await database.transaction({ role: 'access' }, async (sql) => await forgetFailures({ sql, nowMs })),
    }),
  };
}

type Beside = Background & Pick<AccessDeps, 'onTokenMade'> & { readonly news: NewsBoard };

async function createHandlers(
  options: ServerOptions,
  { records, sealer, newId }: ServerParts,
  { live, presence, upkeep, news, onTokenMade }: Beside,
): Promise<ServerHandlersOf<ServerApi>> {
  const { auditKey: key, digestFolder: folder, mailServer, publicAddress, tenantBytesMax } = options;
  const sync = {
    schema: serverSchema,
    entityByName,
    schemaVersion: serverVersion.schemaVersion,
    newId,
    news,
    pages: { changesMax: pullChangesMax, recordsMax: recordsOfPage, rowsMax: snapshotRowsMax },
  };
  const access = {
    records,
    passwords: await createPasswords(),
    newId,
    onTokenMade,
    sealer,
    publicAddress,
    sendsMail: mailServer !== null,
    entities: serverSchema.entities,
    ...serverVersion,
  };
  return {
    access: createAccessHandlers(access),
    secondFactor: createOwnFactorHandlers(access),
    ...createSessionHandlers(access),
    ...createPeopleHandlers(access),
    ...createTenancyHandlers({
      records,
      newId,
      acceptFactorDemand: async (call) => await acceptOwnFactor(records, call),
      onFactorDemand: endUnprotected,
      inviteAdministrator: async (call, invited) =>
        await invite(access, call, { ...invited, name: '', roleIds: ['admin'], days: inviteDaysUsual }),
    }),
    audit: createAuditHandlers({ key, folder }),
    upkeep: upkeep.handlers,
    live: live.handlers,
    presence: presence.handlers,
    sync: createSyncHandlers(sync),
    blobs: createBlobHandlers({ ...sync, tenantBytesMax }),
  };
}
