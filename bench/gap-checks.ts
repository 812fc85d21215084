/* How long all checks of a model take after an edit: what the window does, when it is idle, for every change that it shows. */
import { checkGaps } from '#shared/matrix/gaps/gap-checks.ts';
import { relationshipTypes } from '#shared/matrix/object-entities.ts';
import { applyEdits, patchEdit } from '#shared/matrix/model-edits.ts';
import { createProjectModel } from '#shared/matrix/project-model.ts';

import { median } from './harness.ts';
import type { BenchResult } from './harness.ts';
import { generateOrcaTables } from './orca-model.ts';
import type { OrcaSize } from './orca-model.ts';

const sizes: readonly OrcaSize[] = [
  { objectCount: 300, relationshipCount: 5000 },
  { objectCount: 500, relationshipCount: 20_000 },
];
const runs = 60;
/** Before the engine has seen the code often enough to compile it, as it has in a window that is used. */
const warmUpRuns = 40;

/** Rows `gap-checks/300` and `gap-checks/500`, in milliseconds. */
export function measureGapChecks(): readonly BenchResult[] {
  return sizes.map((size) => ({
    name: `gap-checks/${String(size.objectCount)}`,
    unit: 'ms',
    ours: median(measureSize(size)),
    rivals: {},
    runs,
  }));
}

/** Each run checks the model after another relationship was edited, so nothing of the run before can be used again. */
function measureSize(size: OrcaSize): readonly number[] {
  let model = createProjectModel(generateOrcaTables(size));
  const ids = [...model.tables.relationship.keys()];
  const reach = { id: '' };
  const times: number[] = [];
  for (let run = 0; run < warmUpRuns + runs; run += 1) {
    const relationshipType = relationshipTypes[run % relationshipTypes.length] ?? 'has';
    const edit = patchEdit('relationship', ids[run % ids.length] ?? '', { relationshipType });
    const next = createProjectModel(applyEdits(model.tables, [edit], reach), model);
    const start = performance.now();
    const report = checkGaps(next);
    const tookMs = performance.now() - start;
    if (run >= warmUpRuns) times.push(tookMs);
    model = report.model;
  }
  return times;
}
