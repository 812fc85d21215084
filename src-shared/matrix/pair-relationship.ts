/*
 * The first relationship of a pair has its id from the pair: two windows that relate the same objects at the same time, one
 * typing how many A has of B and the other how many B has of A, make one relationship that knows both, not two that know
 * half. Further relationships of a pair are told apart on purpose and have ids of their own, as have those of older projects.
 */
import { swapSides } from './cells/swap-sides.ts';
import { pairKey, relationshipId } from './matrix-keys.ts';
import { newRelationship } from './new-records.ts';
import type { ProjectModel } from './project-model.ts';

type Fields = { readonly [field: string]: unknown };
type Pair = readonly [oneId: string, otherId: string];

export type RelationshipIds = {
  readonly model: ProjectModel;
  readonly projectId: string;
  readonly newId: () => string;
};

/** The id for a new relationship of a pair. */
export function newRelationshipId({ model, projectId, newId }: RelationshipIds, [oneId, otherId]: Pair): string {
  const id = relationshipId(projectId, oneId, otherId);
  // The one that had it may have come to relate other objects.
  return model.relationshipsByPair.has(pairKey(oneId, otherId)) || model.tables.relationship.has(id) ? newId() : id;
}

/** Whether a relationship that is to be made is one that is there already, because somebody else has just made it. */
export function isMadeAlready(projectId: string, known: Fields, draft: Fields & { readonly id: string }): boolean {
  const [oneId, otherId] = pairOfFields(draft);
  return (
    draft.id === relationshipId(projectId, oneId, otherId) &&
    pairKey(oneId, otherId) === pairKey(...pairOfFields(known))
  );
}

/** What the draft of the same relationship adds to what is known: its answers, turned where it reads the other way round. */
export function joinedFields(known: Fields, draft: Fields): Fields {
  const [sourceObjectId, targetObjectId] = pairOfFields(draft);
  const isTurned = known['sourceObjectId'] !== sourceObjectId;
  const unanswered: Fields = newRelationship({ sourceObjectId, targetObjectId });
  const answered = Object.entries(draft).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(unanswered[field]),
  );
  if (!isTurned) return Object.fromEntries(answered);
  // What it is called has no opposite: the one that was made first keeps it.
  return swapSides(Object.fromEntries(answered.filter(([field]) => field !== 'relationshipType')));
}

function pairOfFields({ sourceObjectId, targetObjectId }: Fields): Pair {
  return [String(sourceObjectId), String(targetObjectId)];
}
