import { fail, ok } from '#shared/base/result.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';

import type { OpenRoom } from '../presence/presence-handlers.ts';
import { demand } from '../rpc/handlers.ts';
import type { StoreReader } from '../store/store.ts';

/** A function's draft as a place where people see each other: whoever may read it is there. */
export function openFunctionRoom(store: StoreReader): OpenRoom {
  return (actor, functionId) => {
    const draft = store.find(functionEntity, functionId);
    if (draft === undefined || draft.tenantId !== actor.tenantId)
      return fail({ kind: 'record-missing', entity: functionEntity.name, id: functionId });
    const allowed = demand(actor, 'function:read', draft);
    return allowed.ok ? ok((session) => session) : allowed;
  };
}
