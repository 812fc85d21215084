import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';

import type { KeychainTrouble } from './keychain.ts';
import { openSecrets } from './secrets.ts';

const passphrase = 'four words by chance';

/** On a system whose keychain is locked or missing; keychain.runtime.test.ts has a real one. */
function setupSecrets(trouble: KeychainTrouble = 'absent') {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const vaultFile = path.join(folder, 'vault.json');
  const open = () =>
    openSecrets({
      vaultFile,
      openKeychain: () => Promise.resolve(fail(trouble)),
      clock: { nowMs: () => instantOf(0) },
      random: (bytes) => crypto.getRandomValues(bytes),
    });
  return { folder, vaultFile, open, secrets: open() };
}

test('without a keychain and a vault a secret lasts as long as the program', async () => {
  const { secrets, open } = setupSecrets();
  expect(await secrets.state()).toEqual({ kind: 'memory', keychain: 'absent', damagedVault: null });
  expect(await secrets.set('a', 'secret')).toEqual(ok(undefined));
  expect(await secrets.get('a')).toEqual(ok('secret'));
  expect(await open().get('a')).toEqual(ok(undefined));
  await secrets.remove('a');
  expect(await secrets.get('a')).toEqual(ok(undefined));
});

test('what a locked keychain may hold is not said to be missing', async () => {
  const { secrets } = setupSecrets('locked');
  expect(await secrets.get('a')).toEqual(fail({ kind: 'secrets-locked', place: 'keychain' }));
  await secrets.set('a', 'secret');
  expect(await secrets.get('a')).toEqual(ok('secret'));
});

test('a vault takes what was in memory, and is locked at the next start until its passphrase is given', async () => {
  const { secrets, open } = setupSecrets();
  await secrets.set('a', 'secret');
  expect(await secrets.createVault(passphrase)).toEqual(ok({ kind: 'vault', isLocked: false }));
  expect(await secrets.createVault(passphrase)).toEqual(fail({ kind: 'vault-present' }));
  const next = open();
  expect(await next.state()).toEqual({ kind: 'vault', isLocked: true });
  const locked = fail({ kind: 'secrets-locked', place: 'vault' });
  expect(await next.get('a')).toEqual(locked);
  expect(await next.set('b', 'secret')).toEqual(locked);
  expect(await next.unlock('four words by choice')).toEqual(fail({ kind: 'passphrase-wrong' }));
  expect(await next.unlock(passphrase)).toEqual(ok({ kind: 'vault', isLocked: false }));
  expect(await next.get('a')).toEqual(ok('secret'));
  expect(await next.remove('a')).toEqual(ok(undefined));
  expect(await next.get('a')).toEqual(ok(undefined));
});

test('a passphrase that is easily tried is refused, and one is changed with the one before', async () => {
  const { secrets, open } = setupSecrets();
  expect(await secrets.createVault('short')).toEqual(fail({ kind: 'passphrase-too-short', charsMin: 12 }));
  expect(await secrets.unlock(passphrase)).toEqual(fail({ kind: 'vault-missing' }));
  expect(await secrets.changePassphrase(passphrase, passphrase)).toEqual(fail({ kind: 'vault-missing' }));
  await secrets.createVault(passphrase);
  await secrets.set('a', 'secret');
  expect(await secrets.changePassphrase(passphrase, 'short')).toMatchObject({ ok: false });
  expect(await secrets.changePassphrase(passphrase, 'another passphrase')).toMatchObject({ ok: true });
  const next = open();
  await next.unlock('another passphrase');
  expect(await next.get('a')).toEqual(ok('secret'));
});

test('a damaged vault is told, and set aside when another one is made', async () => {
  const { folder, vaultFile, secrets } = setupSecrets();
  writeFileSync(vaultFile, '{"checksum":');
  expect(await secrets.state()).toEqual({ kind: 'memory', keychain: 'absent', damagedVault: vaultFile });
  expect(await secrets.get('a')).toEqual(fail({ kind: 'vault-damaged', file: vaultFile }));
  expect(await secrets.unlock(passphrase)).toEqual(fail({ kind: 'vault-damaged', file: vaultFile }));
  expect(await secrets.createVault(passphrase)).toMatchObject({ ok: true });
  expect(readdirSync(folder).toSorted()).toEqual(['vault-damaged-1970-01-01T00-00-00-000Z.json', 'vault.json']);
});
