import type { ContextRecord } from '#shared/matrix/attribute-entities.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { rankAt } from '#shared/matrix/new-records.ts';
import { addContexts, answerCell, copyContexts } from '#shared/matrix/shapeshifter-rules.ts';
import type { CellAnswer, Subject } from '#shared/matrix/shapeshifter-rules.ts';
import { shortened } from '#shared/matrix/foraging/triage-edits.ts';

import { showDone } from '../../ui/toasts.tsx';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { newId } from '../new-id.ts';
import { editProject, getProjectModel } from '../use-project.ts';

export type CellPlace = { readonly context: ContextRecord; readonly subject: Subject };

/** One answer for one or several cells, as one step of undo. */
export async function answerCells(places: readonly CellPlace[], answer: CellAnswer): Promise<void> {
  const [first] = places;
  if (first === undefined) return;
  const { projectId } = first.context;
  const model = getProjectModel(projectId);
  const edits = places.map(({ context, subject }) => answerCell(model, context.id, subject, answer));
  const where = places.length === 1 ? ` in ${shortened(first.context.name)}` : '';
  await editProject(projectId, edits, { label: `${verbOf(answer)} ${shortened(first.subject.record.name)}${where}` });
}

function verbOf({ isVisible, isIntentional }: CellAnswer): string {
  if (isVisible !== undefined) return isVisible ? 'Show' : 'Hide';
  return isIntentional === undefined ? 'Note on' : 'Decide about';
}

export async function addObjectContexts(object: ObjectRecord, names: readonly string[]): Promise<void> {
  const edits = addContexts({ model: getProjectModel(object.projectId), newId }, object.id, names);
  if (edits.length === 0) {
    showDone('There is a context of this name already');
    return;
  }
  const label =
    names.length === 1 ? `Add the context ${shortened(names[0] ?? '')}` : `Add contexts of ${shortened(object.name)}`;
  await editProject(object.projectId, edits, { label });
}

export async function copyContextsFrom(from: ObjectRecord, to: ObjectRecord): Promise<void> {
  const edits = copyContexts({ model: getProjectModel(to.projectId), newId }, from.id, to.id);
  if (edits.length === 0) {
    showDone(`${shortened(to.name)} has all contexts of ${shortened(from.name)} already`);
    return;
  }
  await editProject(to.projectId, edits, { label: `Copy contexts from ${shortened(from.name)}` });
}

export async function renameContext(context: ContextRecord, name: string): Promise<void> {
  const label = `Rename ${shortened(context.name)} to ${shortened(name)}`;
  await editProject(context.projectId, [patchEdit('context', context.id, { name })], { label });
}

export async function moveContext(context: ContextRecord, by: -1 | 1): Promise<void> {
  const own = getProjectModel(context.projectId).contextsByObject.get(context.objectId) ?? [];
  const others = own.filter(({ id }) => id !== context.id);
  const index = own.findIndex(({ id }) => id === context.id) + by;
  if (index < 0 || index > others.length) return;
  const edit = patchEdit('context', context.id, { rank: rankAt(others, index) });
  await editProject(context.projectId, [edit], { label: `Move ${shortened(context.name)}` });
}

export async function deleteContext(context: ContextRecord): Promise<void> {
  const label = `Delete the context ${shortened(context.name)}`;
  if (await editProject(context.projectId, [removeEdit('context', context.id)], { label })) {
    showDone(`${shortened(context.name)} was deleted`, { label: 'Undo', run: () => void undoLast() });
  }
}
