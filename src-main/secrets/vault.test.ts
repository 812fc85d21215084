import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';

import { changePassphrase, checkVault, createVault, removeFromVault, unlockVault } from './vault.ts';
import type { OpenVault } from './vault.ts';

const passphrase = 'four words by chance';

function setupPlace() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-vault-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    file: path.join(folder, 'vault.json'),
    random: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
  };
}

async function setupVault() {
  const place = setupPlace();
  const created = await createVault(place, passphrase);
  assert(created.ok, 'The vault could not be made');
  expect(created.value.set('token of a', 'tps_a_secret').ok).toBe(true);
  expect(created.value.set('token of b', 'tps_b_secret').ok).toBe(true);
  return { place, vault: created.value };
}

async function unlock(place: ReturnType<typeof setupPlace>, given: string): Promise<OpenVault> {
  const opened = await unlockVault(place, given);
  assert(opened.ok, 'The vault does not open');
  return opened.value;
}

type Changeable = { checksum: string; content: { entries: { [name: string]: unknown } } };

/** Changes the file as somebody would who knows how it is made. */
function forge(file: string, change: (vault: Changeable) => void): void {
  // Written by the vault itself a moment ago.
  const vault = JSON.parse(readFileSync(file, 'utf8')) as Changeable;
  change(vault);
  writeFileSync(file, JSON.stringify(vault));
}

test('what is put in comes out after the vault was opened anew, and stands nowhere in the file', async () => {
  const { place } = await setupVault();
  expect(statSync(place.file).mode & 0o777).toBe(0o600);
  const text = readFileSync(place.file, 'utf8');
  expect(text).not.toContain('secret');
  expect(text).not.toContain(Buffer.from('tps_a_secret').toString('base64').slice(0, 12));
  const vault = await unlock(place, passphrase);
  expect(vault.get('token of a')).toEqual({ ok: true, value: 'tps_a_secret' });
  expect(vault.get('token of c')).toEqual({ ok: true, value: undefined });
});

test('the same secret is never sealed to the same text', async () => {
  const { place, vault } = await setupVault();
  const before = readFileSync(place.file, 'utf8');
  vault.set('token of a', 'tps_a_secret');
  expect(readFileSync(place.file, 'utf8')).not.toBe(before);
});

test('a wrong passphrase and a damaged file are told apart', async () => {
  const { place } = await setupVault();
  expect(await unlockVault(place, 'four words by choice')).toEqual({
    ok: false,
    failure: { kind: 'passphrase-wrong' },
  });
  const whole = readFileSync(place.file, 'utf8');
  const damaged = { ok: false, failure: { kind: 'vault-damaged', file: place.file } };
  // Every place of it, whatever is there: the keys, the entries, the checksum, the cost of the derivation.
  for (let at = 0; at < whole.length - 1; at += 23) {
    const other = whole[at] === 'A' ? 'B' : 'A';
    writeFileSync(place.file, `${whole.slice(0, at)}${other}${whole.slice(at + 1)}`);
    expect(await unlockVault(place, passphrase), `at ${String(at)}`).toEqual(damaged);
  }
  writeFileSync(place.file, whole.slice(0, whole.length / 2));
  expect(checkVault(place.file)).toEqual(damaged);
  writeFileSync(place.file, '');
  expect(checkVault(place.file)).toEqual(damaged);
  writeFileSync(place.file, whole);
  expect(checkVault(place.file).ok).toBe(true);
});

test('an entry that was put in the place of another is none', async () => {
  const { place, vault } = await setupVault();
  const { createHash } = await import('node:crypto');
  forge(place.file, (forged) => {
    const { entries } = forged.content;
    entries['token of a'] = entries['token of b'];
    forged.checksum = createHash('sha256').update(JSON.stringify(forged.content)).digest('base64');
  });
  expect(vault.get('token of b')).toEqual({ ok: true, value: 'tps_b_secret' });
  expect(vault.get('token of a')).toEqual({ ok: false, failure: { kind: 'vault-damaged', file: place.file } });
});

test('a passphrase that was changed opens no more, and the new one opens what was there', async () => {
  const { place } = await setupVault();
  expect((await changePassphrase(place, 'something else', 'another passphrase')).ok).toBe(false);
  expect((await changePassphrase(place, passphrase, 'another passphrase')).ok).toBe(true);
  expect((await unlockVault(place, passphrase)).ok).toBe(false);
  const vault = await unlock(place, 'another passphrase');
  expect(vault.get('token of a')).toEqual({ ok: true, value: 'tps_a_secret' });
});

test('a passphrase is the same however its accents are composed', async () => {
  const place = setupPlace();
  await createVault(place, 'cafe\u0301 au lait noir');
  expect((await unlockVault(place, 'caf\u00e9 au lait noir')).ok).toBe(true);
});

test('an entry is taken out of a vault that is locked', async () => {
  const { place } = await setupVault();
  expect(removeFromVault(place.file, 'token of a').ok).toBe(true);
  expect(removeFromVault(place.file, 'token of a').ok).toBe(true);
  const vault = await unlock(place, passphrase);
  expect(vault.get('token of a')).toEqual({ ok: true, value: undefined });
  expect(vault.get('token of b')).toEqual({ ok: true, value: 'tps_b_secret' });
});
