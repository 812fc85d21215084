/* A real PostgreSQL that speaks TLS: who it is is checked before anything is said to it. */
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Client } from 'pg';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { makeCertificate } from '../../build/test-certificate.ts';
import { findPostgresFolder } from '../../build/test-needs.ts';
import { openPostgres } from './open-postgres.ts';
import { sharedPostgres } from './postgres.harness.ts';
import { DatabaseAway } from './server-database.ts';
import type { TestPostgres } from './start-postgres.harness.ts';

const postgres = sharedPostgres();

/** From now on it shows this certificate, and lets nobody in who speaks in the clear. Waits until it does. */
async function speakTls(server: TestPostgres, name: string): Promise<string> {
  const client = new Client({ connectionString: server.superuserUrl });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  await client.end();
  const data = rows[0]?.data_directory ?? '';
  const folder = path.join(data, `tls-${name.replaceAll(/\W/g, '-')}`);
  mkdirSync(folder);
  const { key, cert } = makeCertificate(folder, name);
  const { uid, gid } = statSync(data);
  for (const file of [folder, key, cert]) chownSync(file, uid, gid);
  for (const setting of [`ssl_key_file = '${key}'`, `ssl_cert_file = '${cert}'`, `ssl = 'on'`])
    await server.administer(`ALTER SYSTEM SET ${setting}`);
  await server.administer('SELECT pg_reload_conf()');
  return cert;
}

function addressOf(url: string, rootCertificate: string, mode = 'verify-full'): string {
  const address = new URL(url);
  address.searchParams.set('sslmode', mode);
  address.searchParams.set('sslrootcert', rootCertificate);
  return address.href;
}

function open(address: string) {
  const database = openPostgres(address);
  onTestFinished(async () => await database.close());
  return database;
}

/** Whether the connections of this program are sealed: those that carry statements, and the one that listens. */
const sealedSql = `SELECT count(*) AS connections, bool_and(ssl) AS sealed
FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
WHERE application_name = 'triptych' AND datname = current_database()`;

async function connects(address: string): Promise<unknown> {
  return await open(address)
    .asOwner(async ({ query }) => await query('SELECT 1 AS one'))
    .catch((error: unknown) => error);
}

describe.skipIf(findPostgresFolder() === undefined)('a PostgreSQL that speaks TLS', () => {
  let certificate = '';
  beforeAll(async () => {
    certificate = await speakTls(await postgres(), 'IP:127.0.0.1');
  });

  test('statements, announcements and back-ups go through TLS where the address demands it', async () => {
    const address = addressOf(await (await postgres()).createDatabase(), certificate);
    const database = open(address);
    const heard: string[] = [];
    await expect
      .poll(async () => await database.asOwner(async ({ query }) => (await query(sealedSql))[0]).catch(() => undefined))
      .toMatchObject({ sealed: true });
    await database.listen('things', { onMessage: (message) => heard.push(message) });
    const seen = await database.asOwner(async ({ query }) => (await query(sealedSql))[0]);
    expect(seen).toMatchObject({ sealed: true });
    expect(seen?.['connections']).toBeGreaterThanOrEqual(2);
    await database.asOwner(async ({ announce }) => await announce('things', 'sealed'));
    await expect.poll(() => heard).toEqual(['sealed']);
    const folder = mkdtempSync(path.join(tmpdir(), 'triptych-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'backup');
    await database.dump(file);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('PGDMP');
  });

  test('a certificate of somebody else, or for another name, is refused with a sentence, and so is a back-up', async () => {
    const server = await postgres();
    const url = await server.createDatabase();
    const folder = mkdtempSync(path.join(tmpdir(), 'triptych-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { cert: somebodyElses } = makeCertificate(folder);
    await expect.poll(async () => await connects(addressOf(url, certificate))).toEqual([{ one: 1 }]);
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      const refused = await connects(addressOf(url, somebodyElses, mode));
      expect(refused).toBeInstanceOf(DatabaseAway);
      expect(String(refused)).toContain('cannot be reached (self-signed certificate');
    }
    await expect(open(addressOf(url, somebodyElses)).dump(path.join(folder, 'backup'))).rejects.toThrow(
      /pg_dump failed on .*certificate/,
    );
    const forAnother = await speakTls(server, 'DNS:db.example.org');
    await expect
      .poll(async () => String(await connects(addressOf(url, forAnother))))
      .toContain("does not match certificate's altnames");
  });
});
