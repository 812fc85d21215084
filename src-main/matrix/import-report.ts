import { reportedMax } from '#shared/matrix/exchange/exchange-api.ts';
import type { ImportReport } from '#shared/matrix/exchange/exchange-api.ts';
import { entityTitle } from '#shared/matrix/entity-title.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { fieldTitle, showValue } from '#shared/matrix/exchange/import-keys.ts';
import type { ImportPlan, PlannedRecord } from '#shared/matrix/exchange/import-plan.ts';

type Reported = {
  /** What a person calls files of this kind. */
  readonly kind: string;
  readonly plan: ImportPlan;
  readonly fileName: string;
  readonly newProjectName: string | null;
};

/** What was planned, for people: how much of each kind, and the first of each list with old and new values. */
export function reportOf({ kind, plan, fileName, newProjectName }: Reported): ImportReport {
  const problems = plan.problems.toSorted((left, right) => Number(right.isFatal) - Number(left.isFatal));
  return {
    fileName,
    kind,
    newProjectName,
    counts: countsOf(plan),
    created: listOf(plan.created),
    changed: listOf(plan.changed),
    unchanged: listOf(plan.unchanged),
    problems: { count: problems.length, list: problems.slice(0, reportedMax) },
    isRefused: problems.some(({ isFatal }) => isFatal),
  };
}

type Count = { created: number; changed: number; unchanged: number };

function countsOf(plan: ImportPlan): ImportReport['counts'] {
  const counts = new Map<ModelEntityName, Count>();
  for (const list of ['created', 'changed', 'unchanged'] as const) {
    for (const { entity } of plan[list]) {
      const count = counts.get(entity) ?? { created: 0, changed: 0, unchanged: 0 };
      counts.set(entity, count);
      count[list] += 1;
    }
  }
  return [...counts].map(([entity, count]) => ({ what: entityTitle(entity), ...count }));
}

function listOf(records: readonly PlannedRecord[]): ImportReport['created'] {
  return {
    count: records.length,
    records: records.slice(0, reportedMax).map(({ entity, name, place, changes }) => ({
      what: entityTitle(entity),
      name: name.slice(0, 300),
      place,
      changes: changes.map(({ field, old, next }) => ({
        field: fieldTitle(field),
        old: showValue(old),
        next: showValue(next),
      })),
    })),
  };
}
