import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { makeCertificate } from '../build/test-certificate.ts';
import { readConfig, settings } from './read-config.ts';
import type { ServerConfig } from './read-config.ts';

type Values = { readonly [name: string]: string | undefined };

function setupFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-config-'));
  return {
    folder,
    write: (name: string, text: string): string => {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    },
    read: (flags: Values = {}, environment: Values = {}, file?: string) =>
      readConfig({ flags: { 'data-dir': folder, ...flags }, environment, file }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** For each setting a value that is not the usual one, and what of the configuration comes from it. */
function givenValues(folder: string): {
  readonly [name: string]: readonly [value: string, read: Partial<ServerConfig>];
} {
  const cert = path.join(folder, 'cert.pem');
  const key = path.join(folder, 'key.pem');
  const remote = 'postgres://ada:secret@db/triptych';
  const mail = 'smtp://ada:secret@mail.example.org:587';
  const from = 'Triptych <triptych@example.org>';
  return {
    'data-dir': [folder, { dataFolder: folder }],
    database: [remote, { database: remote }],
    // What it allows is a database that would be refused without it.
    'unprotected-database': ['yes', { database: remote }],
    host: ['::1', { host: '::1' }],
    port: ['8443', { port: 8443 }],
    'public-address': ['https://triptych.example.org/', { publicAddress: 'https://triptych.example.org' }],
    'tls-cert': [cert, { tls: { certFile: cert, keyFile: key } }],
    'tls-key': [key, { tls: { certFile: cert, keyFile: key } }],
    'trusted-proxies': ['10.0.0.7, fd00::/8', { trustedProxies: ['10.0.0.7', 'fd00::/8'] }],
    mail: [mail, { mailServer: { url: mail, from } }],
    'mail-from': [from, { mailServer: { url: mail, from } }],
    'key-ring': ['ring', { keyRingFile: path.join(folder, 'ring') }],
    'audit-key': ['/etc/audit.pem', { auditKeyFile: '/etc/audit.pem' }],
    'backup-dir': ['kept', { backupFolder: path.join(folder, 'kept') }],
    'backup-every-hours': ['0', { backupEveryHours: null }],
    'backups-kept': ['3', { backupsKept: 3 }],
    'requests-per-minute': ['11', { requestsPerMinute: { address: 11, user: 12, tenant: 13 } }],
    'user-requests-per-minute': ['12', { requestsPerMinute: { address: 11, user: 12, tenant: 13 } }],
    'tenant-requests-per-minute': ['13', { requestsPerMinute: { address: 11, user: 12, tenant: 13 } }],
    connections: ['7', { connections: 7 }],
    'tenant-files-mb': ['5', { tenantBytesMax: 5 * 1024 * 1024 }],
  };
}

const variableOf = (name: string): string => `TRIPTYCH_${name.toUpperCase().replaceAll('-', '_')}`;

test('every setting can be an option, a variable, the file that a variable names, and a line of server.json', () => {
  using setup = setupFolder();
  const { folder, write } = setup;
  makeCertificate(folder);
  const given = givenValues(folder);
  expect(Object.keys(given)).toEqual(settings.map(({ name }) => name));
  const entries = Object.entries(given).map(([name, [value]]) => [name, value] as const);
  const expected: Partial<ServerConfig> = Object.assign({}, ...Object.values(given).map(([, read]) => read));
  const places = {
    options: readConfig({ flags: Object.fromEntries(entries), environment: {} }),
    variables: readConfig({
      flags: {},
      environment: Object.fromEntries(entries.map(([name, value]) => [variableOf(name), value])),
    }),
    files: readConfig({
      flags: {},
      environment: Object.fromEntries(
        entries.map(([name, value]) => [`${variableOf(name)}_FILE`, write(`${name}.secret`, `${value}\n`)]),
      ),
    }),
    json: readConfig({
      flags: {},
      environment: {},
      file: write('other.json', JSON.stringify(Object.fromEntries(entries))),
    }),
  };
  for (const [place, read] of Object.entries(places))
    expect({ place, read }).toEqual({ place, read: { ok: true, value: expected } });
});

test('an option counts before the environment, that before the file, and a variable before the file it could name', () => {
  using setup = setupFolder();
  const { read, write } = setup;
  write('server.json', '{ "port": 1, "backups-kept": 21, "connections": 31 }');
  const environment = {
    TRIPTYCH_PORT: '2',
    TRIPTYCH_BACKUPS_KEPT: '22',
    TRIPTYCH_BACKUPS_KEPT_FILE: write('kept', '23'),
    TRIPTYCH_CONNECTIONS: '',
  };
  expect(read({ port: '3' }, environment)).toMatchObject({
    ok: true,
    value: { port: 3, backupsKept: 22, connections: 31 },
  });
});

test('what is not told is usual: this machine only, the embedded database, a back-up each day', () => {
  using setup = setupFolder();
  const { folder, read } = setup;
  expect(read()).toEqual({
    ok: true,
    value: {
      dataFolder: folder,
      database: path.join(folder, 'database'),
      host: '127.0.0.1',
      port: 7400,
      publicAddress: 'http://127.0.0.1:7400',
      tls: null,
      trustedProxies: [],
      mailServer: null,
      keyRingFile: path.join(folder, 'keys', 'seal.keys'),
      auditKeyFile: path.join(folder, 'keys', 'audit.pem'),
      backupFolder: path.join(folder, 'backups'),
      backupEveryHours: 24,
      backupsKept: 14,
      requestsPerMinute: { address: 3000, user: 3000, tenant: 60_000 },
      connections: 20,
      tenantBytesMax: 10 * 1024 ** 3,
    },
  });
});

test.each<{ readonly flags: Values; readonly says: string }>([
  { flags: { port: '65536' }, says: 'port takes a whole number from 0 to 65535, not "65536".' },
  { flags: { port: '80.5' }, says: 'port takes a whole number from 0 to 65535, not "80.5".' },
  { flags: { connections: '1' }, says: 'connections takes a whole number from 2 to 500, not "1".' },
  {
    flags: { host: '0.0.0.0', 'public-address': 'https://a.example' },
    says: 'Beyond this machine the server speaks only TLS. Give --tls-cert and --tls-key, or name the proxy that does TLS with --trusted-proxies, or listen on 127.0.0.1 (it was told 0.0.0.0).',
  },
  {
    flags: { host: '0.0.0.0', 'trusted-proxies': '10.0.0.7' },
    says: 'Links cannot lead to 0.0.0.0. Say how people reach this server with --public-address.',
  },
  {
    flags: { 'trusted-proxies': '10.0.0.7,proxy.example' },
    says: 'trusted-proxies takes addresses and networks such as 10.0.0.7,192.168.0.0/16, and "proxy.example" is neither.',
  },
  {
    flags: { 'trusted-proxies': '10.0.0.0/33' },
    says: 'trusted-proxies takes addresses and networks such as 10.0.0.7,192.168.0.0/16, and "10.0.0.0/33" is neither.',
  },
  { flags: { 'tls-cert': '/nowhere/cert.pem' }, says: 'TLS takes both --tls-cert and --tls-key.' },
  {
    flags: { 'tls-cert': '/nowhere/cert.pem', 'tls-key': '/nowhere/key.pem' },
    says: 'There is no file /nowhere/cert.pem.',
  },
  {
    flags: { database: 'postgre://ada:secret@db/triptych' },
    says: 'database takes the address of a PostgreSQL, as in postgres://user:password@host:5432/triptych.',
  },
  {
    flags: { mail: 'imap://ada:secret@mail.example.org', 'mail-from': 'a@example.org' },
    says: 'mail takes the address of a mail server, as in smtp://user:password@mail.example.org:587.',
  },
  {
    flags: { mail: 'smtp://ada:secret@mail.example.org' },
    says: 'mail-from takes whom mails come from, as in "Triptych <triptych@example.org>".',
  },
  {
    flags: { 'public-address': 'triptych.example.org' },
    says: 'public-address takes an address such as https://triptych.example.org.',
  },
  {
    flags: { 'public-address': 'https://ada:secret@triptych.example.org' },
    says: 'public-address has no name and no password in it.',
  },
  {
    flags: { 'public-address': 'http://triptych.example.org' },
    says: 'public-address begins with https: beyond this machine Triptych connects only over TLS.',
  },
])('$flags is refused with a sentence that shows no secret', ({ flags, says }) => {
  using setup = setupFolder();
  const read = setup.read(flags);
  expect(read).toEqual({ ok: false, failure: [says] });
  expect(JSON.stringify(read)).not.toContain('secret');
});

test('a file that cannot be used is named, and nothing of what it holds is shown', () => {
  using setup = setupFolder();
  const { folder, read, write } = setup;
  const file = path.join(folder, 'server.json');
  write('server.json', '{ "mail": smtp://ada:secret@mail.example.org }');
  expect(read()).toEqual({ ok: false, failure: [`${file} is not JSON.`] });
  write('server.json', '["secret"]');
  expect(read()).toEqual({ ok: false, failure: [`${file} cannot be read, or is no object of settings.`] });
  write('server.json', '{ "prot": 80, "data-dir": "/elsewhere" }');
  expect(read()).toEqual({
    ok: false,
    failure: [
      `${file} has "prot", which is no setting of the server.`,
      `${file} has "data-dir", and was found in that folder. Give it with --data-dir, or name the file with --config.`,
    ],
  });
  write('server.json', '{}');
  expect(read({}, {}, '/nowhere/server.json')).toEqual({
    ok: false,
    failure: ['/nowhere/server.json cannot be read, or is no object of settings.'],
  });
  expect(read({}, { TRIPTYCH_MAIL_FILE: '/nowhere/mail' })).toEqual({
    ok: false,
    failure: ['TRIPTYCH_MAIL_FILE names /nowhere/mail, which cannot be read.'],
  });
});

test('a key that is not of the certificate is refused before the server starts', () => {
  using setup = setupFolder();
  const { folder, read, write } = setup;
  makeCertificate(folder);
  const certFile = path.join(folder, 'cert.pem');
  const keyFile = write('other.pem', 'no key');
  expect(read({ 'tls-cert': certFile, 'tls-key': keyFile })).toEqual({
    ok: false,
    failure: [
      `The certificate in ${certFile} and the key in ${keyFile} are no pair of PEM files that belong together.`,
    ],
  });
});
