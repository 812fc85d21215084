import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { newObject } from '#shared/matrix/new-records.ts';
import { moveObject, ranksAfter, sortObjects } from '#shared/matrix/object-order.ts';
import type { SortKey } from '#shared/matrix/object-order.ts';

import { showDone, showProblem } from '../ui/toasts.tsx';
import { undoLast } from '../workspaces/undo-actions.ts';
import type { MatrixScope } from './nested-matrix/matrix-actions.ts';
import { say } from './nested-matrix/matrix-store.ts';
import { newId } from './new-id.ts';
import { editProject, getProjectModel } from './use-project.ts';

export const nameCharsMax = 255;

/** New objects behind the last one, in their order. */
export function addObjects({ project, userId }: MatrixScope, given: readonly string[]): void {
  const names = given.map((name) => name.trim().slice(0, nameCharsMax)).filter((name) => name !== '');
  if (names.length === 0) return;
  const { objects } = getProjectModel(project.id);
  const ranks = ranksAfter(objects, names.length);
  const edits = names.map((name, index) =>
    createEdit('object', newId(), newObject({ name, rank: ranks[index] ?? '', createdBy: userId })),
  );
  const what = names.length === 1 ? (names[0] ?? '') : `${String(names.length)} objects`;
  void editProject(project.id, edits, { label: `Add ${what}`.slice(0, 200) });
  say(`${what} added`);
}

export function renameObject({ project }: MatrixScope, object: ObjectRecord, given: string): void {
  const name = given.trim().slice(0, nameCharsMax);
  if (name === '' || name === object.name) return;
  void editProject(project.id, [patchEdit('object', object.id, { name })], {
    label: `Rename ${object.name} to ${name}`.slice(0, 200),
  });
  say(`Renamed to ${name}`);
}

/** What hangs on the objects goes with them; one undo brings all of it back. */
export async function deleteObjects(scope: MatrixScope, objects: readonly ObjectRecord[]): Promise<void> {
  const { project, mayEdit } = scope;
  const closed = objects.find(({ id }) => !mayEdit('objects', [id]));
  if (closed !== undefined) {
    showProblem({ title: 'Not deleted', detail: `You may read ${closed.name}, but not change it.`, remedy: '' });
    return;
  }
  const what = objects.length === 1 ? (objects[0]?.name ?? '') : `${String(objects.length)} objects`;
  const edits = objects.map(({ id }) => removeEdit('object', id));
  const kept = await editProject(project.id, edits, { label: `Delete ${what}`.slice(0, 200) });
  if (!kept) return;
  say(`${what} deleted`);
  showDone(`Deleted ${what}, with relationships, calls to action and attributes`, {
    label: 'Undo',
    run: () => void undoLast(),
  });
}

/** `line` counts the lines as they are shown; the object comes to stand before the one that is there. */
export function moveToLine({ project, lines }: MatrixScope, object: ObjectRecord, line: number): void {
  const model = getProjectModel(project.id);
  const before = lines.objects[line];
  const last = lines.objects.at(-1);
  const behindLast = last === undefined ? model.objects.length : (model.objectIndexById.get(last.id) ?? 0) + 1;
  const index = before === undefined ? behindLast : (model.objectIndexById.get(before.id) ?? 0);
  const edits = moveObject(model, object.id, index);
  if (edits.length === 0) return;
  void editProject(project.id, edits, { label: `Move ${object.name}`.slice(0, 200) });
  say(`${object.name} moved to place ${String(Math.min(line + 1, lines.objects.length))}`);
}

export function sortBy({ project }: Pick<MatrixScope, 'project'>, key: SortKey): void {
  const edits = sortObjects(getProjectModel(project.id), key);
  if (edits.length === 0) {
    say('Already in this order');
    return;
  }
  void editProject(project.id, edits, { label: `Sort objects by ${key}` });
  say(`Sorted by ${key}`);
}
