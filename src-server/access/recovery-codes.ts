/*
 * Codes for the day on which an authenticator is lost. Each is used once; of each only the SHA-256 is kept, which is enough for
 * 120 random bits.
 */
import { randomBytes } from 'node:crypto';

import {
  formatRecoveryCode,
  recoveryAlphabet,
  recoveryCodeChars,
  recoveryCodesMax,
} from '#shared/access/factor-rules.ts';

import { hashSecret, isSecretOf } from './tokens.ts';

/** As they are shown, once, and as they are kept. */
export function createRecoveryCodes(): { readonly shown: string[]; readonly hashes: string[] } {
  const codes = Array.from({ length: recoveryCodesMax }, createCode);
  return { shown: codes.map(formatRecoveryCode), hashes: codes.map(hashSecret) };
}

/** The hashes without that of the code; undefined where it is none of them. */
export function withoutCode(hashes: readonly string[], code: string): string[] | undefined {
  const left = hashes.filter((hash) => !isSecretOf(code, hash));
  return left.length === hashes.length ? undefined : left;
}

function createCode(): string {
  // Thirty-two letters: five bits of each byte, so that none comes more often than another.
  return [...randomBytes(recoveryCodeChars)].map((byte) => recoveryAlphabet[byte & 31]).join('');
}
