/*
 * The one order of rows and columns, changed by hand or sorted. A hand-made move writes one record, so that two people who move
 * different objects at once both have their way.
 */
import { generateNKeysBetween } from 'fractional-indexing';

import { objectTypes } from './object-entities.ts';
import type { ObjectRecord } from './object-entities.ts';
import { patchEdit } from './model-edits.ts';
import type { ModelEdit } from './model-edits.ts';
import { rankAt } from './new-records.ts';
import type { ProjectModel } from './project-model.ts';

/** `index` counts the objects as they stand now: the object comes to stand before the one that is there. */
export function moveObject(model: ProjectModel, objectId: string, index: number): readonly ModelEdit[] {
  const from = model.objectIndexById.get(objectId);
  if (from === undefined || index === from || index === from + 1) return [];
  const others = model.objects.filter(({ id }) => id !== objectId);
  const at = Math.max(0, Math.min(index > from ? index - 1 : index, others.length));
  // Two devices can have given two objects one rank, and between equal ranks nothing has a place.
  if (at > 0 && others[at - 1]?.rank === others[at]?.rank) {
    const moved = model.tables.object.get(objectId);
    return moved === undefined ? [] : rankAnew([...others.slice(0, at), moved, ...others.slice(at)]);
  }
  return [patchEdit('object', objectId, { rank: rankAt(others, at) })];
}

export const sortKeys = ['name', 'type', 'degree'] as const;
export type SortKey = (typeof sortKeys)[number];

/** By type: core, supporting, junction, external; by degree: those with the most relationships first. Ties by name. */
export function sortObjects(model: ProjectModel, key: SortKey): readonly ModelEdit[] {
  const compare = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const degree = ({ id }: ObjectRecord): number => model.relationshipsByObject.get(id)?.length ?? 0;
  const weight = (object: ObjectRecord): number => {
    if (key === 'name') return 0;
    return key === 'type' ? objectTypes.indexOf(object.objectType) : -degree(object);
  };
  const sorted = model.objects.toSorted(
    (left, right) => weight(left) - weight(right) || compare.compare(left.name, right.name),
  );
  return sorted.every((object, index) => object === model.objects[index]) ? [] : rankAnew(sorted);
}

/** Ranks of so many new records behind the last of a ranked list. */
export function ranksAfter(list: readonly { readonly rank: string }[], count: number): readonly string[] {
  return generateNKeysBetween(list.at(-1)?.rank ?? null, null, count);
}

function rankAnew(objects: readonly ObjectRecord[]): readonly ModelEdit[] {
  const ranks = generateNKeysBetween(null, null, objects.length);
  return objects.flatMap(({ id, rank }, index) => {
    const next = ranks[index] ?? rank;
    return next === rank ? [] : [patchEdit('object', id, { rank: next })];
  });
}
