// A model to try the rules of the matrix on: objects by name, no core.
import { applyEdits, createEdit } from './model-edits.ts';
import type { ModelEdit } from './model-edits.ts';
import { newObject } from './new-records.ts';
import { createProjectModel, emptyTables } from './project-model.ts';
import type { ProjectModel } from './project-model.ts';

const reach = { id: '', projectId: 'p', tenantId: 't', workspaceId: 'w', createdAt: 0, updatedAt: 0, deletedAt: null };

/** Objects whose names are their ids, in their order. */
export function modelOf(names: readonly string[], edits: readonly ModelEdit[] = []): ProjectModel {
  const objects = names.map((name, index) =>
    createEdit('object', name, newObject({ name, rank: `a${String(index).padStart(3, '0')}1`, createdBy: 'ada' })),
  );
  return edited(createProjectModel(emptyTables), [...objects, ...edits]);
}

export function edited(model: ProjectModel, edits: readonly ModelEdit[]): ProjectModel {
  return createProjectModel(applyEdits(model.tables, edits, reach), model);
}

/** Ids in the order in which they are made. */
export function countingIds(prefix = 'new'): () => string {
  let count = 0;
  return () => `${prefix}${String((count += 1)).padStart(4, '0')}`;
}
