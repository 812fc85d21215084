/*
 * Who did what, provably.
 *
 *     audit_events   what happened, written in the transaction of the act, never changed
 *     audit_links    the chain: the n-th event of a tenant and the hash over it and everything before it
 *     audit_digests  the chain's head, signed now and then; also kept in a file outside the database
 *
 * An edited event no longer fits its link, a missing one leaves a gap, a cut tail is shorter than what was signed. The parts of
 * an event that tell of a person are not hashed themselves but by a salted digest, so that they can be erased, and their salt
 * with them, while the chain stays whole.
 */
import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { instant, integer, json, optional, reference, text } from '../schema/field.ts';

const sha256 = () => text({ min: 64, max: 64, pattern: /^[0-9a-f]{64}$/, merge: 'fixed' });

export const auditEventEntity = defineEntity('auditEvent', {
  scope: 'server',
  fields: {
    action: text({ min: 1, max: 100, merge: 'fixed' }),
    resourceType: text({ min: 1, max: 100, merge: 'fixed' }),
    resourceId: optional(text({ max: 255, merge: 'fixed' })),
    timestamp: instant({ merge: 'fixed' }),
    // Of a person, and so erasable:
    userId: optional(reference('user')),
    details: optional(json(z.record(z.string(), z.json()))),
    ipAddress: optional(text({ max: 64 })),
    userAgent: optional(text({ max: 500 })),
    /** Base64 of 16 random bytes; null when the person's data has been erased. */
    personalSalt: optional(text({ max: 32 })),
    personalDigest: sha256(),
  },
  indexes: [
    ['tenantId', 'timestamp'],
    // What is looked for is read back in time, which is the order of the ids, and a page of it begins after an id.
    ['tenantId', 'id'],
    ['tenantId', 'action', 'id'],
    ['tenantId', 'userId', 'id'],
    ['tenantId', 'resourceId', 'id'],
  ],
  permissions: { read: 'audit:read', write: null, isAppendOnly: true },
});
export type AuditEventRecord = RecordOf<typeof auditEventEntity>;

/** The id comes from tenant and number, so that there is one n-th link. */
export const auditLinkEntity = defineEntity('auditLink', {
  scope: 'server',
  fields: {
    /** From 1, without gaps. */
    number: integer({ min: 1, merge: 'fixed' }),
    eventId: reference('auditEvent', { merge: 'fixed' }),
    hash: sha256(),
  },
  // With the tenant, by which every reader's rows are bound: by two indexes PostgreSQL would read the whole tenant's for each event.
  indexes: [
    ['tenantId', 'number'],
    ['tenantId', 'eventId'],
  ],
  permissions: { read: 'audit:read', write: null, isAppendOnly: true },
});

export const auditDigestEntity = defineEntity('auditDigest', {
  scope: 'server',
  fields: {
    number: integer({ min: 1, merge: 'fixed' }),
    hash: sha256(),
    signedAt: instant({ merge: 'fixed' }),
    keyId: text({ max: 64, merge: 'fixed' }),
    /** Ed25519, base64. */
    signature: text({ max: 200, merge: 'fixed' }),
  },
  indexes: [['tenantId', 'number']],
  permissions: { read: 'audit:read', write: null, isAppendOnly: true },
});
