/*
 * All checks over a model, as the views show them while somebody types: the whole of it takes a few milliseconds at 300 objects and
 * 5,000 relationships (`npm run bench -- matrix`, rows gap-checks/N). Source: the process' own list, with contradictions beside it.
 */
import { checkAttributes } from './gap-attributes.ts';
import { checkContradictions } from './gap-contradictions.ts';
import { checkCtas } from './gap-ctas.ts';
import { gapChecks, gapCodes, gapKey, subjectKey } from './gap.ts';
import type { AddGap, Gap, GapCode, GapSubject } from './gap.ts';
import { dismissedGaps } from './gap-dismissals.ts';
import { checkObjects } from './gap-objects.ts';
import { checkRelationships } from './gap-relationships.ts';
import { createModelIndex } from '../model-index.ts';
import type { ModelIndex } from '../model-index.ts';
import type { ProjectModel } from '../project-model.ts';
import { findUnreviewedPairs } from './unreviewed-pairs.ts';
import type { UnreviewedPairs } from './unreviewed-pairs.ts';

/** Gaps of one check as columns: of tens of thousands only the few on screen are ever made into values of their own. */
type GapColumns = { readonly ids: string[]; readonly alsos: string[] };

export type GapReport = {
  readonly model: ProjectModel;
  readonly index: ModelIndex;
  /** Read by `countGaps`, `gapAt` and `gapsOf`. */
  readonly columns: ReadonlyMap<GapCode, GapColumns>;
  readonly unreviewed: UnreviewedPairs;
  /** Questions that somebody has answered with "that is intended", and that would be asked again otherwise. */
  readonly dismissed: readonly Gap[];
  /** Those to be mended or answered, unreviewed pairs among them. */
  readonly count: number;
};

export function checkGaps(model: ProjectModel): GapReport {
  const index = createModelIndex(model);
  const intended = dismissedGaps(model);
  const columns = new Map<GapCode, GapColumns>(gapCodes.map((code) => [code, { ids: [], alsos: [] }]));
  const dismissed: Gap[] = [];
  const add: AddGap = (code, id, also = '') => {
    if (intended.size > 0 && gapChecks[code].severity === 'question' && intended.has(gapKey({ code, id, also }))) {
      dismissed.push({ code, id, also });
      return;
    }
    const column = columns.get(code);
    column?.ids.push(id);
    column?.alsos.push(also);
  };
  checkObjects(index, add);
  checkRelationships(index, add);
  checkContradictions(index, add);
  checkCtas(index, add);
  checkAttributes(index, add);
  const unreviewed = findUnreviewedPairs(index);
  let count = unreviewed.count;
  for (const { ids } of columns.values()) count += ids.length;
  return { model, index, columns, unreviewed, dismissed, count };
}

export function countGaps({ columns, unreviewed }: GapReport, code: GapCode): number {
  return code === 'R1' ? unreviewed.count : (columns.get(code)?.ids.length ?? 0);
}

/** The gap at an index below `countGaps`, in the order of the matrix. */
export function gapAt({ columns, unreviewed }: GapReport, code: GapCode, index: number): Gap | undefined {
  if (code === 'R1') return index < unreviewed.count ? { code, id: unreviewed.keyAt(index), also: '' } : undefined;
  const column = columns.get(code);
  const id = column?.ids[index];
  return id === undefined ? undefined : { code, id, also: column?.alsos[index] ?? '' };
}

/** How much is open about each object that something is open about. */
export function countByObject({ columns }: GapReport): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [code, { ids }] of columns) {
    if (gapChecks[code].subject !== 'object') continue;
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

const bySubject = new WeakMap<GapReport, ReadonlyMap<string, readonly Gap[]>>();
const none: readonly Gap[] = [];

/** What is open about one thing. Of a pair that is its review too; what its relationships leave open is theirs. */
export function gapsOf(report: GapReport, subject: GapSubject): readonly Gap[] {
  let groups = bySubject.get(report);
  if (groups === undefined) {
    groups = groupBySubject(report);
    bySubject.set(report, groups);
  }
  const found = groups.get(subjectKey(subject)) ?? none;
  if (subject.kind !== 'pair') return found;
  const { id } = subject;
  const [one = '', other = ''] = id.split(':');
  return report.unreviewed.isUnreviewed(one, other) ? [{ code: 'R1', id, also: '' }, ...found] : found;
}

function groupBySubject({ columns }: GapReport): ReadonlyMap<string, readonly Gap[]> {
  const groups = new Map<string, Gap[]>();
  for (const [code, { ids, alsos }] of columns) {
    const { subject: kind } = gapChecks[code];
    for (const [place, id] of ids.entries()) {
      const key = subjectKey({ kind, id });
      const group = groups.get(key);
      const gap = { code, id, also: alsos[place] ?? '' };
      if (group === undefined) groups.set(key, [gap]);
      else group.push(gap);
    }
  }
  return groups;
}
