import type { RunRecord } from '#shared/functions/function-entities.ts';

import { useForbidden } from '../workspaces/use-forbidden.ts';

/** Why the result of a run cannot be shared; undefined where it can. */
export function useShareProblem(run: RunRecord): string | undefined {
  const forbidden = useForbidden('function:edit');
  if (forbidden !== undefined) return forbidden;
  return run.state === 'waiting' || run.state === 'running' ? 'It has not ended yet' : undefined;
}
