/*
 * The relationships of two objects that become one, and what was reviewed between them and others.
 */
import { fillHoles } from './fill-holes.ts';
import type { ObjectRecord, RelationshipRecord } from './object-entities.ts';
import { pairKey, pairOf, pairReviewId } from './matrix-keys.ts';
import type { ModelEdit } from './model-edits.ts';
import { createEdit, patchEdit, removeEdit } from './model-edits.ts';
import type { ProjectModel } from './project-model.ts';

export type Combined = { readonly kept: ObjectRecord; readonly gone: ObjectRecord };

/** What becomes of the relationships between the two: one of the object with itself, or nothing. */
export type Between = 'keep' | 'delete';

/** The relationships between the two that can become one of the object with itself. That one *is* the other is what combining says. */
export function relationshipsBetween(model: ProjectModel, { kept, gone }: Combined): readonly RelationshipRecord[] {
  const pair = model.relationshipsByPair.get(pairKey(kept.id, gone.id)) ?? [];
  return pair.filter(({ relationshipType }) => relationshipType !== 'is_a');
}

export type MovedRelationship = {
  readonly record: RelationshipRecord;
  readonly ends: Pick<RelationshipRecord, 'sourceObjectId' | 'targetObjectId'>;
  /** The one that it goes into; `none` where it goes, and undefined where it stays a relationship of its own. */
  readonly twin: RelationshipRecord | 'none' | undefined;
};

export function movedRelationships(
  model: ProjectModel,
  { kept, gone }: Combined,
  between: Between,
): readonly MovedRelationship[] {
  const known = new Map((model.relationshipsByObject.get(kept.id) ?? []).map((record) => [wayOf(record), record]));
  const renamed = (id: string): string => (id === gone.id ? kept.id : id);
  return (model.relationshipsByObject.get(gone.id) ?? []).map((record) => {
    const ends = { sourceObjectId: renamed(record.sourceObjectId), targetObjectId: renamed(record.targetObjectId) };
    const isBetween = ends.sourceObjectId === ends.targetObjectId && record.sourceObjectId !== record.targetObjectId;
    const isGoing = isBetween && (between === 'delete' || record.relationshipType === 'is_a');
    return { record, ends, twin: isGoing ? 'none' : known.get(wayOf({ ...record, ...ends })) };
  });
}

export function moveRelationships(model: ProjectModel, combined: Combined, between: Between): readonly ModelEdit[] {
  return movedRelationships(model, combined, between).flatMap(({ record, ends, twin }): readonly ModelEdit[] => {
    if (twin === 'none') return [removeEdit('relationship', record.id)];
    if (twin === undefined) return [patchEdit('relationship', record.id, ends)];
    return [...fillHoles('relationship', twin, record), removeEdit('relationship', record.id)];
  });
}

function wayOf(record: Pick<RelationshipRecord, 'sourceObjectId' | 'targetObjectId' | 'relationshipType'>): string {
  return `${record.sourceObjectId} ${record.relationshipType} ${record.targetObjectId}`;
}

/** An explicit "no" moves along, unless the combined object has a relationship there or has said "no" already. */
export function movePairReviews(model: ProjectModel, { kept, gone }: Combined): readonly ModelEdit[] {
  const othersOf = (id: string): ReadonlySet<string> =>
    new Set((model.relationshipsByObject.get(id) ?? []).flatMap((r) => [r.sourceObjectId, r.targetObjectId]));
  const related = new Set([...othersOf(kept.id), ...othersOf(gone.id)]);
  return [...model.tables.pairReview.values()].flatMap((review): readonly ModelEdit[] => {
    const otherId = review.objectAId === gone.id ? review.objectBId : review.objectAId;
    const isOfGone = review.objectAId === gone.id || review.objectBId === gone.id;
    const isOfKept = review.objectAId === kept.id || review.objectBId === kept.id;
    if (isOfKept && !isOfGone) {
      const other = review.objectAId === kept.id ? review.objectBId : review.objectAId;
      return othersOf(gone.id).has(other) ? [removeEdit('pairReview', review.id)] : [];
    }
    if (!isOfGone) return [];
    const isNeeded =
      otherId !== kept.id && !related.has(otherId) && !model.pairReviewsByPair.has(pairKey(kept.id, otherId));
    if (!isNeeded) return [removeEdit('pairReview', review.id)];
    const [objectAId, objectBId] = pairOf(kept.id, otherId);
    const { verdict, note, reviewedBy, projectId } = review;
    return [
      createEdit('pairReview', pairReviewId(projectId, kept.id, otherId), {
        objectAId,
        objectBId,
        verdict,
        note,
        reviewedBy,
      }),
      removeEdit('pairReview', review.id),
    ];
  });
}
