import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import { useRecords } from '../live/use-records.ts';

const runsMax = 500; // Enough that every function somebody works on is among the latest runs of its workspace.

/** The last run of each function of a workspace. */
export function useLatestRuns(workspaceId: string): ReadonlyMap<string, RunRecord> {
  const { records } = useRecords(runEntity, {
    where: { workspaceId },
    order: [{ field: 'createdAt', direction: 'down' }],
    limit: runsMax,
  });
  const latestByFunctionId = new Map<string, RunRecord>();
  for (const run of records) {
    if (run.functionId !== null && !latestByFunctionId.has(run.functionId)) latestByFunctionId.set(run.functionId, run);
  }
  return latestByFunctionId;
}

export function useLatestRun(functionId: string): RunRecord | undefined {
  return useRecords(runEntity, { where: { functionId }, order: [{ field: 'createdAt', direction: 'down' }], limit: 1 })
    .records[0];
}

export function isUnderWay(run: RunRecord | undefined): run is RunRecord {
  return run?.state === 'running' || run?.state === 'waiting';
}
