/*
 * What signing in to a server needs. All of it stays on the server. Of a secret only its SHA-256 is kept: who reads the
 * database can use none of them.
 */
import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { choice, instant, json, optional, reference, text } from '../schema/field.ts';

const secretHash = () => text({ min: 64, max: 64, pattern: /^[0-9a-f]{64}$/ });
const email = () => text({ min: 3, max: 320, pattern: /^[^\s@]+@[^\s@]+$/ });
const address = () => text({ max: 64 });
const userAgent = () => text({ max: 500 });

/** Who a person is to another directory (`clerk`, `firebase`, `oidc:<issuer>`). The id comes from provider, subject and tenant. */
export const identityEntity = defineEntity('identity', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    provider: text({ min: 1, max: 300, merge: 'fixed' }),
    subject: text({ min: 1, max: 255, merge: 'fixed' }),
  },
  indexes: [['provider', 'subject'], ['userId']],
  permissions: { read: 'user:read', write: 'user:edit', own: { field: 'userId', may: 'read' } },
});

/** An installation of Triptych from which somebody has signed in. */
export const deviceEntity = defineEntity('device', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    name: text({ min: 1, max: 255 }),
    platform: text({ max: 100 }),
    lastSeenAt: instant(),
  },
  indexes: [['tenantId', 'userId']],
  permissions: { read: 'session:manage', write: 'session:manage', own: { field: 'userId', may: 'write' } },
});

export const sessionEnds = [
  'signed-out',
  'by-administrator',
  'user-disabled',
  'password-changed',
  'signed-in-elsewhere',
  'second-factor-demanded',
  'expired',
] as const;

/** Somebody's being signed in on one device, until it is ended or expires. */
export const sessionEntity = defineEntity('session', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    deviceId: optional(reference('device', { merge: 'fixed' })),
    secretHash: secretHash(),
    expiresAt: instant(),
    lastSeenAt: instant(),
    userAgent: userAgent(),
    address: address(),
    /** When its person has last shown who they are: at its beginning, or again within it. */
    provenAt: optional(instant()),
    /** Of a super administrator who acts in this tenant: the tenant in which they are at home. */
    homeTenantId: optional(reference('tenant', { merge: 'fixed' })),
    endedAt: optional(instant()),
    endReason: optional(choice(sessionEnds)),
  },
  indexes: [['tenantId', 'userId'], ['expiresAt']],
  permissions: { read: 'session:manage', write: 'session:manage', own: { field: 'userId', may: 'write' } },
});

/** That somebody may become a user of the tenant, with these roles, until then. Revoked when deleted. */
export const invitationEntity = defineEntity('invitation', {
  scope: 'server',
  fields: {
    email: email(),
    name: text({ max: 255 }),
    roleIds: json(z.array(z.string().min(1).max(64)).min(1).max(20)),
    invitedBy: reference('user', { merge: 'fixed' }),
    secretHash: secretHash(),
    expiresAt: instant(),
    acceptedAt: optional(instant()),
    acceptedBy: optional(reference('user')),
  },
  indexes: [['tenantId', 'email']],
  permissions: { read: 'user:invite', write: 'user:invite' },
});
export type InvitationRecord = RecordOf<typeof invitationEntity>;

/** That whoever holds the secret may set a new password, once, until then. */
export const passwordResetEntity = defineEntity('passwordReset', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    secretHash: secretHash(),
    expiresAt: instant(),
    usedAt: optional(instant()),
  },
  indexes: [['tenantId', 'userId'], ['expiresAt']],
  permissions: { read: 'user:edit', write: 'user:edit', own: { field: 'userId', may: 'write' } },
});

/** For a machine that acts in the name of whoever made it, with these permissions of theirs and no others. */
export const apiTokenEntity = defineEntity('apiToken', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    name: text({ min: 1, max: 255 }),
    scopes: json(z.array(z.string()).min(1).max(200)),
    secretHash: secretHash(),
    expiresAt: optional(instant()),
    lastUsedAt: optional(instant()),
  },
  indexes: [['tenantId', 'userId']],
  permissions: { read: 'token:manage', write: 'token:manage', own: { field: 'userId', may: 'write' } },
});
export type ApiTokenRecord = RecordOf<typeof apiTokenEntity>;

/** A write that has been answered: the same key with the same request gets the same answer. The id comes from user and key. */
export const idempotencyKeyEntity = defineEntity('idempotencyKey', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    call: text({ min: 1, max: 200, merge: 'fixed' }),
    /** SHA-256 of the call's input: another request under the same key is a mistake of the client. */
    requestHash: text({ min: 64, max: 64, merge: 'fixed' }),
    /** Sealed, for an answer may hold a token. */
    answer: text({ max: 2_000_000 }),
  },
  indexes: [['createdAt']],
  permissions: { read: 'session:manage', write: 'session:manage', own: { field: 'userId', may: 'write' } },
});
