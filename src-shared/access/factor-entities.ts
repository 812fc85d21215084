/*
 * The second factor of a person, and the sign-in that waits for it. All of it stays on the server; an authenticator's secret lies
 * sealed, and a recovery code or the secret of a half-done sign-in only as its SHA-256.
 */
import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { choice, instant, integer, json, optional, reference, sensitive, serverOnly, text } from '../schema/field.ts';
import { recoveryCodesMax } from './factor-rules.ts';

const hashPattern = /^[0-9a-f]{64}$/;
/** Base32. */
const totpSecret = () => sensitive(optional(text({ max: 200, pattern: /^[A-Z2-7]+$/ })));

/** One of each person at most: the id comes from theirs, see `idFromKey`. It counts when `confirmedAt` is set. */
export const secondFactorEntity = defineEntity('secondFactor', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    totpSecret: totpSecret(),
    /** Of an authenticator that is being set up, and has not shown a code yet. */
    nextTotpSecret: totpSecret(),
    confirmedAt: optional(instant()),
    /** The last step of time whose code was accepted: it, and every earlier one, is refused from then on. */
    lastStep: optional(integer({ min: 0 })),
    /** Of the codes that were not used yet. */
    recoveryHashes: serverOnly(json(z.array(z.string().regex(hashPattern)).max(recoveryCodesMax))),
  },
  indexes: [['tenantId', 'userId']],
  // Written by the server itself, when it has asked for what proves the person.
  permissions: { read: 'user:read', write: 'user:edit', own: { field: 'userId', may: 'read' } },
});
export type SecondFactorRecord = RecordOf<typeof secondFactorEntity>;

const deviceDraft = z.object({ id: z.string().max(64).optional(), name: z.string(), platform: z.string() });

/** A sign-in whose first proof was right, until the second is given: once, soon, and from the device that has begun it. */
export const halfSignInEntity = defineEntity('halfSignIn', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    secretHash: text({ min: 64, max: 64, pattern: hashPattern }),
    device: json(deviceDraft, { merge: 'fixed' }),
    userAgent: text({ max: 500, merge: 'fixed' }),
    /** The first proof. */
    by: choice(['password', 'invitation'], { merge: 'fixed' }),
    /** A code; or to set up what gives codes, as the tenant demands it. */
    needs: choice(['code', 'set-up'], { merge: 'fixed' }),
    failures: integer({ min: 0 }),
    expiresAt: instant(),
    usedAt: optional(instant()),
  },
  indexes: [['tenantId', 'userId'], ['expiresAt']],
  permissions: { read: 'user:edit', write: 'user:edit', own: { field: 'userId', may: 'write' } },
});
