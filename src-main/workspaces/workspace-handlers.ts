import { createId, idFromKey } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { workspaceApi } from '#shared/workspaces/workspace-api.ts';
import { workspaceEntity, workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';

import { demand, writtenBy } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import type { Store } from '../store/store.ts';
import type { History } from './keep-history.ts';

export type WorkspaceDeps = {
  readonly store: Store;
  readonly history: Pick<History, 'countOld'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

const nameCharsMax = 255;

export function createWorkspaceHandlers(deps: WorkspaceDeps): HandlersOf<typeof workspaceApi> {
  const { store, history, clock, random } = deps;
  return {
    create({ name: given, description }, { actor }) {
      const allowed = demand(actor, 'workspace:create');
      if (!allowed.ok) return allowed;
      const name = given.trim();
      if (name === '') return fail({ kind: 'name-empty' });
      if (name.length > nameCharsMax) return fail({ kind: 'name-too-long', charsMax: nameCharsMax });
      const id = createId(clock.nowMs(), random);
      const { tenantId, userId } = actor;
      store.write({ ...writtenBy(actor), label: `New workspace ${name}` }, (tx) => {
        const settings = { historyDays: null };
        tx.create(workspaceEntity, { id, tenantId, workspaceId: id, name, description, ownerId: userId, settings });
        const memberId = idFromKey(workspaceMemberEntity.name, id, userId);
        tx.create(workspaceMemberEntity, { id: memberId, tenantId, workspaceId: id, userId, role: 'owner' });
      });
      return ok({ id });
    },

    async countOldHistory({ workspaceId, historyDays }, { actor, signal }) {
      const allowed = demand(actor, 'workspace:edit', store.get(workspaceEntity, workspaceId));
      return allowed.ok ? ok(await history.countOld(workspaceId, historyDays, signal)) : allowed;
    },

    keepHistory({ workspaceId, historyDays }, { actor }) {
      const workspace = store.get(workspaceEntity, workspaceId);
      const allowed = demand(actor, 'workspace:edit', workspace);
      if (!allowed.ok) return allowed;
      const settings = { ...workspace.settings, historyDays };
      store.write({ ...writtenBy(actor), isUndoable: false }, (tx) =>
        tx.patch(workspaceEntity, workspaceId, { settings }),
      );
      return ok({ id: workspaceId });
    },
  };
}
