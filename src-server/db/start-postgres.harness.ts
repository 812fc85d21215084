/*
 * A PostgreSQL of one test file's or benchmark's own: made with initdb in a temporary folder, reached on 127.0.0.1 and a socket in that
 * folder, ended with the file. Each test has a database of its own in it, with the login that an administrator would make.
 */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { findPostgresFolder } from '../../build/test-needs.ts';

export type TestPostgres = {
  /** A new, empty database that `triptych` owns; the address to it as `triptych`. */
  readonly createDatabase: () => Promise<string>;
  /** As the superuser of the whole, for what an administrator does. */
  readonly administer: (statements: string) => Promise<void>;
  readonly superuserUrl: string;
  /** As a crash does: every connection is lost at once. Then starts it again. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const attemptsMax = 5;
const readyAttemptsMax = 300;

export async function startPostgres(): Promise<TestPostgres> {
  const binaries = findPostgresFolder();
  if (binaries === undefined) throw new Error('PostgreSQL is not installed.');
  const owner = ownerOf();
  const folder = mkdtempSync(join(tmpdir(), 'triptych-pg-'));
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'administrator', '-A', 'trust', '-N', '-E', 'UTF8'], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  });

  let running = await startSomewhere();
  const { port } = running;
  const urlOf = (user: string, database: string) => `postgres://${user}@127.0.0.1:${String(port)}/${database}`;
  const superuserUrl = urlOf('administrator', 'postgres');
  const endWithTests = () => running.child.kill('SIGQUIT');
  process.once('exit', endWithTests);

  async function startSomewhere(attempt = 1): Promise<{ readonly child: ChildProcess; readonly port: number }> {
    // Below where systems take ports for outgoing connections from.
    const someport = 20_000 + Math.floor(Math.random() * 10_000);
    const child = await start(someport);
    if (child !== undefined) return { child, port: someport };
    if (attempt >= attemptsMax) throw new Error('PostgreSQL did not start.');
    return await startSomewhere(attempt + 1);
  }

  /** Undefined when it ended before it was ready: the port was taken. */
  async function start(onPort: number): Promise<ChildProcess | undefined> {
    const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'max_connections=60', 'log_min_messages=fatal'];
    const child = spawn(
      join(binaries ?? '', 'postgres'),
      ['-D', data, '-p', String(onPort), '-k', folder, ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner, cwd: folder, stdio: 'ignore' },
    );
    for (let attempt = 0; attempt < readyAttemptsMax; attempt += 1) {
      if (child.exitCode !== null) return undefined;
      const url = `postgres://administrator@127.0.0.1:${String(onPort)}/postgres`;
      if (await isReady(url)) return child;
      await sleep(50);
    }
    child.kill('SIGQUIT');
    throw new Error('PostgreSQL did not get ready.');
  }

  async function administer(statements: string, url = superuserUrl): Promise<void> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(statements);
    } finally {
      await client.end();
    }
  }

  async function end(): Promise<void> {
    const ended = once(running.child, 'exit');
    running.child.kill('SIGQUIT'); // Immediately, as in a crash.
    await ended;
  }

  await administer('CREATE ROLE triptych LOGIN CREATEROLE');
  let databases = 0;
  return {
    createDatabase: async () => {
      databases += 1;
      const name = `test_${String(databases)}`;
      await administer(`CREATE DATABASE ${name} OWNER triptych`);
      return urlOf('triptych', name);
    },
    administer,
    superuserUrl,
    restart: async () => {
      await end();
      const child = await start(port);
      if (child === undefined) throw new Error('PostgreSQL did not start again.');
      running = { child, port };
    },
    stop: async () => {
      process.off('exit', endWithTests);
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root. */
function ownerOf(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (kind: '-u' | '-g') => {
    for (const user of ['postgres', 'nobody']) {
      try {
        return Number(execFileSync('id', [kind, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      } catch {
        // The next one.
      }
    }
    throw new Error('There is no user to run PostgreSQL as.');
  };
  return { uid: idOf('-u'), gid: idOf('-g') };
}
