/*
 * Sealing of what must not be read from a stolen database or backup: AES-256-GCM with keys that lie outside of it.
 *
 *     sealed.1.<key id>.<base64url of 12 random bytes of nonce, the ciphertext, 16 bytes of tag>
 *
 * The place of a value (table, column, id of the record) is authenticated with it: a sealed value that somebody has moved to
 * another record does not open. New values are sealed with the ring's first key; the others still open what was sealed before.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import type { KeyRing } from './key-ring.ts';

export type SealedPlace = { readonly table: string; readonly column: string; readonly id: string };

export type Sealer = {
  /** The id of the key that new values are sealed with. */
  readonly keyId: string;
  readonly seal: (text: string, place: SealedPlace) => string;
  /** Throws `SealBroken`. */
  readonly open: (sealed: string, place: SealedPlace) => string;
};

/** A sealed value cannot be opened; the message says why and what to do. */
export class SealBroken extends Error {
  override name = 'SealBroken';
}

const prefix = 'sealed.1.';
const nonceBytes = 12;
const tagBytes = 16;

export function createSealer(ring: KeyRing): Sealer {
  const [first] = ring;
  const keys = new Map(ring.map(({ id, key }) => [id, key]));
  return {
    keyId: first.id,
    seal: (text, place) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce).setAAD(placeBytes(place));
      const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${prefix}${first.id}.${Buffer.concat(parts).toString('base64url')}`;
    },
    open: (sealed, place) => {
      const keyId = keyIdOf(sealed);
      if (keyId === undefined) throw new SealBroken(`${nameOf(place)} is not sealed.`);
      const key = keys.get(keyId);
      if (key === undefined) {
        throw new SealBroken(
          `${nameOf(place)} is sealed with the key ${keyId}, which is not in the key ring. Add that key behind the others.`,
        );
      }
      const bytes = Buffer.from(sealed.slice(prefix.length + keyId.length + 1), 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
          .setAAD(placeBytes(place))
          .setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString(
          'utf8',
        );
      } catch (cause) {
        throw new SealBroken(
          `${nameOf(place)} does not open with the key ${keyId}: the key is not the one that it was sealed with, or the value was changed or comes from another place.`,
          { cause },
        );
      }
    },
  };
}

/** Which key a value was sealed with; undefined for what is not sealed. */
export function keyIdOf(sealed: string): string | undefined {
  return /^sealed\.1\.([\w-]{1,64})\.[\w-]{38,}$/.exec(sealed)?.[1];
}

function placeBytes({ table, column, id }: SealedPlace): Buffer {
  return Buffer.from(`${table}|${column}|${id}`);
}

function nameOf({ table, column, id }: SealedPlace): string {
  return `${table}.${column} of ${id}`;
}
