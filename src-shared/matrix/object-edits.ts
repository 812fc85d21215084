/*
 * What the object guide does with whole objects: a copy of one, one that turns out to be an attribute of another.
 */
import { orderKeyBetween } from '../schema/order-key.ts';
import type { ObjectRecord } from './object-entities.ts';
import { ctaRoleId } from './matrix-keys.ts';
import type { ModelEdit } from './model-edits.ts';
import { createEdit, patchEdit } from './model-edits.ts';
import { newAttribute, rankAfter } from './new-records.ts';
import { keyOf, knownNouns } from './foraging/noun-states.ts';
import type { ProjectModel } from './project-model.ts';

export type ObjectDeps = { readonly model: ProjectModel; readonly createdBy: string; readonly newId: () => string };

export type Duplicate = { readonly objectId: string; readonly edits: readonly ModelEdit[] };

/** With its attributes and calls to action, right behind it; relationships are said of the one object only. */
export function duplicateObject(deps: ObjectDeps, object: ObjectRecord): Duplicate {
  const { model, createdBy, newId } = deps;
  const objectId = newId();
  const index = model.objects.findIndex(({ id }) => id === object.id);
  const { description, objectType, complexity, instances, purpose, states, phase, metadata } = object;
  const draft = {
    name: freeName(model, object.name),
    rank: orderKeyBetween(object.rank, model.objects[index + 1]?.rank ?? null),
    createdBy,
    description,
    objectType,
    complexity,
    instances,
    purpose,
    states,
    phase,
    metadata,
    synonyms: [], // They would be those of two.
    rejection: null,
    rejectionNote: '',
  };
  return {
    objectId,
    edits: [
      createEdit('object', objectId, draft),
      ...copyAttributes(deps, object, objectId),
      ...copyCtas(deps, object, objectId),
    ],
  };
}

/** Copies that are tried before a name is given up on. */
const copiesMax = 1000;

function freeName(model: ProjectModel, name: string): string {
  const known = knownNouns(model);
  for (let count = 1; count < copiesMax; count += 1) {
    const candidate = `${name.slice(0, 230)} (copy${count === 1 ? '' : ` ${String(count)}`})`;
    if (!known.has(keyOf(candidate))) return candidate;
  }
  return name;
}

function copyAttributes({ model, newId }: ObjectDeps, object: ObjectRecord, objectId: string): readonly ModelEdit[] {
  return (model.attributesByObject.get(object.id) ?? []).map(
    ({ name, dataType, isRequired, defaultValue, validationRules, description, rank, category, ...rest }) => {
      const { source, usedIn, visibility, metadata } = rest;
      const draft = {
        objectId,
        name,
        dataType,
        isRequired,
        defaultValue,
        validationRules,
        description,
        rank,
        category,
      };
      return createEdit('attribute', newId(), { ...draft, source, usedIn, visibility, metadata });
    },
  );
}

function copyCtas({ model, newId }: ObjectDeps, object: ObjectRecord, objectId: string): readonly ModelEdit[] {
  return (model.ctasByObject.get(object.id) ?? []).flatMap(
    ({ id, name, description, priority, tier, kind, condition, phase, place, ...rest }) => {
      const { userStory, acceptanceCriteria, functionId, rank, metadata } = rest;
      const ctaId = newId();
      const draft = { objectId, name, description, priority, tier, kind, condition, phase, place };
      return [
        createEdit('cta', ctaId, { ...draft, userStory, acceptanceCriteria, functionId, rank, metadata }),
        ...[...(model.roleIdsByCta.get(id) ?? [])].map((projectRoleId) =>
          createEdit('ctaRole', ctaRoleId(ctaId, projectRoleId), { ctaId, projectRoleId }),
        ),
      ];
    },
  );
}

/**
 * The object becomes an attribute of another one. The noun stays in the guide, rejected, with all that hangs on it: back to
 * objects it is as it was.
 */
export function downgradeObject(
  { model, newId }: ObjectDeps,
  object: ObjectRecord,
  owner: ObjectRecord,
): readonly ModelEdit[] {
  const attributes = model.attributesByObject.get(owner.id) ?? [];
  const isThere = attributes.some(({ name }) => keyOf(name) === keyOf(object.name));
  const attribute = {
    ...newAttribute({ objectId: owner.id, name: object.name, rank: rankAfter(attributes) }),
    description: object.description,
  };
  return [
    ...(isThere ? [] : [createEdit('attribute', newId(), attribute)]),
    patchEdit('object', object.id, { rejection: 'attribute', rejectionNote: `An attribute of ${owner.name}` }),
  ];
}
