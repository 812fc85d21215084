import { functionEntity, functionVersionEntity } from '#shared/functions/function-entities.ts';
import type { FunctionRecord, FunctionVersionRecord } from '#shared/functions/function-entities.ts';
import { compareVersionsDown } from '#shared/functions/function-rules.ts';

import { useRecords } from '../live/use-records.ts';

export type Functions = { readonly functions: readonly FunctionRecord[]; readonly isLoading: boolean };

/** Every function of a workspace. */
export function useFunctions(workspaceId: string): Functions {
  const { records, isLoading } = useRecords(functionEntity, {
    where: { workspaceId },
    order: [{ field: 'name', direction: 'up' }],
  });
  return { functions: records, isLoading };
}

/** A function's released versions, the highest first. */
export function useVersions(functionId: string): readonly FunctionVersionRecord[] {
  const { records } = useRecords(functionVersionEntity, { where: { functionId } });
  return records.toSorted((one, other) => compareVersionsDown(one.version, other.version));
}

/** The highest version of each function of a workspace. */
export function useLatestVersions(workspaceId: string): ReadonlyMap<string, FunctionVersionRecord> {
  const { records } = useRecords(functionVersionEntity, { where: { workspaceId } });
  const latest = new Map<string, FunctionVersionRecord>();
  for (const version of records) {
    const known = latest.get(version.functionId);
    if (known === undefined || compareVersionsDown(version.version, known.version) < 0)
      latest.set(version.functionId, version);
  }
  return latest;
}
