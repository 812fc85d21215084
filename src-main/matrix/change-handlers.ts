import { ok } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/instant.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { changeApi } from '#shared/matrix/changes/change-api.ts';

import { demand, whilePermitted } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Store } from '../store/store.ts';
import type { Touched } from '../store/touched-records.ts';
import { readCoverageHistory } from './coverage-history.ts';
import { openProject } from './open-project.ts';
import { readChangesOfGroup, readChangesPage } from './read-changes.ts';
import { revertChanges } from './revert-changes.ts';

export type ChangeDeps = { readonly store: Store; readonly clock: Clock };

/** The change log of a project, and what is made of it. Whoever may read the project may read its past. */
export function createChangeHandlers({ store, clock }: ChangeDeps): HandlersOf<typeof changeApi> {
  return {
    async page({ projectId, filter, before, limit }, { actor, signal }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      const page = await readChangesPage({ store, ...opened.value }, { filter, before, limit }, signal);
      return ok(page);
    },

    group({ projectId, undoGroup, before }, { actor }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      return ok(readChangesOfGroup({ store, ...opened.value }, { undoGroup, before }));
    },

    watch({ projectId }, { actor, signal }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      return ok(whilePermitted(watchProject(store, projectId, signal), actor, 'project:read'));
    },

    revert({ projectId, ...request }, { actor }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      const allowed = demand(actor, 'project:edit', opened.value.project);
      if (!allowed.ok) return allowed;
      return revertChanges({ store, actor, ...opened.value }, request);
    },

    async coverage({ projectId }, { actor, signal }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      return ok(await readCoverageHistory({ store, ...opened.value }, { nowMs: clock.nowMs(), signal }));
    },
  };
}

const entityNames = new Set<string>([...modelEntities, projectEntity, projectMembershipEntity].map(({ name }) => name));

function watchProject(store: Store, projectId: string, signal: AbortSignal): AsyncGenerator<number, void, void> {
  let version = 0;
  return watchLatest(
    {
      read: () => version,
      subscribe: (onChange) =>
        store.onCommit(({ touched }) => {
          if (!touched.some((record) => isOf(record, projectId))) return;
          version += 1;
          onChange();
        }),
    },
    signal,
  );
}

function isOf({ entity, id, before, after }: Touched, projectId: string): boolean {
  if (!entityNames.has(entity)) return false;
  return id === projectId || (after ?? before)?.['projectId'] === projectId;
}
