/*
 * How much of each round is done: what was asked, and what has an answer. Counted from the records as they are stored, in steps, so
 * that the core can count sixty past states of a large model without holding anything else up for more than a few milliseconds.
 */
import type { GapCode, Round } from './gap.ts';
import { rounds } from './gap.ts';
import { countAnswers } from '../cells/mcsfd.ts';
import type { ModelTables } from '../project-model.ts';

export const measures = {
  definitions: { round: 'objects', label: 'Objects with a definition', code: 'O2' },
  evidence: { round: 'objects', label: 'Objects with structure, instances and purpose', code: 'O3' },
  states: { round: 'objects', label: 'Objects with states', code: 'O5' },
  pairs: { round: 'relationships', label: 'Pairs of objects reviewed', code: 'R1' },
  cardinality: { round: 'relationships', label: 'Relationships with both cardinalities', code: 'R2' },
  answers: { round: 'relationships', label: 'Questions of the cells answered', code: 'R5' },
  roles: { round: 'ctas', label: 'Objects × roles with a call to action', code: null },
  actable: { round: 'ctas', label: 'Objects with a call to action', code: 'C1' },
  offered: { round: 'ctas', label: 'Calls to action with a role', code: 'C2' },
  stories: { round: 'ctas', label: 'Calls to action with a user story', code: 'C3' },
  criteria: { round: 'ctas', label: 'Calls to action with acceptance criteria', code: 'C6' },
  described: { round: 'attributes', label: 'Objects with attributes', code: 'A1' },
  core: { round: 'attributes', label: 'Objects with core content', code: 'A2' },
  used: { round: 'attributes', label: 'Attributes that are used somewhere', code: 'A3' },
  values: { round: 'attributes', label: 'Enumerations with values', code: 'A4' },
} as const satisfies {
  readonly [measure: string]: { readonly round: Round; readonly label: string; readonly code: GapCode | null };
};

export type Measure = keyof typeof measures;
// Object.keys gives the names in the order in which they are written above.
export const measureNames = Object.keys(measures) as readonly Measure[];

export type Share = { readonly done: number; readonly total: number };
export type Coverage = { readonly [measure in Measure]: Share };

/** The tables that coverage is counted from. */
export type CoverageTables = Pick<
  ModelTables,
  'object' | 'relationship' | 'pairReview' | 'projectRole' | 'cta' | 'ctaRole' | 'attribute' | 'contextVisibility'
>;

/** Records that are looked at between two breaks: well under a millisecond's work. */
const recordsPerStep = 500;

