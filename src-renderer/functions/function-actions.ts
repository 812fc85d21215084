import { functionEntity } from '#shared/functions/function-entities.ts';
import type { FunctionRecord, FunctionVersionRecord } from '#shared/functions/function-entities.ts';
import type { TemplateName } from '#shared/functions/function-api.ts';
import type { Language } from '#shared/calls/language.ts';
import { folderPath } from '#shared/functions/function-rules.ts';

import { client } from '../rpc/client.ts';
import { showDone } from '../ui/toasts.tsx';
import { functionPath, goTo, workspacePath } from '../workspaces/paths.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { undoLast } from '../workspaces/undo-actions.ts';
import { flushDraft } from './drafts.ts';
import { closeFunctionDialog, closeTab } from './function-store.ts';
import { movedFolder } from './function-tree.ts';

export type NewFunction = {
  readonly workspaceId: string;
  readonly name: string;
  readonly folder: string;
  readonly language: Language;
  readonly template: TemplateName;
};

export async function createFunction(wanted: NewFunction): Promise<void> {
  const made = await attempt(client.functions.create({ ...wanted, folder: folderPath(wanted.folder) }));
  if (made === undefined) return;
  closeFunctionDialog();
  goTo(functionPath(wanted.workspaceId, made.id));
}

export async function duplicateFunction(record: FunctionRecord): Promise<void> {
  await attempt(flushDraft(record.id));
  const made = await attempt(client.functions.duplicate({ functionId: record.id }));
  if (made !== undefined) goTo(functionPath(record.workspaceId, made.id));
}

export async function renameFunction(record: FunctionRecord, name: string): Promise<boolean> {
  return patchFunction(record, { name: name.trim() }, `Rename ${record.name} to ${name.trim()}`);
}

export async function moveFunction(record: FunctionRecord, folder: string): Promise<boolean> {
  const target = folderPath(folder);
  if (target === record.folder) return true;
  return patchFunction(record, { folder: target }, `Move ${record.name}`);
}

/** Renames or moves a folder: every function in it goes along, as one step of undo. */
export async function moveFolder(records: readonly FunctionRecord[], from: string, to: string): Promise<void> {
  const undoGroup = `folder-${crypto.randomUUID()}`;
  const target = folderPath(to);
  for (const record of records) {
    const folder = movedFolder(record.folder, from, target);
    if (folder === undefined) continue;
    const edit = { entity: functionEntity.name, id: record.id, patch: { folder }, undoGroup, label: `Move ${from}` };
    const done = await attempt(client.records.patch(edit));
    if (done === undefined) return;
  }
}

export async function deleteFunction(record: FunctionRecord, isOnScreen: boolean): Promise<void> {
  await attempt(flushDraft(record.id));
  const label = `Delete ${record.name}`;
  const done = await attempt(client.records.remove({ entity: functionEntity.name, id: record.id, label }));
  if (done === undefined) return;
  leaveTab(record.workspaceId, record.id, isOnScreen);
  showDone(`${record.name} was deleted`, { label: 'Undo', run: () => void undoLast() });
}

/** Closes a tab; the one beside it comes on screen when this one was. */
export function leaveTab(workspaceId: string, functionId: string, isOnScreen: boolean): void {
  void attempt(flushDraft(functionId));
  const next = closeTab(workspaceId, functionId);
  if (isOnScreen) goTo(next === undefined ? workspacePath(workspaceId) : functionPath(workspaceId, next));
}

export async function releaseFunction(record: FunctionRecord, version: string, notes: string): Promise<void> {
  await attempt(flushDraft(record.id));
  const made = await attempt(client.functions.release({ functionId: record.id, version, notes }));
  if (made === undefined) return;
  closeFunctionDialog();
  showDone(`${record.name} ${version} is released`);
}

/** Makes a released source the draft again; the editor takes it over as an edit from elsewhere. */
export async function restoreVersion(version: FunctionVersionRecord): Promise<void> {
  await attempt(flushDraft(version.functionId));
  const { functionId, sourceCode: source } = version;
  const done = await attempt(
    client.functions.saveDraft({ functionId, source, undoGroup: `restore-${crypto.randomUUID()}` }),
  );
  if (done === undefined) return;
  closeFunctionDialog();
  showDone(`The draft is ${functionVersionLabel(version)} again`, { label: 'Undo', run: () => void undoLast() });
}

function functionVersionLabel(version: FunctionVersionRecord): string {
  return `version ${version.version}`;
}

async function patchFunction(record: FunctionRecord, patch: object, label: string): Promise<boolean> {
  const edit = { entity: functionEntity.name, id: record.id, patch: { ...patch }, label };
  const done = await attempt(client.records.patch(edit));
  if (done !== undefined) closeFunctionDialog();
  return done !== undefined;
}
