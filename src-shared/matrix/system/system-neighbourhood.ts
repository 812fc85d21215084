import type { ProjectModel } from '../project-model.ts';

/** More than this nobody overlooks; those who are farthest away are left out first. */
export const neighboursMax = 120;

export type Neighbourhood = {
  /** How many relationships away each object is; the object itself is 0. Nearest first. */
  readonly distanceById: ReadonlyMap<string, number>;
  /** Objects within reach that there was no room for. */
  readonly leftOutCount: number;
};

/** Objects that are at most so many relationships away, in either direction. Rejected nouns are no stops on the way. */
export function neighbourhoodOf(model: ProjectModel, objectId: string, hops: number): Neighbourhood {
  const distanceById = new Map<string, number>();
  if (!model.objectIndexById.has(objectId)) return { distanceById, leftOutCount: 0 };
  const seen = new Map([[objectId, 0]]);
  const queue = [objectId]; // Each object enters once.
  for (const current of queue) {
    const distance = seen.get(current) ?? 0;
    if (distanceById.size < neighboursMax) distanceById.set(current, distance);
    if (distance === hops) continue;
    for (const { sourceObjectId, targetObjectId } of model.relationshipsByObject.get(current) ?? []) {
      const next = sourceObjectId === current ? targetObjectId : sourceObjectId;
      if (seen.has(next) || !model.objectIndexById.has(next)) continue;
      seen.set(next, distance + 1);
      queue.push(next);
    }
  }
  return { distanceById, leftOutCount: seen.size - distanceById.size };
}

/** Who is related to whom, among some objects. */
export function neighboursIn(model: ProjectModel, ids: ReadonlySet<string>): (id: string) => readonly string[] {
  return (id) => {
    const others = (model.relationshipsByObject.get(id) ?? []).map(({ sourceObjectId, targetObjectId }) =>
      sourceObjectId === id ? targetObjectId : sourceObjectId,
    );
    return [...new Set(others)].filter((other) => other !== id && ids.has(other));
  };
}
