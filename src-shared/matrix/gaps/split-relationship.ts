import type { End, RelationshipRecord } from '../object-entities.ts';
import { createEdit, removeEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newObject, newRelationship, rankAt } from '../new-records.ts';
import type { ProjectModel } from '../project-model.ts';

export function isManyToMany({ sourceEnd, targetEnd }: RelationshipRecord): boolean {
  return isMany(sourceEnd) && isMany(targetEnd);
}

function isMany(end: End | null): boolean {
  return end === '0..*' || end === '1..*';
}

export type Junction = { readonly name: string; readonly userId: string; readonly newId: () => string };

/**
 * A many-to-many relationship becomes an object of its own between the two, with one relationship to each: what is said of both
 * together (when, how much) gets a place. How many of the junction each has is how many of the other it had.
 */
export function splitRelationship(
  model: ProjectModel,
  relationship: RelationshipRecord,
  { name, userId, newId }: Junction,
): readonly ModelEdit[] {
  const { sourceObjectId, targetObjectId, sourceEnd, targetEnd, phase } = relationship;
  const later = Math.max(
    model.objectIndexById.get(sourceObjectId) ?? 0,
    model.objectIndexById.get(targetObjectId) ?? 0,
  );
  const junctionId = newId();
  const junction = newObject({ name, rank: rankAt(model.objects, later + 1), createdBy: userId });
  const toJunction = (objectId: string, end: End | null): ModelEdit =>
    createEdit('relationship', newId(), {
      ...newRelationship({ sourceObjectId: objectId, targetObjectId: junctionId }),
      sourceEnd: '1',
      targetEnd: end,
      phase,
    });
  return [
    createEdit('object', junctionId, {
      ...junction,
      objectType: 'junction',
      description: relationship.description,
      phase,
    }),
    toJunction(sourceObjectId, targetEnd),
    toJunction(targetObjectId, sourceEnd),
    removeEdit('relationship', relationship.id),
  ];
}

/** What a junction is called until somebody knows better. */
export function junctionName(model: ProjectModel, { sourceObjectId, targetObjectId }: RelationshipRecord): string {
  const nameOf = (id: string): string => model.tables.object.get(id)?.name ?? '';
  return `${nameOf(sourceObjectId)} ${nameOf(targetObjectId)}`.trim().slice(0, 255);
}
