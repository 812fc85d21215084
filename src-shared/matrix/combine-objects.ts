/*
 * Two objects that are one: everything that hangs on the second moves to the first, and its name becomes a synonym. Where both
 * answer the same question the first one's answer stays, and what only the second has answered is taken over.
 */
import type { ModelEdit } from './model-edits.ts';
import { createEdit, patchEdit, removeEdit } from './model-edits.ts';
import type {
  AttributeRecord,
  ContextRecord,
  CtaRecord,
  ObjectRecord,
  OpenQuestionRecord,
  RelationshipRecord,
} from './matrix-entities.ts';
import { contextVisibilityId, ctaRoleId, pairKey, pairOf, pairReviewId } from './matrix-keys.ts';
import { rankAfter } from './new-records.ts';
import { keyOf } from './foraging/noun-states.ts';
import type { ProjectModel } from './project-model.ts';

export type CombineDeps = { readonly model: ProjectModel; readonly newId: () => string };

/** The edits of one transaction. Comments on the second go with it: nobody may speak in another's name. */
export function combineObjects(deps: CombineDeps, kept: ObjectRecord, gone: ObjectRecord): readonly ModelEdit[] {
  if (kept.id === gone.id) return [];
  return [
    patchEdit('object', kept.id, combinedFields(kept, gone)),
    ...moveRelationships(deps, kept, gone),
    ...movePairReviews(deps, kept, gone),
    ...moveCtas(deps, kept, gone),
    ...moveAttributes(deps, kept, gone),
    ...moveContexts(deps, kept, gone),
    ...moveQuestions(deps, kept, gone),
    removeEdit('object', gone.id),
  ];
}

function combinedFields(kept: ObjectRecord, gone: ObjectRecord) {
  const own = new Set([keyOf(kept.name)]);
  const evidence = [...evidenceOf(kept), ...evidenceOf(gone)];
  return {
    description: kept.description === '' ? gone.description : kept.description,
    purpose: kept.purpose === '' ? gone.purpose : kept.purpose,
    phase: kept.phase === '' ? gone.phase : kept.phase,
    instances: joinLists(kept.instances, gone.instances),
    states: joinLists(kept.states, gone.states),
    synonyms: joinLists(kept.synonyms, [gone.name, ...gone.synonyms], own),
    metadata: { ...gone.metadata, ...kept.metadata, ...(evidence.length === 0 ? {} : { evidence }) },
  };
}

function evidenceOf({ metadata }: ObjectRecord) {
  return Array.isArray(metadata['evidence']) ? metadata['evidence'] : [];
}

/** A short list takes five hundred. */
const listMax = 500;

function joinLists(
  left: readonly string[],
  right: readonly string[],
  taken: ReadonlySet<string> = new Set(),
): string[] {
  const byKey = new Map([...left, ...right].toReversed().map((name) => [keyOf(name), name]));
  return [...byKey]
    .toReversed()
    .filter(([key]) => !taken.has(key))
    .map(([, name]) => name)
    .slice(0, listMax);
}

/** A relationship between the two would be one of the object with itself, which nobody has said: it goes. */
function moveRelationships({ model }: CombineDeps, kept: ObjectRecord, gone: ObjectRecord): readonly ModelEdit[] {
  const moving = model.relationshipsByObject.get(gone.id) ?? [];
  const known = new Map((model.relationshipsByObject.get(kept.id) ?? []).map((record) => [wayOf(record), record]));
  const renamed = (id: string): string => (id === gone.id ? kept.id : id);
  return moving.flatMap((record): readonly ModelEdit[] => {
    const sourceObjectId = renamed(record.sourceObjectId);
    const targetObjectId = renamed(record.targetObjectId);
    const isBetween = sourceObjectId === targetObjectId && record.sourceObjectId !== record.targetObjectId;
    if (isBetween) return [removeEdit('relationship', record.id)];
    const twin = known.get(wayOf({ ...record, sourceObjectId, targetObjectId }));
    if (twin === undefined) return [patchEdit('relationship', record.id, { sourceObjectId, targetObjectId })];
    return [...fillHoles('relationship', twin, record), removeEdit('relationship', record.id)];
  });
}

function wayOf(record: Pick<RelationshipRecord, 'sourceObjectId' | 'targetObjectId' | 'relationshipType'>): string {
  return `${record.sourceObjectId} ${record.relationshipType} ${record.targetObjectId}`;
}

