import { changedPairs } from './changed-pairs.ts';
import type { ProjectModel } from '../project-model.ts';

/**
 * Tells, model after model of a project, of which objects something in their row or column has changed: the number of an object
 * is another one then. What was made of the rows of all others is good still.
 */
export function createLineVersions(): (model: ProjectModel) => (objectId: string) => number {
  const versions = new Map<string, number>();
  let last: ProjectModel | undefined;
  let count = 0;
  return (model) => {
    if (last !== undefined && last !== model) {
      count += 1;
      for (const pair of changedPairs(last, model).values()) for (const id of pair) versions.set(id, count);
    }
    last = model;
    return (objectId) => versions.get(objectId) ?? 0;
  };
}
