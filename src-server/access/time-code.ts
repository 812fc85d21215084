/*
 * Codes of an authenticator (RFC 6238: SHA-1, six digits, thirty seconds, as every authenticator knows them). A telephone's clock
 * may be off by one step; a code of a step that was accepted, or of an earlier one, is refused.
 */
import { Secret, TOTP } from 'otpauth';

import { timeCodeDigits, timeStepSeconds } from '#shared/access/factor-rules.ts';
import type { CodeProblem } from '#shared/access/factor-rules.ts';
import type { Authenticator } from '#shared/access/factor-server-api.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Instant } from '#shared/base/instant.ts';

/** 160 bits, as RFC 4226 wants them of SHA-1. */
const secretBytes = 20;
const stepsAside = 1;
/** Ten minutes: a clock that is further off is told by its owner's other troubles. */
const stepsNoticed = 20;
const stepMs = timeStepSeconds * 1000;

export function createTimeSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/** How an authenticator is told of the secret; `label` is whose it is, `issuer` of what. */
export function describeAuthenticator(
  secret: string,
  { label, issuer }: { readonly label: string; readonly issuer: string },
): Authenticator {
  return { secret, address: totpOf(secret, { label, issuer }).toString() };
}

export type TimeCheck = {
  readonly secret: string;
  readonly lastStep: number | null;
  readonly nowMs: Instant;
  /** Whether a code of the future is told to be one: it would be told to who guesses, who could use it then. */
  readonly tellsFuture: boolean;
};

/** The step whose code it is. */
export function acceptTimeCode(
  digits: string,
  { secret, lastStep, nowMs, tellsFuture }: TimeCheck,
): Result<number, CodeProblem> {
  const totp = totpOf(secret, {});
  const delta = totp.validate({ token: digits, timestamp: nowMs, window: stepsAside });
  if (delta !== null) {
    const step = Math.floor(nowMs / stepMs) + delta;
    return lastStep !== null && step <= lastStep ? fail('used') : ok(step);
  }
  const far = totp.validate({ token: digits, timestamp: nowMs, window: stepsNoticed });
  return fail(far !== null && (far < 0 || tellsFuture) ? 'clock' : 'wrong');
}

function totpOf(secret: string, names: { readonly label?: string; readonly issuer?: string }): TOTP {
  return new TOTP({ ...names, secret, algorithm: 'SHA1', digits: timeCodeDigits, period: timeStepSeconds });
}
