import { useMemo } from 'react';

import { cellMarks } from '#shared/matrix/gaps/cell-marks.ts';
import type { CellMarks } from '#shared/matrix/gaps/cell-marks.ts';
import type { GapReport } from '#shared/matrix/gaps/gap-checks.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { useGaps } from './use-gaps.ts';

/** What is open in each cell, in the order of the model's objects. Made when gaps were found anew, not while somebody types. */
export function useCellMarks(projectId: string, model: ProjectModel): CellMarks {
  const report = useGaps(projectId);
  const { objectIndexById } = model;
  return useMemo(() => marksOf(report, objectIndexById), [report, objectIndexById]);
}

const madeOf = new WeakMap<
  GapReport,
  { readonly places: ProjectModel['objectIndexById']; readonly marks: CellMarks }
>();

/** Once for the canvas and its mirror. */
function marksOf(report: GapReport, places: ProjectModel['objectIndexById']): CellMarks {
  const known = madeOf.get(report);
  if (known?.places === places) return known.marks;
  const marks = cellMarks(report, { objectIndexById: places });
  madeOf.set(report, { places, marks });
  return marks;
}
