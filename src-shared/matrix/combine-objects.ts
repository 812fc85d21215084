/*
 * Two objects that are one: everything that hangs on the second moves to the first, and its name becomes a synonym. Where both
 * answer the same question the first one's answer stays, and what only the second has answered is taken over. What was said of
 * anything that goes is said of what takes its place.
 */
import type { ModelEdit } from './model-edits.ts';
import { createEdit, patchEdit, removeEdit } from './model-edits.ts';
import type { AttributeRecord, ContextRecord } from './attribute-entities.ts';
import type { CtaRecord } from './cta-entities.ts';
import type { ObjectRecord } from './object-entities.ts';
import { contextVisibilityId, ctaRoleId } from './matrix-keys.ts';
import { moveRelationships, movePairReviews, movedRelationships } from './combine-relationships.ts';
import type { Between, Combined } from './combine-relationships.ts';
import { fillHoles } from './fill-holes.ts';
import { moveComments, moveFiles, moveQuestions } from './combine-subjects.ts';
import type { Subject, Successors } from './combine-subjects.ts';
import { rankAfter } from './new-records.ts';
import { keyOf } from './foraging/noun-states.ts';
import type { ProjectModel } from './project-model.ts';

export type CombineDeps = { readonly model: ProjectModel; readonly newId: () => string };

/** The edits of one transaction. */
export function combineObjects(
  deps: CombineDeps,
  { kept, gone }: Combined,
  between: Between = 'keep',
): readonly ModelEdit[] {
  if (kept.id === gone.id) return [];
  const successors = successorsOf(deps.model, { kept, gone }, between);
  return [
    patchEdit('object', kept.id, combinedFields(kept, gone)),
    ...moveRelationships(deps.model, { kept, gone }, between),
    ...movePairReviews(deps.model, { kept, gone }),
    ...moveCtas(deps, kept, gone),
    ...moveAttributes(deps, kept, gone),
    ...moveContexts(deps, kept, gone),
    ...moveQuestions(deps, successors),
    ...moveComments(deps, successors),
    ...moveFiles(deps, successors),
    removeEdit('object', gone.id),
  ];
}

/** What takes the place of the second, and of all that goes with it. */
function successorsOf(model: ProjectModel, { kept, gone }: Combined, between: Between): Successors {
  const object = { subjectKind: 'object', subjectId: kept.id } as const;
  const successors = new Map<string, Subject>([[gone.id, object]]);
  for (const [id, subjectId] of twinsOf(model, kept, gone)) {
    successors.set(id, { subjectKind: model.tables.cta.has(id) ? 'cta' : 'attribute', subjectId });
  }
  for (const { record, twin } of movedRelationships(model, { kept, gone }, between)) {
    if (twin === 'none') successors.set(record.id, object);
    else if (twin !== undefined) successors.set(record.id, { subjectKind: 'relationship', subjectId: twin.id });
  }
  return successors;
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
