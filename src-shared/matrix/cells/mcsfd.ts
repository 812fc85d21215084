/*
 * MCSFD: what the process asks of each relationship, from both its sides. Mechanics (how does it show, can one go there, how does one
 * come to be there?), cardinality, sort, filter, dependency (what happens to it when this one is deleted?). The questions are those of
 * the matrix cells, cell-state.ts; here they are counted over a whole model, thousands at every edit.
 */
import { cellRelationship, sideFields } from './cell-state.ts';
import type { CellQuestion, Side } from './cell-state.ts';
import type { End, Nesting, RelationshipRecord } from '../object-entities.ts';

export const sides = ['source', 'target'] as const;

type SideFields = (typeof sideFields)[Side];
export type OpenField = {
  readonly side: Side;
  readonly question: CellQuestion;
  readonly field: SideFields[CellQuestion];
};

/** The questions without an answer, cardinality left out, which is a check of its own. A self relationship is asked once. */
export function openFields(relationship: RelationshipRecord): readonly OpenField[] {
  return askedSides(relationship).flatMap((side) =>
    cellRelationship(relationship, side)
      .missing.filter((question) => question !== 'end')
      .map((question) => ({ side, question, field: sideFields[side][question] })),
  );
}

/** The same as `openFields(…).length > 0`, written out. */
export function hasOpenFields(relationship: RelationshipRecord): boolean {
  const { sourceNesting, sourceDependency } = relationship;
  if (sourceNesting === null || sourceDependency === null) return true;
  if (sourceNesting !== 'none') {
    if (relationship.sourceNavigates === null || relationship.sourceMechanics === '') return true;
    const isList = isSorted(sourceNesting, relationship.targetEnd);
    if (isList && (relationship.sourceSort === '' || relationship.sourceFilter === '')) return true;
  }
  if (relationship.sourceObjectId === relationship.targetObjectId) return false;
  const { targetNesting, targetDependency } = relationship;
  if (targetNesting === null || targetDependency === null) return true;
  if (targetNesting === 'none') return false;
  if (relationship.targetNavigates === null || relationship.targetMechanics === '') return true;
  const isList = isSorted(targetNesting, relationship.sourceEnd);
  return isList && (relationship.targetSort === '' || relationship.targetFilter === '');
}

export type Answers = { readonly asked: number; readonly answered: number };

/** Over both sides, cardinality too. */
export function countAnswers(relationship: RelationshipRecord): Answers {
  let asked = 0;
  let missing = 0;
  for (const side of askedSides(relationship)) {
    const fields = sideFields[side];
    const nesting = relationship[fields.nesting];
    asked += 3; // How many, how it shows, what happens on delete.
    if (nesting !== 'none') asked += 2;
    if (isMany(relationship[fields.end]) && (nesting === 'list' || nesting === null)) asked += 2;
    missing += cellRelationship(relationship, side).missing.length;
  }
  return { asked, answered: asked - missing };
}

function askedSides({ sourceObjectId, targetObjectId }: RelationshipRecord): readonly Side[] {
  return sourceObjectId === targetObjectId ? ['source'] : sides;
}

function isSorted(nesting: Nesting, end: End | null): boolean {
  return nesting === 'list' && isMany(end);
}

export function isMany(end: End | null): boolean {
  return end === '0..*' || end === '1..*';
}
