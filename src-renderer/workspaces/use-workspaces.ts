import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import { useRecords } from '../live/use-records.ts';

export type Workspaces = { readonly workspaces: readonly WorkspaceRecord[]; readonly isLoading: boolean };

/** Every workspace of the person, by name. */
export function useWorkspaces(): Workspaces {
  const { records, isLoading } = useRecords(workspaceEntity, { order: [{ field: 'name', direction: 'up' }] });
  return { workspaces: records, isLoading };
}

/**
 * Whether there is no such workspace, or no longer. It is asked for by itself: one that was made a moment ago may not have come
 * into the list of all of them yet.
 */
export function useIsWorkspaceGone(workspaceId: string): boolean {
  const { records, isLoading } = useRecords(workspaceEntity, { where: { id: workspaceId } });
  return !isLoading && records.length === 0;
}
