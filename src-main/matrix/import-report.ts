import { reportedMax } from '#shared/matrix/exchange/exchange-api.ts';
import type { ImportReport } from '#shared/matrix/exchange/exchange-api.ts';
import { entityTitle } from '#shared/matrix/entity-title.ts';
import { fieldTitle, showValue } from '#shared/matrix/exchange/import-keys.ts';
import type { PlannedRecord } from '#shared/matrix/exchange/import-plan.ts';

import type { Planned } from './exchange-messages.ts';

type Reported = { readonly planned: Planned; readonly fileName: string; readonly newProjectName: string | null };

/** What was planned, for people: how much of each kind, and the first of each list with old and new values. */
export function reportOf({ planned, fileName, newProjectName }: Reported): ImportReport {
  const { kind, plan } = planned;
  const problems = plan.problems.toSorted((left, right) => Number(right.isFatal) - Number(left.isFatal));
  return {
    fileName,
    kind,
    newProjectName,
    counts: countsOf(planned),
    created: listOf(plan.created),
    changed: listOf(plan.changed),
    unchanged: listOf(plan.unchanged),
    problems: { count: problems.length, list: problems.slice(0, reportedMax) },
    isRefused: problems.some(({ isFatal }) => isFatal),
  };
}

function countsOf({ plan }: Planned): ImportReport['counts'] {
  const lists = [plan.created, plan.changed, plan.unchanged];
  const entities = new Set(lists.flat().map(({ entity }) => entity));
  return [...entities].map((entity) => {
    const [created = 0, changed = 0, unchanged = 0] = lists.map(
      (list) => list.filter((one) => one.entity === entity).length,
    );
    return { what: entityTitle(entity), created, changed, unchanged };
  });
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
