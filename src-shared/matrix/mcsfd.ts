/*
 * MCSFD: what the process asks of each relationship, from both its sides. Mechanics (how does one come to be there?), cardinality, sort,
 * filter, dependency (what happens to it when this one is deleted?). Not every question makes sense on every side.
 */
import type { End, Nesting, RelationshipRecord } from './matrix-entities.ts';

export type Side = 'source' | 'target';
export const sides = ['source', 'target'] as const;

const fieldsOf = {
  source: {
    mechanics: 'sourceMechanics',
    // How many there are on the source's page is the end at the target.
    end: 'targetEnd',
    sort: 'sourceSort',
    filter: 'sourceFilter',
    dependency: 'sourceDependency',
    nesting: 'sourceNesting',
  },
  target: {
    mechanics: 'targetMechanics',
    end: 'sourceEnd',
    sort: 'targetSort',
    filter: 'targetFilter',
    dependency: 'targetDependency',
    nesting: 'targetNesting',
  },
} as const;

export type SideFields = (typeof fieldsOf)[Side];
export type McsfdField = SideFields[Exclude<keyof SideFields, 'nesting'>];

export function sideFields(side: Side): SideFields {
  return fieldsOf[side];
}

export type Answers = { readonly asked: number; readonly answered: number };

/** Cardinality is counted, too. */
export function countAnswers(relationship: RelationshipRecord): Answers {
  let asked = 0;
  let answered = 0;
  for (const side of sides) {
    for (const field of askedFields(relationship, side)) {
      asked += 1;
      if (isAnswered(relationship[field])) answered += 1;
    }
  }
  return { asked, answered };
}

/** The questions without an answer, cardinality left out, which is a check of its own. */
export function openFields(relationship: RelationshipRecord): readonly McsfdField[] {
  return sides.flatMap((side) =>
    askedFields(relationship, side).filter((field) => field !== fieldsOf[side].end && !isAnswered(relationship[field])),
  );
}

/** The same as `openFields(…).length > 0`, written out: it looks at thousands of relationships at every edit. */
export function hasOpenFields(relationship: RelationshipRecord): boolean {
  const { sourceDependency, targetDependency, sourceNesting, targetNesting } = relationship;
  if (sourceDependency === null || targetDependency === null) return true;
  if (sourceNesting !== 'none') {
    if (isBlank(relationship.sourceMechanics)) return true;
    const isList = isSorted(sourceNesting, relationship.targetEnd);
    if (isList && (isBlank(relationship.sourceSort) || isBlank(relationship.sourceFilter))) return true;
  }
  if (targetNesting === 'none') return false;
  if (isBlank(relationship.targetMechanics)) return true;
  const isList = isSorted(targetNesting, relationship.sourceEnd);
  return isList && (isBlank(relationship.targetSort) || isBlank(relationship.targetFilter));
}

function isBlank(text: string): boolean {
  return text === '' || text.trim() === '';
}

function askedFields(relationship: RelationshipRecord, side: Side): readonly McsfdField[] {
  const { mechanics, end, sort, filter, dependency, nesting } = fieldsOf[side];
  if (relationship[nesting] === 'none') return [end, dependency];
  return isSorted(relationship[nesting], relationship[end])
    ? [mechanics, end, sort, filter, dependency]
    : [mechanics, end, dependency];
}

/** Sort and filter are asked where several show one below the other. */
function isSorted(nesting: Nesting | null, end: End | null): boolean {
  return isMany(end) && (nesting === null || nesting === 'list' || nesting === 'summary');
}

export function isMany(end: End | null): boolean {
  return end === '0..*' || end === '1..*';
}

function isAnswered(value: string | null): boolean {
  return value !== null && value.trim() !== '';
}
