/*
 * What a command works on: the same parts as the server. With the embedded database the server must not run meanwhile, and the
 * lock says so; with PostgreSQL it may.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { instantOf } from '#shared/base/instant.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';

import { acceptKeys } from '../accept-keys.ts';
import { commandOrigin } from '../audit/audit-command.ts';
import { openAuditKey } from '../audit/audit-key.ts';
import type { AuditKey } from '../audit/audit-key.ts';
import { finishRestore } from '../audit/finish-restore.ts';
import { operatorName } from '../audit/operator-name.ts';
import type { SignedRestore } from '../audit/restores.ts';
import { writeAuditEvents } from '../audit/write-audit-event.ts';
import { openKeyRing } from '../db/key-ring.ts';
import type { Sql } from '../db/server-database.ts';
import { withParts } from '../open-parts.ts';
import type { ServerParts } from '../open-parts.ts';
import type { ServerConfig } from '../read-config.ts';
import { acceptDatabase } from './accept-database.ts';
import { CommandRefused } from './command.ts';
import { actsOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';

export const systemClock = { nowMs: () => instantOf(Date.now()) };
export const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => crypto.getRandomValues(bytes);

export type OpenedServer = ServerParts & {
  readonly auditKey: AuditKey;
  readonly digestFolder: string;
  /** What was put down of a restore that has just happened. */
  readonly restores: readonly SignedRestore[];
};

/** Where signed digests go, and entries of restores. */
export function digestFolder({ dataFolder }: ServerConfig): string {
  return path.join(dataFolder, 'audit');
}

/** Throws `CommandRefused`, before anything is made, where there is nothing to work on. */
export async function withServer<T>(
  config: ServerConfig,
  command: string,
  work: (opened: OpenedServer) => Promise<T>,
): Promise<T> {
  await acceptDatabase(config);
  return await withNewServer(config, command, work);
}

/** The same, and where there is no database yet it is made. */
export async function withNewServer<T>(
  config: ServerConfig,
  command: string,
  work: (opened: OpenedServer) => Promise<T>,
): Promise<T> {
  await acceptKeys(config);
  mkdirSync(path.dirname(config.keyRingFile), { recursive: true, mode: 0o700 });
  const auditKey = openAuditKey(config.auditKeyFile); // Before there is a database, which has its keys from the beginning.
  const options = {
    databaseAddress: config.database,
    connections: config.connections,
    keyRing: openKeyRing(config.keyRingFile),
    clock: systemClock,
    random,
    openedBy: operatorName(command),
  };
  return await withParts(options, async (parts) => {
    const folder = digestFolder(config);
    const { nowMs } = systemClock;
    const restores = await finishRestore({ ...parts, nowMs, key: auditKey, folder, log: print });
    return await work({ ...parts, auditKey, digestFolder: folder, restores });
  });
}

/**
 * A command as a call, so that it does what the API does and by the same rules. Whoever runs it may do everything, and is
 * audited as nobody of the tenant, with the name of the machine's user: the machine knows no person.
 */
export function commandCall(
  { records }: ServerParts,
  sql: Sql,
  { command, tenantId }: { readonly command: string; readonly tenantId: string },
): ServerCall {
  const nowMs = systemClock.nowMs();
  return {
    ...commandOrigin,
    sql,
    nowMs,
    asker: {
      userId: 'command-line',
      tenantId,
      permissions: new Set(permissions),
      roleIds: [],
      sessionId: null,
      deviceId: null,
      apiTokenId: null,
      homeTenantId: null,
      expiresAt: null,
      provenAt: null,
    },
    audit: async (acts) =>
      await writeAuditEvents(
        { records },
        sql,
        actsOf(acts).map((act) => ({
          ...act,
          ...commandOrigin,
          details: { ...act.details, by: operatorName(command) },
          tenantId,
          userId: null,
          timestamp: nowMs,
        })),
      ),
    step: () => {
      throw new Error('A command takes its transactions itself.');
    },
    keepOnFailure: () => undefined,
    signal: new AbortController().signal,
  };
}

/** Throws `CommandRefused`. */
export async function getTenantId({ database }: ServerParts, slug: string): Promise<string> {
  const [row] = await database.transaction(
    { role: 'operator' },
    async ({ query }) => await query('SELECT id FROM tenants WHERE slug = $1 AND deleted_at IS NULL', [slug]),
  );
  if (row === undefined) throw noTenant(slug);
  return String(row['id']);
}

export function noTenant(slug: string): CommandRefused {
  return new CommandRefused(`There is no tenant "${slug}".`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A table for a terminal: columns as wide as their widest cell. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
