import { useMemo } from 'react';

import { countByObject } from '#shared/matrix/gaps/gap-checks.ts';

import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { useGaps } from './use-gaps.ts';

/** How much is open about each object of the matrix, in the order of its lines. */
export function useGapCounts({ project, lines }: Pick<MatrixScope, 'project' | 'lines'>): readonly number[] {
  const report = useGaps(project.id);
  return useMemo(() => {
    const counts = countByObject(report);
    return lines.objects.map(({ id }) => counts.get(id) ?? 0);
  }, [report, lines.objects]);
}
