/*
 * The vault: a file for secrets where the system has no keychain, opened by a passphrase that is kept nowhere.
 *
 *     passphrase ── argon2id ──▶ key ── opens ──▶ data key ── opens ──▶ each entry
 *
 * The data key is random and stays when the passphrase changes. Everything is sealed with AES-256-GCM under a new nonce, an entry
 * with its name as additional data, so that one cannot be put in another's place. A checksum over the file tells a damaged one
 * from a wrong passphrase; it is no protection, which is what the seals are for.
 *
 * What it keeps out: who gets hold of the file. What it does not: who can read this process's memory, or write to the data
 * folder (an older vault put in place of this one is a valid vault).
 *
 * Source: argon2id's m = 19 MiB, t = 2, p = 1 are OWASP's recommendation (Password Storage Cheat Sheet).
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import { z } from 'zod';

import type { RandomBytes } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { SecretFailure } from '#shared/secrets/secret-api.ts';

import { writeWhole } from '../store/write-whole.ts';
import type { DiskFailure } from '../store/write-whole.ts';

const keyBytes = 32;
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
/** A token has some hundred bytes; more than this in one file is not what it is for. */
const entriesMax = 1000;

// Literals: a file that asks for another cost is not one that this version has written.
const derivation = { name: 'argon2id', memoryKib: 19_456, passes: 2, lanes: 1 } as const;
/** Its number in argon2's own list (RFC 9106); the package's is a const enum, which is nothing at run time. */
const argon2id = 2;

const sealedSchema = z.object({ nonce: z.base64(), sealed: z.base64() });
type Sealed = z.infer<typeof sealedSchema>;

const vaultSchema = z.strictObject({
  version: z.literal(1),
  derivation: z.strictObject({
    name: z.literal(derivation.name),
    memoryKib: z.literal(derivation.memoryKib),
    passes: z.literal(derivation.passes),
    lanes: z.literal(derivation.lanes),
    salt: z.base64(),
  }),
  dataKey: sealedSchema,
  entries: z.record(z.string(), sealedSchema).refine((entries) => Object.keys(entries).length <= entriesMax),
});
type VaultContent = z.infer<typeof vaultSchema>;
const fileSchema = z.strictObject({ checksum: z.string(), content: vaultSchema });

type Damaged = Extract<SecretFailure, { readonly kind: 'vault-damaged' }>;
type Wrong = Extract<SecretFailure, { readonly kind: 'passphrase-wrong' }>;

/** A vault whose passphrase has been given. */
export type OpenVault = {
  readonly get: (name: string) => Result<string | undefined, Damaged>;
  readonly set: (name: string, value: string) => Result<undefined, DiskFailure | Damaged>;
};

type Place = { readonly file: string; readonly random: RandomBytes };

export function isVaultThere(file: string): boolean {
  return existsSync(file);
}

/** Whether the file is a vault as a whole, which can be told without the passphrase. */
export function checkVault(file: string): Result<undefined, Damaged> {
  const content = readContent(file);
  return content.ok ? ok(undefined) : content;
}

/** Makes an empty vault. */
export async function createVault(place: Place, passphrase: string): Promise<Result<OpenVault, DiskFailure>> {
  const dataKey = place.random(new Uint8Array(keyBytes));
  const lock = await lockDataKey(place, passphrase, dataKey);
  const written = writeContent(place.file, { version: 1, ...lock, entries: {} });
  return written.ok ? ok(openedVault(place, dataKey)) : written;
}

export async function unlockVault(place: Place, passphrase: string): Promise<Result<OpenVault, Damaged | Wrong>> {
  const content = readContent(place.file);
  if (!content.ok) return content;
  const dataKey = await openDataKey(content.value, passphrase);
  return dataKey === undefined ? fail({ kind: 'passphrase-wrong' }) : ok(openedVault(place, dataKey));
}

