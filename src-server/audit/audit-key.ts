import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { readKeyFile } from '../db/read-key-file.ts';

/** Signs and checks the heads of audit chains: Ed25519, with a key that lies outside the database. */
export type AuditKey = {
  /** The first half of the SHA-256 of the public key. */
  readonly id: string;
  readonly sign: (text: string) => string;
  readonly verify: (text: string, signature: string) => boolean;
};

/** The key cannot be used; the message says what is wrong with it, and never holds it. */
export class AuditKeyUnfit extends Error {
  override name = 'AuditKeyUnfit';
}

/** The key of a PEM file; a new one where there is no such file. Only its owner may read it. Throws `AuditKeyUnfit`. */
export function openAuditKey(file: string): AuditKey {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx', flush: true });
  }
  return auditKeyOf(parseAuditKey(readKeyFile(file), file));
}

function parseAuditKey(text: string, file: string): KeyObject {
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What it says may show a part of the key.
  }
  throw new AuditKeyUnfit(
    `${file} holds no key that signs the audit: an Ed25519 key as PEM, without a passphrase. Put the one back that was there, or give it up: delete the file and say "npm run server -- replace-keys yes", which makes a new key; what was signed with the old one can then no longer be checked.`,
  );
}

export function auditKeyOf(privateKey: KeyObject): AuditKey {
  const publicKey = createPublicKey(privateKey);
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 32);
  return {
    id,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    verify: (text, signature) => verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')),
  };
}
