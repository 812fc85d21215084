import { idFromKey } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { personalTenantSlug, tenantEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';

import type { Store } from '../store/store.ts';

/** Whose file it is, and in whose name everything in it is asked for. */
export type Account = { readonly owner: UserRecord; readonly actor: Actor };

/**
 * The tenant and the owner of a device without a server, made at the first start. The ids come from the device that made them,
 * so that nothing else can have them when the account is taken along to a server, and making them twice makes them once.
 */
export function ensurePersonalAccount(store: Store, clock: Clock, systemName: string): Account {
  const owner = findOwner(store) ?? createOwner(store, clock, systemName);
  const actor = {
    userId: owner.id,
    tenantId: owner.tenantId,
    deviceId: store.deviceId,
    permissions: new Set(permissions),
  };
  return { owner, actor };
}

function findOwner(store: Store): UserRecord | undefined {
  const [tenant] = store.list(tenantEntity, { where: { slug: personalTenantSlug }, limit: 1 });
  if (tenant === undefined) return undefined;
  return store.list(userEntity, { where: { tenantId: tenant.id, role: ownerRole }, limit: 1 })[0];
}

const ownerRole = 'admin';

function createOwner(store: Store, clock: Clock, systemName: string): UserRecord {
  const tenantId = idFromKey('tenant', personalTenantSlug, store.deviceId);
  const userId = idFromKey('user', tenantId, 'owner');
  const name = systemName.trim() === '' ? 'Owner' : systemName.trim().slice(0, 255);
  return store.write({ actorId: userId, isUndoable: false }, (tx) => {
    tx.create(tenantEntity, {
      id: tenantId,
      tenantId,
      name: 'Personal',
      slug: personalTenantSlug,
      config: {},
      status: 'active',
    });
    return tx.create(userEntity, {
      id: userId,
      tenantId,
      name,
      // Nobody is written to at it; a server asks for the real one.
      email: `${name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-')}@localhost`,
      role: ownerRole,
      status: 'active',
      isSystem: false,
      publicMetadata: {},
      unsafeMetadata: {},
      dateJoined: clock.nowMs(),
    });
  });
}
