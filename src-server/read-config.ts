/*
 * What a server is told: by options of the command line, else by the environment, else by a file, else what is usual. All of it
 * is checked before anything is opened, and every problem is a sentence.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

import { z } from 'zod';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

import { findDatabaseProblem } from './database-address.ts';
import { isLoopbackAddress, parseProxies } from './http/client-address.ts';
import { findTlsProblem } from './http/find-tls-problem.ts';

export type ServerConfig = {
  readonly dataFolder: string;
  /** `postgres://…`, or the folder of a PGlite. */
  readonly database: string;
  readonly host: string;
  readonly port: number;
  /** How people reach the server; no slash at its end. */
  readonly publicAddress: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly trustedProxies: readonly string[];
  readonly mailServer: { readonly url: string; readonly from: string } | null;
  readonly keyRingFile: string;
  readonly auditKeyFile: string;
  readonly backupFolder: string;
  /** Null makes none by itself. */
  readonly backupEveryHours: number | null;
  readonly backupsKept: number;
  /** Of one address, one person, and one tenant. */
  readonly requestsPerMinute: { readonly address: number; readonly user: number; readonly tenant: number };
  readonly connections: number;
  /** What the attached files of one tenant may have together. */
  readonly tenantBytesMax: number;
};

type Setting = {
  /** `host` → `--host`, `TRIPTYCH_HOST`, `"host"` in the file. */
  readonly name: string;
  readonly help: string;
  readonly value: string;
};

/** All settings, in the order of the help. */
export const settings: readonly Setting[] = [
  { name: 'data-dir', value: 'DIR', help: 'Where the server keeps its database, keys and back-ups' },
  { name: 'database', value: 'URL', help: 'postgres://… instead of the embedded database in the data folder' },
  {
    name: 'unprotected-database',
    value: 'yes',
    help: 'Speaks with a PostgreSQL on another machine without TLS that checks it; refused unless you say so',
  },
  { name: 'host', value: 'NAME', help: 'The address to listen on; 127.0.0.1 unless you say otherwise' },
  { name: 'port', value: 'N', help: 'The port to listen on; 7400' },
  { name: 'public-address', value: 'URL', help: 'How people reach this server, as in https://triptych.example.org' },
  { name: 'tls-cert', value: 'FILE', help: 'The certificate, as PEM' },
  { name: 'tls-key', value: 'FILE', help: 'Its key, as PEM' },
  { name: 'trusted-proxies', value: 'LIST', help: 'Addresses or networks of the proxies in front, which do TLS' },
  { name: 'mail', value: 'URL', help: 'smtp://user:password@host:587, for invitations and forgotten passwords' },
  { name: 'mail-from', value: 'ADDRESS', help: 'Whom mails come from, as in "Triptych <triptych@example.org>"' },
  { name: 'key-ring', value: 'FILE', help: 'The keys of sealed fields; keys/seal.keys in the data folder' },
  { name: 'audit-key', value: 'FILE', help: 'The key that signs the audit; keys/audit.pem in the data folder' },
  { name: 'backup-dir', value: 'DIR', help: 'Where back-ups go; backups in the data folder' },
  { name: 'backup-every-hours', value: 'N', help: 'How often a back-up is made; 24, and 0 for never' },
  { name: 'backups-kept', value: 'N', help: 'How many back-ups are kept; 14' },
  { name: 'requests-per-minute', value: 'N', help: 'How many requests one address may make in a minute; 3000' },
  { name: 'user-requests-per-minute', value: 'N', help: 'How many requests one person may make in a minute; 3000' },
  { name: 'tenant-requests-per-minute', value: 'N', help: 'How many requests one tenant may make in a minute; 60000' },
  { name: 'connections', value: 'N', help: 'How many connections to PostgreSQL this process may hold; 20' },
  { name: 'tenant-files-mb', value: 'N', help: 'How many megabytes of attached files one tenant may have; 10240' },
];

const configFileName = 'server.json';

type Values = { readonly [name: string]: string | undefined };
type Sources = {
  readonly flags: Values;
  readonly environment: Values;
  /** The file's path, when one is named; else `server.json` in the data folder, where there is one. */
  readonly file?: string | undefined;
};

