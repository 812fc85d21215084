import type { RelationshipRecord } from './object-entities.ts';
import type { ProjectModel } from './project-model.ts';

export type Hop = { readonly fromId: string; readonly toId: string; readonly relationship: RelationshipRecord };

/** The fewest relationships that lead from one object to another, in either direction; undefined where none do. */
export function findPath(model: ProjectModel, fromId: string, toId: string): readonly Hop[] | undefined {
  const cameBy = new Map<string, Hop | null>([[fromId, null]]);
  const queue = [fromId]; // Each object enters once.
  for (const current of queue) {
    if (current === toId) break;
    for (const relationship of model.relationshipsByObject.get(current) ?? []) {
      const { sourceObjectId, targetObjectId } = relationship;
      const next = sourceObjectId === current ? targetObjectId : sourceObjectId;
      // A rejected noun is no stop on the way.
      if (cameBy.has(next) || !model.objectIndexById.has(next)) continue;
      cameBy.set(next, { fromId: current, toId: next, relationship });
      queue.push(next);
    }
  }
  if (!cameBy.has(toId)) return undefined;
  const hops: Hop[] = [];
  for (let hop = cameBy.get(toId) ?? null; hop !== null; hop = cameBy.get(hop.fromId) ?? null) hops.unshift(hop);
  return hops;
}
