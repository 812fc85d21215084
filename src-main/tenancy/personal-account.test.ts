import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import { tenantEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { setupCore } from '../shell/core.harness.ts';
import { ensurePersonalAccount } from './personal-account.ts';

const clock = { nowMs: () => instantOf(1_800_000_000_000) };

test('the first start makes one tenant and its owner, who may do everything, and later starts find them', async () => {
  await using core = await setupCore();
  const { store } = core;
  const again = ensurePersonalAccount(store, clock, 'Another Name');
  expect(store.list(tenantEntity)).toMatchObject([{ slug: 'personal', status: 'active' }]);
  expect(store.list(userEntity)).toEqual([again.owner]);
  expect(again.owner).toMatchObject({
    name: 'Ada Lovelace',
    email: 'ada-lovelace@localhost',
    tenantId: core.actor.tenantId,
  });
  expect([...again.actor.permissions]).toEqual([...permissions]);
});

test('making the account is nothing that undo could take back', async () => {
  await using core = await setupCore();
  expect(core.store.undoState(core.actor.userId)).toEqual({ undo: null, redo: null });
});