/** From then on the vault opens with the new passphrase only. */
export async function changePassphrase(
  place: Place,
  passphrase: string,
  nextPassphrase: string,
): Promise<Result<OpenVault, Damaged | Wrong | DiskFailure>> {
  const before = readContent(place.file);
  if (!before.ok) return before;
  const dataKey = await openDataKey(before.value, passphrase);
  if (dataKey === undefined) return fail({ kind: 'passphrase-wrong' });
  const lock = await lockDataKey(place, nextPassphrase, dataKey);
  // Read again: while the keys were derived, something may have been put in.
  const content = readContent(place.file);
  if (!content.ok) return content;
  const written = writeContent(place.file, { ...content.value, ...lock });
  return written.ok ? ok(openedVault(place, dataKey)) : written;
}

/** Takes an entry out, for which nothing has to be read: also of a vault that is locked. */
export function removeFromVault(file: string, name: string): Result<undefined, Damaged | DiskFailure> {
  const content = readContent(file);
  if (!content.ok) return content;
  const { [name]: removed, ...entries } = content.value.entries;
  return removed === undefined ? ok(undefined) : writeContent(file, { ...content.value, entries });
}

function openedVault(place: Place, dataKey: Uint8Array): OpenVault {
  return {
    get(name) {
      const content = readContent(place.file);
      if (!content.ok) return content;
      const sealed = Object.hasOwn(content.value.entries, name) ? content.value.entries[name] : undefined;
      if (sealed === undefined) return ok(undefined);
      const value = unseal(dataKey, name, sealed);
      return value === undefined
        ? fail({ kind: 'vault-damaged', file: place.file })
        : ok(Buffer.from(value).toString('utf8'));
    },
    set(name, value) {
      const content = readContent(place.file);
      if (!content.ok) return content;
      const entries = { ...content.value.entries, [name]: seal(place, dataKey, name, Buffer.from(value)) };
      return writeContent(place.file, { ...content.value, entries });
    },
  };
}

type DataKeyLock = Pick<VaultContent, 'derivation' | 'dataKey'>;

const dataKeyName = 'data key';

async function lockDataKey(place: Place, passphrase: string, dataKey: Uint8Array): Promise<DataKeyLock> {
  const salt = Buffer.from(place.random(new Uint8Array(saltBytes)));
  const key = await deriveKey(passphrase, salt);
  return {
    derivation: { ...derivation, salt: salt.toString('base64') },
    dataKey: seal(place, key, dataKeyName, dataKey),
  };
}

async function openDataKey(content: VaultContent, passphrase: string): Promise<Uint8Array | undefined> {
  const key = await deriveKey(passphrase, Buffer.from(content.derivation.salt, 'base64'));
  return unseal(key, dataKeyName, content.dataKey);
}

// Composed the same way, whichever keyboard typed it.
async function deriveKey(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  const { hashRaw } = await import('@node-rs/argon2');
  return await hashRaw(passphrase.normalize('NFKC'), {
    algorithm: argon2id,
    memoryCost: derivation.memoryKib,
    timeCost: derivation.passes,
    parallelism: derivation.lanes,
    outputLen: keyBytes,
    salt,
  });
}

function seal({ random }: Place, key: Uint8Array, name: string, value: Uint8Array): Sealed {
  const nonce = random(new Uint8Array(nonceBytes));
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  return { nonce: Buffer.from(nonce).toString('base64'), sealed: sealed.toString('base64') };
}

/** Undefined where it was sealed with another key or name, or has changed since. */
function unseal(key: Uint8Array, name: string, { nonce, sealed }: Sealed): Uint8Array | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function readContent(file: string): Result<VaultContent, Damaged> {
  try {
    const { checksum, content } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (checksum === checksumOf(content)) return ok(content);
  } catch {
    // Not there any more, not readable, not JSON, or not a vault: to the person it is one thing.
  }
  return fail({ kind: 'vault-damaged', file });
}

function writeContent(file: string, content: VaultContent): Result<undefined, DiskFailure> {
  return writeWhole(file, `${JSON.stringify({ checksum: checksumOf(content), content })}\n`);
}

// Parsing keeps the order of the schema and that of the entries, so the text is the same after every reading.
function checksumOf(content: VaultContent): string {
  return createHash('sha256')
    .update(JSON.stringify(vaultSchema.parse(content)))
    .digest('base64');
}
