import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { boolean, choice, instant, json, optional, serverOnly, text } from '../schema/field.ts';

const metadata = z.record(z.string(), z.json());

/** An organisation. Offline there is one, `personal`. Its `tenantId` is its own id. */
export const tenantEntity = defineEntity('tenant', {
  scope: 'tenant',
  fields: {
    name: text({ min: 2, max: 255 }),
    slug: text({ min: 1, max: 100, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ }),
    config: json(metadata),
    billingInfo: serverOnly(optional(json(metadata))),
    status: choice(['active', 'suspended', 'cancelled']),
  },
  indexes: [['slug']],
  permissions: { read: 'tenant:read', write: 'tenant:edit' },
});

export const userEntity = defineEntity('user', {
  scope: 'tenant',
  fields: {
    email: text({ min: 3, max: 320, pattern: /^[^\s@]+@[^\s@]+$/ }),
    name: text({ min: 1, max: 255 }),
    firstName: optional(text({ min: 2, max: 100 })),
    lastName: optional(text({ min: 2, max: 100 })),
    username: optional(text({ min: 1, max: 100 })),
    imageUrl: optional(text({ max: 2048 })),
    role: text({ max: 100 }),
    status: choice(['active', 'inactive', 'invited', 'suspended']),
    externalId: optional(text({ max: 255 })),
    isSystem: boolean(),
    publicMetadata: json(metadata),
    privateMetadata: serverOnly(optional(json(metadata))),
    unsafeMetadata: json(metadata),
    lastLogin: optional(instant()),
    lastSignInAt: optional(instant()),
    dateJoined: instant(),
    passwordHash: serverOnly(optional(text({ max: 1000 }))),
    activeTokenId: serverOnly(optional(text({ max: 255 }))),
  },
  indexes: [['tenantId', 'email']],
  permissions: { read: 'user:read', write: 'user:edit' },
});
export type UserRecord = RecordOf<typeof userEntity>;

/** One setting of one person, the same on all their devices. The id comes from user and key: see `idFromKey`. */
export const userPreferenceEntity = defineEntity('userPreference', {
  scope: 'user',
  fields: {
    preferenceKey: text({ min: 1, max: 255, merge: 'fixed' }),
    preferenceValue: json(z.json()),
  },
  indexes: [['userId', 'preferenceKey']],
  permissions: { read: 'preference:edit', write: 'preference:edit' },
});

export const personalTenantSlug = 'personal';
