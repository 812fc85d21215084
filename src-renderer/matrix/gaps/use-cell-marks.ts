import { useMemo } from 'react';

import { cellMarks } from '#shared/matrix/gaps/cell-marks.ts';
import type { CellMarks } from '#shared/matrix/gaps/cell-marks.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { useGaps } from './use-gaps.ts';

/** What is open in each cell, in the order of the model's objects. Made when gaps were found anew, not while somebody types. */
export function useCellMarks(projectId: string, model: ProjectModel): CellMarks {
  const report = useGaps(projectId);
  const { objectIndexById } = model;
  return useMemo(() => cellMarks(report, { objectIndexById }), [report, objectIndexById]);
}
