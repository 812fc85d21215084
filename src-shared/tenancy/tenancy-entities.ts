import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { boolean, choice, instant, json, optional, reference, sensitive, serverOnly, text } from '../schema/field.ts';

const metadata = z.record(z.string(), z.json());

/** An organisation. Offline there is one, `personal`. Its `tenantId` is its own id. */
export const tenantEntity = defineEntity('tenant', {
  scope: 'tenant',
  fields: {
    name: text({ min: 2, max: 255 }),
    slug: text({ min: 1, max: 100, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ }),
    config: json(metadata),
    billingInfo: sensitive(optional(json(metadata))),
    status: choice(['active', 'suspended', 'cancelled']),
  },
  indexes: [['slug']],
  uniques: [['slug']],
  permissions: { read: 'tenant:read', write: 'tenant:edit' },
});
export type TenantRecord = RecordOf<typeof tenantEntity>;

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
    privateMetadata: sensitive(optional(json(metadata))),
    unsafeMetadata: json(metadata),
    lastLogin: optional(instant()),
    lastSignInAt: optional(instant()),
    dateJoined: instant(),
    passwordHash: serverOnly(optional(text({ max: 1000 }))),
    activeTokenId: serverOnly(optional(text({ max: 255 }))),
  },
  indexes: [['tenantId', 'email']],
  uniques: [['tenantId', 'email']],
  permissions: { read: 'user:read', write: 'user:edit', own: { field: 'id', may: 'write' } },
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

/** What an administrator or an integration has noted of a person. The id comes from user and key: see `idFromKey`. */
export const userDataEntity = defineEntity('userData', {
  table: 'user_data',
  scope: 'user',
  fields: {
    key: text({ min: 1, max: 255, merge: 'fixed' }),
    value: text(),
  },
  indexes: [['userId', 'key']],
  permissions: { read: 'user:read', write: 'user:edit' },
});

/** One setting of a tenant. The id comes from tenant and key: see `idFromKey`. */
export const tenantConfigEntity = defineEntity('tenantConfig', {
  table: 'tenant_config',
  scope: 'tenant',
  fields: {
    configKey: text({ min: 1, max: 100, merge: 'fixed' }),
    configValue: text(),
  },
  indexes: [['tenantId', 'configKey']],
  permissions: { read: 'tenant:read', write: 'tenant:edit' },
});

/** A tenant's own role. Those that every tenant has are in built-in-roles.ts, and no other may take their names. */
export const roleEntity = defineEntity('role', {
  scope: 'tenant',
  fields: {
    name: text({ min: 1, max: 100 }),
    description: text({ max: 1000 }),
    permissions: json(z.array(z.string()).max(200)),
  },
  indexes: [['tenantId', 'name']],
  uniques: [['tenantId', 'name']],
  permissions: { read: 'role:read', write: 'role:edit' },
});
export type RoleRecord = RecordOf<typeof roleEntity>;

/** That a person has a role; `roleId` is a built-in role's name or the id of the tenant's own. The id comes from both: see `idFromKey`. */
export const userRoleEntity = defineEntity('userRole', {
  scope: 'tenant',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    roleId: reference('role', { merge: 'fixed' }),
    assignedAt: instant({ merge: 'fixed' }),
    assignedBy: optional(reference('user', { merge: 'fixed' })),
  },
  indexes: [['tenantId', 'userId']],
  permissions: { read: 'user:read', write: 'role:assign', own: { field: 'userId', may: 'read' } },
});

export const personalTenantSlug = 'personal';