export function readConfig({ flags, environment, file }: Sources): Result<ServerConfig, readonly string[]> {
  const problems: string[] = [];
  const fromEnvironment = readEnvironment(environment, problems);
  const fromNamed = file === undefined ? undefined : readConfigFile(file, problems);
  const dataFolder = path.resolve(
    flags['data-dir'] ?? fromEnvironment['data-dir'] ?? fromNamed?.['data-dir'] ?? usualServerFolder(environment),
  );
  const fromFile = fromNamed ?? readUsualFile(path.join(dataFolder, configFileName), problems);
  const given = { ...fromFile, ...fromEnvironment, ...withoutUndefined(flags) };
  const config = checkConfig(given, dataFolder, problems);
  const unprotected =
    given['unprotected-database'] === 'yes' ? undefined : findDatabaseProblem(config.database, environment);
  if (unprotected !== undefined) problems.push(unprotected);
  return problems.length > 0 ? fail(problems) : ok(config);
}

function usualServerFolder(environment: Values): string {
  return path.join(environment['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'triptych-server');
}

function withoutUndefined(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** `TRIPTYCH_MAIL`, or `TRIPTYCH_MAIL_FILE` with the path of a file that holds it, as containers hand secrets over. */
function readEnvironment(environment: Values, problems: string[]): Values {
  const entries = settings.flatMap(({ name }) => {
    const variable = `TRIPTYCH_${name.toUpperCase().replaceAll('-', '_')}`;
    const direct = environment[variable];
    if (direct !== undefined && direct !== '') return [[name, direct]];
    const file = environment[`${variable}_FILE`];
    if (file === undefined || file === '') return [];
    try {
      return [[name, readFileSync(file, 'utf8').trim()]];
    } catch {
      problems.push(`${variable}_FILE names ${file}, which cannot be read.`);
      return [];
    }
  });
  return Object.fromEntries(entries) as Values;
}

const fileSchema = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]));

function readUsualFile(file: string, problems: string[]): Values {
  if (!existsSync(file)) return {};
  const { 'data-dir': dataFolder, ...values } = readConfigFile(file, problems);
  if (dataFolder !== undefined) {
    problems.push(
      `${file} has "data-dir", and was found in that folder. Give it with --data-dir, or name the file with --config.`,
    );
  }
  return values;
}

function readConfigFile(file: string, problems: string[]): Values {
  try {
    const parsed = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const known = new Set(settings.map(({ name }) => name));
    for (const name of Object.keys(parsed)) {
      if (!known.has(name)) problems.push(`${file} has "${name}", which is no setting of the server.`);
    }
    return Object.fromEntries(
      Object.entries(parsed).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
    );
  } catch (error) {
    // Not what JSON.parse says: it shows the place, and a password may stand there.
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read, or is no object of settings';
    problems.push(`${file} ${reason}.`);
    return {};
  }
}

