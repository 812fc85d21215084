/*
 * Starts a server as its configuration says, and ends it in order: no new requests, those under way answered, what they
 * entailed written, then the database closed.
 */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { FastifyInstance } from 'fastify';

import { instantOf } from '#shared/base/instant.ts';

import { acceptKeys } from './accept-keys.ts';
import { offerSetUp } from './access/set-up.ts';
import { linkTo } from './access/tokens.ts';
import { openAuditKey } from './audit/audit-key.ts';
import { operatorName } from './audit/operator-name.ts';
import { createServerApp } from './app.ts';
import type { ServerApp } from './app.ts';
import { openKeyRing } from './db/key-ring.ts';
import { findFreePort } from './http/find-free-port.ts';
import { documentPath, openHttp } from './http/open-http.ts';
import { createMessagesInTurn } from './http/messages-in-turn.ts';
import { openSockets } from './http/open-sockets.ts';
import { makeDocument } from './http/make-document.ts';
import { createTurnAway } from './http/turn-away.ts';
import { holdAnswer } from './rpc/even-answers.ts';
import type { ServerConfig } from './read-config.ts';
import type { ServerLog } from './server-log.ts';
import { createServerMetrics } from './server-metrics.ts';
import { serverVersion } from './server-version.ts';
import { pushReading } from './sync/push-reading.ts';

export type RunningServer = {
  readonly address: string;
  /** How people reach it. */
  readonly publicAddress: string;
  /** Where the first administrator begins; undefined when the server has been set up. */
  readonly setUpLink: string | undefined;
  readonly close: () => Promise<void>;
};

/** Connections of clients that stay; each takes some 30 kB. */
const socketsMax = 5_000;
/** When the start is over, and so not when a flood is the first to ask for it. */
const warmUpAfterMs = 2_000;
const systemClock = { nowMs: () => instantOf(Date.now()) };

export async function startServer(config: ServerConfig, log: ServerLog): Promise<RunningServer> {
  await acceptKeys(config);
  await mkdir(path.dirname(config.keyRingFile), { recursive: true, mode: 0o700 });
  let countSockets = (): number => 0;
  let countWatches = (): number => 0;
  const metrics = createServerMetrics({ sockets: () => countSockets(), watches: () => countWatches() });
  const turnAway = createTurnAway({
    perMinute: config.requestsPerMinute.address,
    clock: systemClock,
    onTurnedAway: (caller) => {
      log.onTurnedAway(caller);
      metrics.onTurnedAway();
    },
  });
  // Links name the port, so one that the system chooses is chosen before them.
  const port = config.port === 0 ? await findFreePort(config.host) : config.port;
  const publicAddress = config.publicAddress.replace(/:0$/, `:${String(port)}`);
  const app = await createServerApp({
    databaseAddress: config.database,
    keyRing: openKeyRing(config.keyRingFile),
    auditKey: openAuditKey(config.auditKeyFile),
    digestFolder: path.join(config.dataFolder, 'audit'),
    backups: { folder: config.backupFolder, everyHours: config.backupEveryHours, keptMax: config.backupsKept },
    connections: config.connections,
    requestsPerMinute: config.requestsPerMinute,
    tenantBytesMax: config.tenantBytesMax,
    publicAddress,
    clock: systemClock,
    openedBy: operatorName(),
    random: (bytes) => crypto.getRandomValues(bytes),
    mailServer: config.mailServer,
    onCallEnd: (end) => {
      log.onCallEnd(end);
      metrics.onCallEnd(end);
    },
    holdAnswer,
    log: log.say,
  });
  try {
    const http = await openHttp({
      router: app.router,
      document: async () => await makeDocument(serverVersion.version),
      joinPage: { html: readResource('join.html'), css: readResource('join.css') },
      tls:
        config.tls === null
          ? null
          : { cert: readFileSync(config.tls.certFile, 'utf8'), key: readFileSync(config.tls.keyFile, 'utf8') },
      trustedProxies: config.trustedProxies,
      problem: async () => await findProblem(app),
      metrics: metrics.text,
      turnAway,
      isSeen: app.isSeen,
      longList: pushReading,
    });
    const sockets = openSockets({
      server: http.server,
      router: app.router,
      findSession: app.findSession,
      onSessionEnd: app.onSessionEnd,
      trustedProxies: config.trustedProxies,
      turnAway,
      inTurn: createMessagesInTurn(),
      socketsMax,
    });
    countSockets = sockets.count;
    countWatches = app.countWatches;
    const address = await http.listen({ host: config.host, port });
    const warmingUp = setTimeout(() => void warmUp(app, http), warmUpAfterMs).unref();
    const link = await offerSetUp(app.database, app.newId);
    return {
      address,
      publicAddress,
      setUpLink: link === undefined ? undefined : linkTo(publicAddress, link),
      close: async () => {
        clearTimeout(warmingUp);
        sockets.close();
        await http.close();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The first sign-in, and making the API's document, take a tenth of a second and a whole one. */
async function warmUp({ rehearse }: ServerApp, http: FastifyInstance): Promise<void> {
  try {
    // Strangers are served two at once, on PostgreSQL by two connections.
    await Promise.all([rehearse(), rehearse()]);
    await http.inject(documentPath);
  } catch {
    // The server ends, or the database is away: whoever asks next is told, and has it done anew.
  }
}

async function findProblem({ database }: ServerApp): Promise<string | null> {
  try {
    await database.transaction({ role: 'operator' }, async ({ query }) => await query('SELECT 1'));
    return null;
  } catch {
    return 'The database does not answer.';
  }
}

function readResource(name: string): string {
  return readFileSync(
    path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'server', name),
    'utf8',
  );
}
