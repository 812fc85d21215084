import type { accountApi } from '#shared/access/account-api.ts';
import { ok } from '#shared/base/result.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { AccountDesk } from './account-desk.ts';

/** They belong to the device and not to a tenant, so no permission is asked: whoever has the window may. */
export function createAccountHandlers(desk: AccountDesk): HandlersOf<typeof accountApi> {
  return {
    list: () => ok(desk.list()),
    watch: (_input, { signal }) => ok(watchLatest({ read: desk.list, subscribe: desk.subscribe }, signal)),
    async switch({ id }) {
      const switched = await desk.switchTo(id);
      return switched.ok ? ok({}) : switched;
    },
    async forget({ id, keepsCopy }) {
      const forgotten = await desk.forget(id, { keepsCopy });
      return forgotten.ok ? ok({}) : forgotten;
    },
  };
}
