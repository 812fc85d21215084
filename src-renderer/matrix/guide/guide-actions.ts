import { combineObjects } from '#shared/matrix/combine-objects.ts';
import type { Between, Combined } from '#shared/matrix/combine-relationships.ts';
import type { ObjectRecord, Rejection } from '#shared/matrix/object-entities.ts';
import { patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import { downgradeObject, duplicateObject } from '#shared/matrix/object-edits.ts';
import { moveObject, sortObjects } from '#shared/matrix/object-order.ts';
import type { SortKey } from '#shared/matrix/object-order.ts';
import { addNames, rejectionTitles, shortened } from '#shared/matrix/foraging/triage-edits.ts';

import { showDone } from '../../ui/toasts.tsx';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { getAppInfo } from '../../workspaces/use-app-info.ts';
import { chooseCell } from './guide-store.ts';
import { newId } from '../new-id.ts';
import { editProject, getProjectModel } from '../use-project.ts';

const undoAction = { label: 'Undo', run: () => void undoLast() };

function depsOf(projectId: string) {
  return { model: getProjectModel(projectId), createdBy: getAppInfo().userId, newId };
}

/** `what` is the column's label, for the undo command. */
export async function changeObject(object: ObjectRecord, patch: ModelPatch<'object'>, what: string): Promise<void> {
  const label =
    patch.name === undefined
      ? `Change ${what.toLowerCase()} of ${shortened(object.name)}`
      : `Rename ${shortened(object.name)} to ${shortened(patch.name)}`;
  await editProject(object.projectId, [patchEdit('object', object.id, patch)], { label });
}

/** How many objects `addObjects` would make of these names. */
export function countNewObjects(projectId: string, names: readonly string[]): number {
  return addNames(depsOf(projectId), names).edits.length;
}

/** Objects of these names; what is there already is chosen instead of being made twice. */
export async function addObjects(projectId: string, names: readonly string[]): Promise<void> {
  const { edits, label } = addNames(depsOf(projectId), names);
  const [first] = edits;
  if (first === undefined) {
    showDone(
      names.length === 1 ? `There is an object called ${names[0] ?? ''} already` : 'All of these are objects already',
    );
    return;
  }
  chooseCell(edits.at(-1)?.id ?? first.id, 'name');
  await editProject(projectId, edits, { label });
}

export async function duplicate(object: ObjectRecord): Promise<void> {
  const { objectId, edits } = duplicateObject(depsOf(object.projectId), object);
  chooseCell(objectId, 'name');
  await editProject(object.projectId, edits, { label: `Duplicate ${shortened(object.name)}` });
}

export async function deleteObject(object: ObjectRecord): Promise<void> {
  const label = `Delete ${shortened(object.name)}`;
  if (await editProject(object.projectId, [removeEdit('object', object.id)], { label })) {
    showDone(`${shortened(object.name)} was deleted`, undoAction);
  }
}

export async function rejectObject(object: ObjectRecord, rejection: Rejection): Promise<void> {
  const label = `Reject ${shortened(object.name)}`;
  if (await editProject(object.projectId, [patchEdit('object', object.id, { rejection })], { label })) {
    showDone(`${shortened(object.name)} is rejected: ${rejectionTitles[rejection]}`, undoAction);
  }
}

export async function restoreObject(object: ObjectRecord): Promise<void> {
  const label = `Take ${shortened(object.name)} back to the objects`;
  if (await editProject(object.projectId, [patchEdit('object', object.id, { rejection: null })], { label })) {
    showDone(`${shortened(object.name)} is an object again`, undoAction);
  }
}

export async function combine({ kept, gone }: Combined, between: Between): Promise<void> {
  const edits = combineObjects(depsOf(kept.projectId), { kept, gone }, between);
  chooseCell(kept.id, 'name');
  const label = `Combine ${shortened(gone.name)} with ${shortened(kept.name)}`;
  if (await editProject(kept.projectId, edits, { label })) {
    showDone(`${shortened(gone.name)} is a synonym of ${shortened(kept.name)} now`, undoAction);
  }
}

export async function downgrade(object: ObjectRecord, owner: ObjectRecord): Promise<void> {
  const edits = downgradeObject(depsOf(object.projectId), object, owner);
  const label = `Make ${shortened(object.name)} an attribute of ${shortened(owner.name)}`;
  if (await editProject(object.projectId, edits, { label })) {
    showDone(`${shortened(object.name)} is an attribute of ${shortened(owner.name)} now`, undoAction);
  }
}

/** `index` counts the objects as they stand: it comes to stand before the one that is there. */
export async function moveTo(object: ObjectRecord, index: number): Promise<void> {
  const edits = moveObject(getProjectModel(object.projectId), object.id, index);
  await editProject(object.projectId, edits, { label: `Move ${shortened(object.name)}` });
}

export async function sortAll(projectId: string, key: SortKey): Promise<void> {
  await editProject(projectId, sortObjects(getProjectModel(projectId), key), { label: `Sort the objects by ${key}` });
}