export function countCoverage(tables: CoverageTables): Coverage {
  const steps = coverageSteps(tables);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** The same with a break every few hundred records. Records that are deleted, or hang on a rejected noun, do not count. */
export function* coverageSteps(tables: CoverageTables): Generator<undefined, Coverage> {
  const work: Work = { tables, live: createLive(), tally: createTally(), objects: new Set() };
  for (const object of work.live(tables.object)) {
    if (object === undefined) yield undefined;
    else if (object.rejection === null) work.objects.add(object.id);
  }
  const structured = yield* countAttributes(work);
  yield* countObjects(work, structured);
  yield* countRelationships(work);
  yield* countCtas(work);
  return work.tally.coverage();
}

type Live = <T extends { readonly deletedAt: number | null }>(table: ReadonlyMap<string, T>) => Iterable<T | undefined>;

type Work = {
  readonly tables: CoverageTables;
  /** Goes through what is not deleted; undefined where it is time for a break. */
  readonly live: Live;
  readonly tally: Tally;
  /** Those of the model. */
  readonly objects: Set<string>;
};

function createLive(): Live {
  let steps = 0;
  return function* live(table) {
    for (const record of table.values()) {
      steps += 1;
      if (steps % recordsPerStep === 0) yield undefined;
      if (record.deletedAt === null) yield record;
    }
  };
}

/** Answers which objects have attributes. */
function* countAttributes({ tables, live, tally, objects }: Work): Generator<undefined, ReadonlySet<string>> {
  const structured = new Set<string>();
  const withCore = new Set<string>();
  const visible = new Set<string>();
  for (const visibility of live(tables.contextVisibility)) {
    if (visibility === undefined) yield undefined;
    else if (visibility.isVisible) visible.add(visibility.subjectId);
  }
  for (const attribute of live(tables.attribute)) {
    if (attribute === undefined) yield undefined;
    else if (objects.has(attribute.objectId)) {
      structured.add(attribute.objectId);
      if (attribute.category === 'core') withCore.add(attribute.objectId);
      tally('used', attribute.usedIn.length > 0 || visible.has(attribute.id));
      if (attribute.dataType === 'enum') tally('values', (attribute.validationRules.values?.length ?? 0) > 0);
    }
  }
  tally('described', structured.size, objects.size);
  tally('core', withCore.size, objects.size);
  return structured;
}

function* countObjects({ tables, live, tally }: Work, structured: ReadonlySet<string>): Generator<undefined, void> {
  for (const object of live(tables.object)) {
    if (object === undefined) yield undefined;
    else if (object.rejection === null) {
      tally('definitions', object.description.trim() !== '');
      tally('evidence', structured.has(object.id) && object.instances.length > 0 && object.purpose.trim() !== '');
      tally('states', object.states.length > 0);
    }
  }
}

function* countRelationships({ tables, live, tally, objects }: Work): Generator<undefined, void> {
  const reviewed = new Set<string>();
  for (const relationship of live(tables.relationship)) {
    if (relationship === undefined) yield undefined;
    else if (objects.has(relationship.sourceObjectId) && objects.has(relationship.targetObjectId)) {
      addPair(reviewed, relationship.sourceObjectId, relationship.targetObjectId);
      tally('cardinality', relationship.sourceEnd !== null && relationship.targetEnd !== null);
      const { asked, answered } = countAnswers(relationship);
      tally('answers', answered, asked);
    }
  }
  for (const review of live(tables.pairReview)) {
    if (review === undefined) yield undefined;
    else if (objects.has(review.objectAId) && objects.has(review.objectBId))
      addPair(reviewed, review.objectAId, review.objectBId);
  }
  tally('pairs', reviewed.size, (objects.size * (objects.size - 1)) / 2);
}

function* countCtas({ tables, live, tally, objects }: Work): Generator<undefined, void> {
  const rolesByCta = new Map<string, string[]>();
  const actable = new Set<string>();
  const decided = new Set<string>();
  let roleCount = 0;
  for (const role of tables.projectRole.values()) if (role.deletedAt === null) roleCount += 1;
  for (const ctaRole of live(tables.ctaRole)) {
    if (ctaRole === undefined) yield undefined;
    else rolesByCta.set(ctaRole.ctaId, [...(rolesByCta.get(ctaRole.ctaId) ?? []), ctaRole.projectRoleId]);
  }
  for (const cta of live(tables.cta)) {
    if (cta === undefined) yield undefined;
    else if (objects.has(cta.objectId)) {
      actable.add(cta.objectId);
      const roleIds = rolesByCta.get(cta.id) ?? [];
      for (const roleId of roleIds) decided.add(`${cta.objectId} ${roleId}`);
      tally('offered', roleIds.length > 0);
      tally('stories', cta.userStory.trim() !== '');
      tally('criteria', cta.acceptanceCriteria.trim() !== '');
    }
  }
  tally('roles', decided.size, objects.size * roleCount);
  tally('actable', actable.size, objects.size);
}

type Tally = {
  (measure: Measure, done: boolean): void;
  (measure: Measure, done: number, total: number): void;
  readonly coverage: () => Coverage;
};

function createTally(): Tally {
  const shares = Object.fromEntries(measureNames.map((name) => [name, { done: 0, total: 0 }]));
  function tally(measure: Measure, done: boolean | number, total = 1): void {
    const share = shares[measure];
    if (share === undefined) return;
    share.done += Number(done);
    share.total += total;
  }
  // Every measure has its share from the start.
  return Object.assign(tally, { coverage: () => shares as Coverage });
}

function addPair(reviewed: Set<string>, oneId: string, otherId: string): void {
  if (oneId !== otherId) reviewed.add(oneId < otherId ? `${oneId} ${otherId}` : `${otherId} ${oneId}`);
}

export type RoundCoverage = { readonly [round in Round]: number | null };

/** Of each round the mean of its measures, from 0 to 1; null where nothing is asked yet. */
export function coverageByRound(coverage: Coverage): RoundCoverage {
  const shares = rounds.map((round) => {
    const asked = measureNames.filter((name) => measures[name].round === round && coverage[name].total > 0);
    const sum = asked.reduce((total, name) => total + coverage[name].done / coverage[name].total, 0);
    return [round, asked.length === 0 ? null : sum / asked.length];
  });
  // One for each round of the list that the type is made of.
  return Object.fromEntries(shares) as RoundCoverage;
}
