import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import { useRecords } from '../live/use-records.ts';

export type Workspaces = { readonly workspaces: readonly WorkspaceRecord[]; readonly isLoading: boolean };

/** Every workspace of the person, by name. */
export function useWorkspaces(): Workspaces {
  const { records, isLoading } = useRecords(workspaceEntity, { order: [{ field: 'name', direction: 'up' }] });
  return { workspaces: records, isLoading };
}
