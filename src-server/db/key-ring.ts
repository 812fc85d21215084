import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, renameSync, writeFileSync } from 'node:fs';

import { readKeyFile } from './read-key-file.ts';

export type SealKey = { readonly id: string; readonly key: Buffer };

/** The first seals; all of them open. */
export type KeyRing = readonly [SealKey, ...SealKey[]];

/** The key ring cannot be used; the message says what is wrong with it. It never holds a key. */
export class KeyRingUnfit extends Error {
  override name = 'KeyRingUnfit';
}

const keyBytes = 32;
const keysMax = 100;
const howTo =
  'A key ring is lines of an id, a colon and 32 bytes in base64; the first line seals new values. Lines that begin with # are passed over.';

/** `source` is how a person knows the ring: the name of its file, or of the environment's variable. */
export function parseKeyRing(text: string, source: string): KeyRing {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(',')) // In the environment's one line.
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [first, ...rest] = lines.map((line, index) => parseKey(line, `Key ${String(index + 1)} of ${source}`));
  if (first === undefined) throw new KeyRingUnfit(`${source} holds no key. ${howTo}`);
  const ring: KeyRing = [first, ...rest];
  if (ring.length > keysMax) throw new KeyRingUnfit(`${source} holds more than ${String(keysMax)} keys.`);
  if (new Set(ring.map(({ id }) => id)).size < ring.length)
    throw new KeyRingUnfit(`${source} holds two keys with one id.`);
  return ring;
}

export function readKeyRing(file: string): KeyRing {
  return parseKeyRing(readKeyFile(file), file);
}

/** The ring of a file; one with a new key where there is no such file. Only its owner may read it. */
export function openKeyRing(file: string): KeyRing {
  if (!existsSync(file)) writeKeyRing(file, [createKey()]);
  return readKeyRing(file);
}

/** Puts a new key before the others, which stay: they open what was sealed with them, until all of it has been sealed anew. */
export function addKey(file: string): KeyRing {
  const ring: KeyRing = [createKey(), ...readKeyRing(file)];
  writeKeyRing(file, ring);
  return ring;
}

function createKey(): SealKey {
  return { id: `k${randomBytes(6).toString('hex')}`, key: randomBytes(keyBytes) };
}

function writeKeyRing(file: string, ring: KeyRing): void {
  const lines = ring.map(({ id, key }) => `${id}:${key.toString('base64')}`);
  const aside = `${file}.new`;
  writeFileSync(aside, `# ${howTo}\n${lines.join('\n')}\n`, { mode: 0o600, flush: true });
  chmodSync(aside, 0o600); // The mode counts only for a file that was not there.
  renameSync(aside, file);
}

function parseKey(line: string, name: string): SealKey {
  const [, id, base64 = ''] = /^([\w-]{1,64}):([A-Za-z0-9+/_-]{43}=?)$/.exec(line) ?? [];
  const key = Buffer.from(base64, 'base64');
  if (id === undefined || key.length !== keyBytes) throw new KeyRingUnfit(`${name} is none. ${howTo}`);
  return { id, key };
}
