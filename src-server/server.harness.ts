/*
 * A whole server for tests: a PGlite of its own (or a PostgreSQL by its address), Fastify on a free port of 127.0.0.1.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { SignedIn } from '#shared/access/me.ts';
import { assert } from '#shared/base/assert.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Instant } from '#shared/base/instant.ts';
import { serverApi } from '#shared/server-api.ts';

import { offerSetUp } from './access/set-up.ts';
import { auditKeyOf } from './audit/audit-key.ts';
import { createServerApp } from './app.ts';
import type { ServerApp, ServerOptions } from './app.ts';
import { copyPreparedDatabase } from './db/prepared-database.harness.ts';
import { apiDocument } from './http/api-document.ts';
import { openHttp } from './http/open-http.ts';
import type { MailServer } from './mail/send-mails.ts';
import type { CallEnd } from './rpc/api-router.ts';
import { clientOf, takeSetUpLink } from './server-client.harness.ts';
import type { ServerClient } from './server-client.harness.ts';
import { pushReading } from './sync/push-reading.ts';

export type TestServer = {
  readonly app: ServerApp;
  readonly address: string;
  readonly ends: readonly CallEnd[];
  readonly logged: readonly string[];
  /** The calls whose answers were to be held for an even moment; here none is. */
  readonly held: readonly string[];
  readonly digestFolder: string;
  /** Moves the server's clock. */
  readonly passMs: (ms: number) => void;
  /** While it stands, no bucket of requests fills up, however long the machine takes. */
  readonly stopClock: (isStopped: boolean) => void;
  readonly client: (token?: string | null, headers?: { readonly [name: string]: string }) => ServerClient;
  readonly close: () => Promise<void>;
};

/** `databaseAddress`: a PGlite of its own where none is given. */
export async function startTestServer({
  databaseAddress,
  mailServer = null,
  requestsPerMinute = { user: 100_000, tenant: 100_000 },
  trustedProxies = [],
  tenantBytesMax = 10 * 1024 ** 3,
  keys = {
    keyRing: [{ id: 'test', key: randomBytes(32) }],
    auditKey: auditKeyOf(generateKeyPairSync('ed25519').privateKey),
  },
}: {
  readonly databaseAddress?: string;
  readonly mailServer?: MailServer | null;
  readonly requestsPerMinute?: ServerOptions['requestsPerMinute'];
  readonly trustedProxies?: readonly string[];
  readonly tenantBytesMax?: number;
  /** Of a database that another process has made. */
  readonly keys?: Pick<ServerOptions, 'keyRing' | 'auditKey'>;
} = {}): Promise<TestServer> {
  const digestFolder = await mkdtemp(path.join(tmpdir(), 'triptych-digests-'));
  const ownDatabase = path.join(digestFolder, 'database');
  if (databaseAddress === undefined) await copyPreparedDatabase(ownDatabase);
  let aheadMs = 0;
  let stoppedAtMs: number | undefined;
  const clock = { nowMs: (): Instant => instantOf((stoppedAtMs ?? Date.now()) + aheadMs) };
  const ends: CallEnd[] = [];
  const logged: string[] = [];
  const held: string[] = [];
  const app = await createServerApp({
    databaseAddress: databaseAddress ?? ownDatabase,
    ...keys,
    digestFolder,
    connections: 5,
    backups: { folder: path.join(digestFolder, 'backups'), everyHours: null, keptMax: 3 },
    publicAddress: 'http://127.0.0.1',
    clock,
    openedBy: 'a test',
    random: (bytes) => crypto.getRandomValues(bytes),
    mailServer,
    requestsPerMinute,
    tenantBytesMax,
    onCallEnd: (end) => void ends.push(end),
    holdAnswer: async (call) => await Promise.resolve(void held.push(call)),
    log: (sentence) => void logged.push(sentence),
  });
  const http = await openHttp({
    router: app.router,
    document: async () => Buffer.from(JSON.stringify(await apiDocument(serverApi, 'test'))),
    joinPage: { html: '<!doctype html><title>Triptych</title>', css: '' },
    tls: null,
    trustedProxies,
    problem: async () => await Promise.resolve(null),
    metrics: async () => await Promise.resolve(''),
    turnAway: { judge: () => null, charge: () => undefined, isHolding: () => false, close: () => undefined },
    isSeen: () => false,
    longList: pushReading,
  });
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    address,
    ends,
    logged,
    held,
    digestFolder,
    passMs: (ms) => void (aheadMs += ms),
    stopClock: (isStopped) => void (stoppedAtMs = isStopped ? Date.now() : undefined),
    client: (token = null, headers = {}) => clientOf(address, token, headers),
    close: async () => {
      await http.close();
      await app.close();
      await rm(digestFolder, { recursive: true });
    },
  };
}

/** The first tenant and its administrator, signed in. */
export async function setUpTenant(server: TestServer, email = 'ada@example.org'): Promise<SignedIn> {
  const link = await offerSetUp(server.app.database, server.app.newId);
  assert(link !== undefined, 'The server has been set up already.');
  return await takeSetUpLink(server.client(), link, email);
}
