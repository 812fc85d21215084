import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { accountIdOf } from '#shared/base/account-id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';

import { readAccess, writeAccess } from './access-file.ts';
import { openAccountsFile, readAccounts } from './accounts-file.ts';
import { adaAtAcme } from './accounts.harness.ts';

const account = { id: accountIdOf(adaAtAcme), ...adaAtAcme };
const one = { currentId: account.id, accounts: [account], removingIds: [] };
const none = { currentId: 'personal', accounts: [], removingIds: [] };

function setupFile() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-accounts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'accounts.json');
  return { folder, file, open: () => openAccountsFile(file, { nowMs: () => instantOf(0) }) };
}

test('what is changed is there at the next start, for its person alone', () => {
  const { folder, file, open } = setupFile();
  const first = open();
  expect(first.read()).toEqual(none);
  expect(first.change(() => one).ok).toBe(true);
  expect(first.read()).toEqual(one);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['accounts.json']);
  expect(open().read()).toEqual(one);
  expect(readAccounts(file)).toEqual(one);
});

test.each([
  ['half of it', (text: string) => text.slice(0, 40)],
  ['nothing', () => ''],
  ['an account twice', (text: string) => text.replace(/"accounts": \[([^\]]*)\]/, '"accounts": [$1,$1]')],
  ['an id that leads elsewhere', (text: string) => text.replaceAll(account.id, '../../elsewhere')],
  ['a server that is no address', (text: string) => text.replace('https:', 'javascript:')],
])('%s is set aside, and the personal account is there', (_what, damage) => {
  const { folder, file, open } = setupFile();
  open().change(() => one);
  const damaged = damage(readFileSync(file, 'utf8'));
  writeFileSync(file, damaged);
  expect(readAccounts(file)).toEqual(none);
  const opened = open();
  expect(opened.read()).toEqual(none);
  expect(opened.notice).toContain('set aside as');
  expect(readdirSync(folder)).toEqual(['accounts-damaged-1970-01-01T00-00-00-000Z.json']);
  expect(readFileSync(path.join(folder, 'accounts-damaged-1970-01-01T00-00-00-000Z.json'), 'utf8')).toBe(damaged);
  expect(opened.change(() => one).ok).toBe(true);
  expect(open()).toMatchObject({ notice: null });
});

test('a list of a newer program stays as it is', () => {
  const { file, open } = setupFile();
  writeFileSync(file, '{"version":2,"servers":[]}');
  const opened = open();
  expect(opened.notice).toContain('newer Triptych');
  expect(opened.change(() => one)).toEqual({ ok: false, failure: { kind: 'accounts-too-new', file } });
  expect(readFileSync(file, 'utf8')).toBe('{"version":2,"servers":[]}');
});

test('an open account that is not on the list any more is the personal one', () => {
  const { open } = setupFile();
  open().change(() => ({ ...one, accounts: [] }));
  expect(open()).toMatchObject({ notice: null });
  expect(open().read()).toEqual(none);
});

test('a list that cannot be written is as it was, in the file and in memory', () => {
  const { folder, open } = setupFile();
  const opened = open();
  chmodSync(folder, 0o500);
  onTestFinished(() => chmodSync(folder, 0o700));
  const changed = opened.change(() => one);
  // The superuser may write everywhere; for everybody else the folder is closed.
  expect([changed.ok, opened.read()]).toEqual(process.getuid?.() === 0 ? [true, one] : [false, none]);
});

test('the permissions of an account are those that its server names, as far as they are known', () => {
  const { folder } = setupFile();
  const file = path.join(folder, 'a.access.json');
  expect(
    writeAccess(file, { role: 'developer', permissions: ['function:run', 'of:a-newer-server'], deviceId: null }).ok,
  ).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readAccess(file)).toEqual({ role: 'developer', permissions: new Set(['preference:edit', 'function:run']) });
});

test.each([undefined, '', '{"version":1}'])('where they are not known (%j), one may look', (text) => {
  const { folder } = setupFile();
  const file = path.join(folder, 'a.access.json');
  if (text !== undefined) writeFileSync(file, text);
  const reading = permissions.filter((name) => name.endsWith(':read'));
  expect(readAccess(file).permissions).toEqual(new Set(['preference:edit', ...reading]));
});
