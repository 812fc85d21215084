import { findEvidence } from './junction-evidence.ts';
import type { FixDeps } from './gap-fix.ts';
import { junctionName } from './split-relationship.ts';
import type { RelationshipRecord } from '../object-entities.ts';
import { createEdit, patchEdit, removeEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newAttribute, newObject, newRelationship, rankAfter, rankAt } from '../new-records.ts';

export type JunctionRefactor = { readonly name: string; readonly edits: readonly ModelEdit[] };

/**
 * Puts an object between the two of a many-to-many relationship: it gets what belonged to neither of them as its attributes, takes
 * the calls to action over, and each side has many of it. What was said of sort, filter and deletion is said of it from then on.
 */
export function junctionRefactor(deps: FixDeps, relationship: RelationshipRecord): JunctionRefactor {
  const { model, newId, userId } = deps;
  const { id, sourceObjectId, targetObjectId } = relationship;
  const { attributes, ctaIds } = findEvidence(model, relationship);
  const name = freeName(deps, relationship);
  const junctionId = newId();
  const created: ModelEdit[] = [
    createEdit('object', junctionId, {
      ...newObject({ name, rank: rankBehind(deps, sourceObjectId, targetObjectId), createdBy: userId }),
      objectType: 'junction',
      phase: relationship.phase,
    }),
    createEdit('relationship', newId(), {
      ...newRelationship({ sourceObjectId, targetObjectId: junctionId }),
      ...manyOfIt,
      sourceNesting: relationship.sourceNesting,
      sourceMechanics: relationship.sourceMechanics,
      sourceSort: relationship.sourceSort,
      sourceFilter: relationship.sourceFilter,
      phase: relationship.phase,
    }),
    createEdit('relationship', newId(), {
      ...newRelationship({ sourceObjectId: targetObjectId, targetObjectId: junctionId }),
      ...manyOfIt,
      sourceNesting: relationship.targetNesting,
      sourceMechanics: relationship.targetMechanics,
      sourceSort: relationship.targetSort,
      sourceFilter: relationship.targetFilter,
      phase: relationship.phase,
    }),
  ];
  let rank: string | null = null;
  for (const attribute of attributes) {
    rank = rankAfter(rank === null ? [] : [{ rank }]);
    created.push(createEdit('attribute', newId(), newAttribute({ objectId: junctionId, name: attribute, rank })));
  }
  const moved = ctaIds.map((ctaId) => patchEdit('cta', ctaId, { objectId: junctionId }));
  return { name, edits: [...created, ...moved, removeEdit('relationship', id)] };
}

/** Each side goes with any number of the junction, and the junction exactly one of each side and goes with it. */
const manyOfIt = { sourceEnd: '1', targetEnd: '0..*', sourceDependency: 'cascade', targetDependency: 'none' } as const;

function freeName({ model }: FixDeps, relationship: RelationshipRecord): string {
  const name = junctionName(model, relationship).slice(0, 250);
  const taken = new Set(model.objects.map((object) => object.name));
  // As many tries as there are names: one of them is free.
  for (let number = 1; number <= taken.size; number += 1) {
    const candidate = number === 1 ? name : `${name} ${String(number)}`;
    if (!taken.has(candidate)) return candidate;
  }
  return name;
}

/** In the matrix it comes to stand behind the later of the two that it joins. */
function rankBehind({ model }: FixDeps, oneId: string, otherId: string): string {
  const places = [model.objectIndexById.get(oneId) ?? 0, model.objectIndexById.get(otherId) ?? 0];
  return rankAt(model.objects, Math.max(...places) + 1);
}