function checkConfig(given: Values, dataFolder: string, problems: string[]): ServerConfig {
  const whole = (name: string, usual: number, { min, max }: { readonly min: number; readonly max: number }): number => {
    const text = given[name];
    if (text === undefined) return usual;
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    problems.push(`${name} takes a whole number from ${String(min)} to ${String(max)}, not "${text}".`);
    return usual;
  };
  const host = given['host'] ?? '127.0.0.1';
  const port = whole('port', 7400, { min: 0, max: 65_535 });
  const tls = tlsOf(given, problems);
  const trustedProxies = trustedProxiesOf(given['trusted-proxies'], problems);
  if (!isLoopbackHost(host) && tls === null && trustedProxies.length === 0) {
    problems.push(
      `Beyond this machine the server speaks only TLS. Give --tls-cert and --tls-key, or name the proxy that does TLS with --trusted-proxies, or listen on 127.0.0.1 (it was told ${host}).`,
    );
  }
  const unprotected = given['unprotected-database'];
  if (unprotected !== undefined && unprotected !== 'yes' && unprotected !== 'no') {
    problems.push(`unprotected-database is yes or no, not "${unprotected}".`);
  }
  const hours = whole('backup-every-hours', 24, { min: 0, max: 24 * 365 });
  return {
    dataFolder,
    database: databaseOf(given['database'], dataFolder, problems),
    host,
    port,
    publicAddress: publicAddressOf(given['public-address'], { host, port, isTls: tls !== null }, problems),
    tls,
    trustedProxies,
    mailServer: mailServerOf(given, problems),
    keyRingFile: path.resolve(dataFolder, given['key-ring'] ?? path.join('keys', 'seal.keys')),
    auditKeyFile: path.resolve(dataFolder, given['audit-key'] ?? path.join('keys', 'audit.pem')),
    backupFolder: path.resolve(dataFolder, given['backup-dir'] ?? 'backups'),
    backupEveryHours: hours === 0 ? null : hours,
    backupsKept: whole('backups-kept', 14, { min: 1, max: 10_000 }),
    requestsPerMinute: {
      address: whole('requests-per-minute', 3000, { min: 10, max: 1_000_000 }),
      user: whole('user-requests-per-minute', 3000, { min: 10, max: 1_000_000 }),
      tenant: whole('tenant-requests-per-minute', 60_000, { min: 10, max: 10_000_000 }),
    },
    connections: whole('connections', 20, { min: 2, max: 500 }),
    tenantBytesMax: whole('tenant-files-mb', 10_240, { min: 0, max: 100_000_000 }) * 1024 * 1024,
  };
}

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host);
}

function trustedProxiesOf(given: string | undefined, problems: string[]): readonly string[] {
  const list = (given ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  try {
    parseProxies(list);
  } catch (error) {
    const entry = error instanceof RangeError ? error.message : '';
    problems.push(
      `trusted-proxies takes addresses and networks such as 10.0.0.7,192.168.0.0/16, and "${entry}" is neither.`,
    );
  }
  return list;
}

function databaseOf(given: string | undefined, dataFolder: string, problems: string[]): string {
  if (given === undefined) return path.join(dataFolder, 'database');
  if (/^postgres(ql)?:\/\/./.test(given) && URL.canParse(given)) return given;
  // Not shown: an address that was mistyped may hold a password all the same.
  problems.push('database takes the address of a PostgreSQL, as in postgres://user:password@host:5432/triptych.');
  return given;
}

function tlsOf(given: Values, problems: string[]): ServerConfig['tls'] {
  const certFile = given['tls-cert'];
  const keyFile = given['tls-key'];
  if (certFile === undefined && keyFile === undefined) return null;
  if (certFile === undefined || keyFile === undefined) {
    problems.push('TLS takes both --tls-cert and --tls-key.');
    return null;
  }
  const problem = findTlsProblem({ certFile, keyFile });
  if (problem !== undefined) problems.push(problem);
  return { certFile, keyFile };
}

function mailServerOf(given: Values, problems: string[]): ServerConfig['mailServer'] {
  const { mail: url, 'mail-from': from } = given;
  if (url === undefined) return null;
  if (!/^smtps?:\/\/./.test(url) || !URL.canParse(url)) {
    problems.push('mail takes the address of a mail server, as in smtp://user:password@mail.example.org:587.');
  }
  if (from === undefined || !/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(from)) {
    problems.push('mail-from takes whom mails come from, as in "Triptych <triptych@example.org>".');
  }
  return { url, from: from ?? '' };
}

type Listening = { readonly host: string; readonly port: number; readonly isTls: boolean };

function publicAddressOf(given: string | undefined, { host, port, isTls }: Listening, problems: string[]): string {
  if (given === undefined) {
    if (/^(0\.0\.0\.0|::)$/.test(host)) {
      problems.push(`Links cannot lead to ${host}. Say how people reach this server with --public-address.`);
    }
    return `${isTls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  }
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    problems.push('public-address takes an address such as https://triptych.example.org.');
    return given;
  }
  if (url.username !== '' || url.password !== '') problems.push('public-address has no name and no password in it.');
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname.replaceAll(/[[\]]/g, ''))) {
    problems.push('public-address begins with https: beyond this machine Triptych connects only over TLS.');
  }
  return given.replace(/\/+$/, '');
}