/** An explicit "no" moves along, unless the combined object has a relationship there or has said "no" already. */
function movePairReviews({ model }: CombineDeps, kept: ObjectRecord, gone: ObjectRecord): readonly ModelEdit[] {
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

function moveCtas({ model }: CombineDeps, kept: ObjectRecord, gone: ObjectRecord): readonly ModelEdit[] {
  const own = model.ctasByObject.get(kept.id) ?? [];
  let rank = rankAfter(own);
  return (model.ctasByObject.get(gone.id) ?? []).flatMap((cta): readonly ModelEdit[] => {
    const twin = findNamesake(own, cta);
    if (twin === undefined) {
      const edit = patchEdit('cta', cta.id, { objectId: kept.id, rank });
      rank = rankAfter([{ rank }]);
      return [edit];
    }
    const has = model.roleIdsByCta.get(twin.id) ?? new Set();
    const roleIds = [...(model.roleIdsByCta.get(cta.id) ?? [])].filter((id) => !has.has(id));
    return [
      ...fillHoles('cta', twin, cta),
      ...roleIds.map((projectRoleId) =>
        createEdit('ctaRole', ctaRoleId(twin.id, projectRoleId), { ctaId: twin.id, projectRoleId }),
      ),
      removeEdit('cta', cta.id),
    ];
  });
}

function moveAttributes({ model }: CombineDeps, kept: ObjectRecord, gone: ObjectRecord): readonly ModelEdit[] {
  const own = model.attributesByObject.get(kept.id) ?? [];
  let rank = rankAfter(own);
  return (model.attributesByObject.get(gone.id) ?? []).flatMap((attribute): readonly ModelEdit[] => {
    const twin = findNamesake(own, attribute);
    if (twin !== undefined && twin.dataType === attribute.dataType)
      return [...fillHoles('attribute', twin, attribute), removeEdit('attribute', attribute.id)];
    const edit = patchEdit('attribute', attribute.id, { objectId: kept.id, rank });
    rank = rankAfter([{ rank }]);
    return [edit];
  });
}

function findNamesake<T extends CtaRecord | AttributeRecord>(own: readonly T[], record: T): T | undefined {
  return own.find(({ name }) => keyOf(name) === keyOf(record.name));
}

/** Contexts belong to their object for good, so those of the second are made anew on the first. */
function moveContexts({ model, newId }: CombineDeps, kept: ObjectRecord, gone: ObjectRecord): readonly ModelEdit[] {
  const own = model.contextsByObject.get(kept.id) ?? [];
  const twins = twinsOf(model, kept, gone);
  let rank = rankAfter(own);
  return (model.contextsByObject.get(gone.id) ?? []).flatMap((context): readonly ModelEdit[] => {
    const twin = own.find(({ name }) => keyOf(name) === keyOf(context.name));
    const contextId = twin?.id ?? newId();
    const made =
      twin === undefined
        ? [
            createEdit('context', contextId, {
              objectId: kept.id,
              name: context.name,
              rank,
              metadata: context.metadata,
            }),
          ]
        : [];
    if (twin === undefined) rank = rankAfter([{ rank }]);
    return [...made, ...moveVisibilities(model, context, { contextId, twins })];
  });
}

type Move = { readonly contextId: string; readonly twins: ReadonlyMap<string, string> };

/** What has gone into a namesake shows where it did, unless the namesake has its own answer there. */
function moveVisibilities(
  { tables }: ProjectModel,
  from: ContextRecord,
  { contextId, twins }: Move,
): readonly ModelEdit[] {
  return [...tables.contextVisibility.values()].flatMap((record): readonly ModelEdit[] => {
    if (record.contextId !== from.id) return [];
    const subjectId = twins.get(record.subjectId) ?? record.subjectId;
    const id = contextVisibilityId(contextId, subjectId);
    if (tables.contextVisibility.has(id)) return [];
    const { subjectKind, isVisible, isIntentional, note } = record;
    return [createEdit('contextVisibility', id, { contextId, subjectKind, subjectId, isVisible, isIntentional, note })];
  });
}

/** Attributes and calls to action of the second that go into those of the first, by their ids. */
function twinsOf(model: ProjectModel, kept: ObjectRecord, gone: ObjectRecord): ReadonlyMap<string, string> {
  const twins = new Map<string, string>();
  for (const cta of model.ctasByObject.get(gone.id) ?? []) {
    const twin = findNamesake(model.ctasByObject.get(kept.id) ?? [], cta);
    if (twin !== undefined) twins.set(cta.id, twin.id);
  }
  for (const attribute of model.attributesByObject.get(gone.id) ?? []) {
    const twin = findNamesake(model.attributesByObject.get(kept.id) ?? [], attribute);
    if (twin?.dataType === attribute.dataType) twins.set(attribute.id, twin.id);
  }
  return twins;
}

/** What a question is about is fixed, so it is asked anew of the first. */
function moveQuestions({ model, newId }: CombineDeps, kept: ObjectRecord, gone: ObjectRecord): readonly ModelEdit[] {
  return [...model.tables.openQuestion.values()]
    .filter(({ subjectId }) => subjectId.includes(gone.id))
    .flatMap((question): readonly ModelEdit[] => {
      const subjectId = subjectOf(question, kept, gone);
      if (subjectId === undefined) return [removeEdit('openQuestion', question.id)];
      const { subjectKind, question: asked, answer, risk, isOpen, ownerId, metadata } = question;
      const draft = { subjectKind, subjectId, question: asked, answer, risk, isOpen, ownerId, metadata };
      return [createEdit('openQuestion', newId(), draft), removeEdit('openQuestion', question.id)];
    });
}

function subjectOf({ subjectKind, subjectId }: OpenQuestionRecord, kept: ObjectRecord, gone: ObjectRecord) {
  const ids = subjectId.split(/[:>]/u).map((id) => (id === gone.id ? kept.id : id));
  const [first = '', second] = ids;
  if (second === undefined) return first;
  if (first === second) return undefined; // It was about the two.
  return subjectKind === 'pair' ? pairKey(first, second) : `${first}>${second}`;
}

type Filled = 'relationship' | 'cta' | 'attribute';

/** What is null or empty in the one and answered in the other. */
function fillHoles<T extends RelationshipRecord | CtaRecord | AttributeRecord>(
  entity: Filled,
  into: T,
  from: T,
): readonly ModelEdit[] {
  const holes = Object.entries(from).filter(([field, value]) => {
    // Both records have the fields of their entity.
    const own = (into as { readonly [field: string]: unknown })[field];
    return (own === null || own === '') && value !== null && value !== '';
  });
  const fields = Object.fromEntries(holes.filter(([field]) => field !== 'deletedAt'));
  return Object.keys(fields).length === 0 ? [] : [{ kind: 'patch', entity, id: into.id, fields }];
}
