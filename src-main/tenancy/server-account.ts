import type { Clock } from '#shared/base/instant.ts';
import { tenantEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';

import type { Rights } from '../rpc/rights.ts';
import type { Store } from '../store/store.ts';
import type { Account } from './personal-account.ts';

/** What a server has said about a person and the tenant that they are in. */
export type ServerPerson = {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly userId: string;
  readonly userName: string;
  readonly email: string;
  readonly role: string;
};

/**
 * The tenant and the person of an account of a server, made when its file is new. They are the server's records: nothing of them
 * is a change of this device, and whatever the server says of them is newer than what is written here.
 */
export function ensureServerAccount(
  { store, clock, rights }: { readonly store: Store; readonly clock: Clock; readonly rights: Rights },
  person: ServerPerson,
): Account {
  const { tenantId, userId } = person;
  if (store.find(userEntity, userId) === undefined) createRecords(store, clock, person);
  return {
    owner: store.get(userEntity, userId),
    actor: { userId, tenantId, deviceId: store.deviceId, permissions: rights.permissions },
  };
}

function createRecords(store: Store, clock: Clock, person: ServerPerson): void {
  const { tenantId, tenantName, userId, userName, email, role } = person;
  store.write({ actorId: userId, isUndoable: false, isGiven: true }, (tx) => {
    if (tx.find(tenantEntity, tenantId) === undefined) {
      // The slug is the server's to tell; until it does, the id stands in for it.
      const draft = { id: tenantId, tenantId, name: tenantName, slug: tenantId, config: {} };
      tx.create(tenantEntity, { ...draft, status: 'active' });
    }
    tx.create(userEntity, {
      id: userId,
      tenantId,
      name: userName,
      email,
      role,
      status: 'active',
      isSystem: false,
      publicMetadata: {},
      unsafeMetadata: {},
      dateJoined: clock.nowMs(),
    });
  });
}
