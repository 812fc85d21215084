import { choiceIn, optionsOf, textIn } from './gap-fix.ts';
import type { FixDeps, FixField, FormFix, GapFix } from './gap-fix.ts';
import type { Gap } from './gap.ts';
import { ends, relationshipTypes } from '../object-entities.ts';
import type { ObjectRecord } from '../object-entities.ts';
import { pairOf, pairReviewId } from '../matrix-keys.ts';
import { createEdit, removeEdit } from '../model-edits.ts';
import { newRelationship } from '../new-records.ts';
import { newRelationshipId } from '../pair-relationship.ts';

/** Fixes of R1 and R9. */
export function fixPair(deps: FixDeps, gap: Gap): readonly GapFix[] {
  const { model, projectId } = deps;
  const [oneId = '', otherId = ''] = gap.id.split(':');
  const [one, other] = [model.tables.object.get(oneId), model.tables.object.get(otherId)];
  if (one === undefined || other === undefined) return [];
  if (gap.code === 'R1') return [refuseFix(deps, one, other), relatePairFix(deps, one, other)];
  const names = `${one.name} and ${other.name}`;
  const relationships = model.relationshipsByPair.get(gap.id) ?? [];
  return [
    {
      kind: 'edits',
      label: 'Take the "no" back',
      undoLabel: `Take back that ${names} are not related`,
      edits: [removeEdit('pairReview', pairReviewId(projectId, oneId, otherId))],
    },
    {
      kind: 'edits',
      label: relationships.length === 1 ? 'Delete the relationship' : 'Delete the relationships',
      undoLabel: `Delete what relates ${names}`,
      edits: relationships.map(({ id }) => removeEdit('relationship', id)),
    },
  ];
}

function refuseFix({ projectId, userId }: FixDeps, one: ObjectRecord, other: ObjectRecord): GapFix {
  const [objectAId, objectBId] = pairOf(one.id, other.id);
  const review = { objectAId, objectBId, verdict: 'no', note: '', reviewedBy: userId } as const;
  return {
    kind: 'edits',
    label: 'No relationship',
    undoLabel: `${one.name} and ${other.name} are not related`,
    edits: [createEdit('pairReview', pairReviewId(projectId, one.id, other.id), review)],
  };
}

function relatePairFix(deps: FixDeps, one: ObjectRecord, other: ObjectRecord): GapFix {
  return {
    kind: 'form',
    label: 'Relate',
    undoLabel: `Relate ${one.name} and ${other.name}`,
    fields: relationFields(one.name, other.name),
    toEdits: (values) => [
      createEdit('relationship', newRelationshipId(deps, [one.id, other.id]), relationDraft(values, one.id, other.id)),
    ],
  };
}

/** Relates an object that has no relationship yet with one that is chosen. */
export function relateFix(deps: FixDeps, object: ObjectRecord): GapFix {
  const { model } = deps;
  const others = model.objects.filter(({ id }) => id !== object.id);
  const options = others.map(({ id, name }) => ({ value: id, label: name }));
  return {
    kind: 'form',
    label: 'Relate',
    undoLabel: `Relate ${object.name}`,
    fields: [
      { name: 'other', label: 'Related object', control: 'choice', options, value: '', isNeeded: true },
      ...relationFields(object.name, 'of the other'),
    ],
    toEdits: (values) => {
      const other = textIn(values, 'other');
      if (!model.tables.object.has(other)) return [];
      return [
        createEdit(
          'relationship',
          newRelationshipId(deps, [object.id, other]),
          relationDraft(values, object.id, other),
        ),
      ];
    },
  };
}

function relationFields(source: string, target: string): readonly FixField[] {
  return [
    { name: 'type', label: `${source} …`, control: 'choice', options: optionsOf(relationshipTypes), value: 'has' },
    { name: 'targetEnd', label: `${target} for one ${source}`, control: 'choice', options: optionsOf(ends), value: '' },
    { name: 'sourceEnd', label: `${source} for one ${target}`, control: 'choice', options: optionsOf(ends), value: '' },
  ];
}

function relationDraft(values: Parameters<FormFix['toEdits']>[0], sourceObjectId: string, targetObjectId: string) {
  return {
    ...newRelationship({ sourceObjectId, targetObjectId }),
    relationshipType: choiceIn(values, 'type', relationshipTypes) ?? 'has',
    sourceEnd: choiceIn(values, 'sourceEnd', ends) ?? null,
    targetEnd: choiceIn(values, 'targetEnd', ends) ?? null,
  };
}
