/* Servers behind a proxy as the page on deployment has it: nginx with TLS. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { TestRunner } from 'vitest';

import { assert } from '#shared/base/assert.ts';

import { makeCertificate } from '../build/test-certificate.ts';
import { findNginx } from '../build/test-needs.ts';
import { takeSetUpLink } from './server-client.harness.ts';
import { setupServerFolder } from './server-process.harness.ts';
import { findTestPort } from './test-port.harness.ts';

/** The configuration of docs/deploy.md, with the ports and files of the test in it. */
function configurationOf(
  folder: string,
  { port, servers }: { readonly port: number; readonly servers: readonly string[] },
) {
  const page = readFileSync(path.join(import.meta.dirname, '..', 'docs', 'deploy.md'), 'utf8');
  const block = /```nginx\n([\s\S]*?)```/.exec(page)?.[1];
  assert(block !== undefined, 'The page on deployment has a configuration of nginx.');
  const [first = '', second = ''] = servers.map((address) => new URL(address).host);
  const site = block
    .replace('127.0.0.1:7401', first)
    .replace('127.0.0.1:7402', second)
    .replace('listen 443 ssl', `listen 127.0.0.1:${String(port)} ssl`)
    .replaceAll('/etc/triptych', folder);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  // Started by root, its workers are somebody else, who reaches no folder of a test: a body that is too long for their memory is lost.
  const user = process.getuid?.() === 0 ? 'user root; ' : '';
  return `${user}daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log; worker_processes 1;
events { worker_connections 256; }
http { access_log off; ${places.join(' ')}
${site} }`;
}

/**
 * Two servers on one database, of which the one with this e-mail is the administrator, behind one address. Skips the test where
 * there is no nginx. This process trusts its certificate from then on; others are started with `cert`.
 */
export async function startTwoBehindNginx(database: string, email: string) {
  await using begun = new AsyncDisposableStack();
  const [first, second] = [begun.use(setupServerFolder()), begun.use(setupServerFolder())];
  const shared = [
    '--database',
    database,
    '--trusted-proxies',
    '127.0.0.1',
    '--public-address',
    'https://triptych.example.org',
    '--key-ring',
    path.join(first.folder, 'seal.keys'),
    '--audit-key',
    path.join(first.folder, 'audit.pem'),
  ];
  const one = await first.start(...shared);
  assert(one.setUpLink !== undefined, 'The database is new.');
  await takeSetUpLink(one.client(), one.setUpLink, email);
  const two = await second.start(...shared);
  const { address, cert } = begun.use(await startNginx(path.join(first.folder, 'nginx'), [one.address, two.address]));
  const running = begun.move();
  return { one, two, address, cert, [Symbol.asyncDispose]: async () => await running.disposeAsync() };
}

async function startNginx(folder: string, servers: readonly string[]) {
  const program = findNginx();
  if (program === undefined)
    return TestRunner.getCurrentTest()?.context.skip('nginx is not installed.') ?? assertNever();
  mkdirSync(folder, { recursive: true });
  const { cert } = makeCertificate(folder);
  setDefaultCACertificates([...getCACertificates(), readFileSync(cert, 'utf8')]);
  const port = await findTestPort();
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, configurationOf(folder, { port, servers }));
  const child = spawn(program, ['-c', file, '-p', folder, '-e', path.join(folder, 'error.log')], { stdio: 'ignore' });
  const address = `https://127.0.0.1:${String(port)}`;
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`nginx ended: ${readFileSync(path.join(folder, 'error.log'), 'utf8')}`);
    const answer = await fetch(`${address}/health/live`).catch(() => undefined);
    if (answer?.ok === true) break;
    await pause(20);
  }
  return {
    address,
    cert,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function assertNever(): never {
  throw new Error('A skipped test goes on.');
}
