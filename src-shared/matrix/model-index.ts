/*
 * A model in numbers: objects by their place in the order, relationships as pairs of places. What the checks, and coverage, count on:
 * thousands of relationships are gone through in a millisecond, where keys of text would take many.
 */
import type { ObjectRecord, RelationshipRecord } from './object-entities.ts';
import type { ProjectModel } from './project-model.ts';

export type ModelIndex = {
  readonly model: ProjectModel;
  readonly objects: readonly ObjectRecord[];
  /** Those whose two ends are objects of the model. */
  readonly relationships: readonly RelationshipRecord[];
  /** Place of each relationship's source and target in `objects`. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  /** `verdicts[lower * objects.length + higher]` of two places: `related`, `refused`, both added up, or 0 for not reviewed. */
  readonly verdicts: Uint8Array;
  /** With how many other objects each object is related. */
  readonly degrees: Int32Array;
};

export const related = 1;
export const refused = 2;

export function createModelIndex(model: ProjectModel): ModelIndex {
  const { objects, objectIndexById, tables } = model;
  const count = objects.length;
  const verdicts = new Uint8Array(count * count);
  const degrees = new Int32Array(count);
  const relationships: RelationshipRecord[] = [];
  const sources = new Int32Array(tables.relationship.size);
  const targets = new Int32Array(tables.relationship.size);
  for (const relationship of tables.relationship.values()) {
    const source = objectIndexById.get(relationship.sourceObjectId);
    const target = objectIndexById.get(relationship.targetObjectId);
    if (source === undefined || target === undefined) continue;
    sources[relationships.length] = source;
    targets[relationships.length] = target;
    relationships.push(relationship);
    const cell = pairCell(count, source, target);
    if (source !== target && verdicts[cell] === 0) {
      degrees[source] = (degrees[source] ?? 0) + 1;
      degrees[target] = (degrees[target] ?? 0) + 1;
    }
    verdicts[cell] = related;
  }
  for (const { objectAId, objectBId } of tables.pairReview.values()) {
    const one = objectIndexById.get(objectAId);
    const other = objectIndexById.get(objectBId);
    if (one === undefined || other === undefined) continue;
    const cell = pairCell(count, one, other);
    verdicts[cell] = (verdicts[cell] ?? 0) | refused;
  }
  return { model, objects, relationships, sources, targets, verdicts, degrees };
}

/** Where the verdict of two places stands, whichever way round. */
export function pairCell(count: number, one: number, other: number): number {
  return one < other ? one * count + other : other * count + one;
}
