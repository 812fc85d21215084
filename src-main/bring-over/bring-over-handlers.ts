import type { bringOverApi } from '#shared/bring-over/bring-over-api.ts';
import { fail, ok } from '#shared/base/result.ts';

import { demand } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { BringOver } from './open-bring-over.ts';

const notHere = fail({ kind: 'bring-over-not-here' });

/** Undefined of `personal`. */
export function createBringOverHandlers(bringOver: BringOver | undefined): HandlersOf<typeof bringOverApi> {
  return {
    // What a person may do decides what they can bring, and is part of the answer; looking is theirs, since it is their own.
    list: async (_input, { actor }) => {
      const allowed = demand(actor, 'workspace:read');
      if (!allowed.ok) return allowed;
      return bringOver === undefined ? notHere : await bringOver.list(actor);
    },
    start: async (wanted, { actor }) => {
      const allowed = demand(actor, 'workspace:create');
      if (!allowed.ok) return allowed;
      return bringOver === undefined ? notHere : await bringOver.start(actor, wanted);
    },
    watch: (_input, { signal }) => (bringOver === undefined ? notHere : ok(watchLatest(bringOver, signal))),
    cancel: async () => {
      await bringOver?.cancel();
      return ok({});
    },
  };
}
