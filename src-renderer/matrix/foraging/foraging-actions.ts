import type { ObjectRecord, Rejection } from '#shared/matrix/object-entities.ts';
import type { SourceTextRecord } from '#shared/matrix/question-entities.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { rankAfter } from '#shared/matrix/new-records.ts';
import {
  acceptNouns,
  mergeNouns,
  rejectNouns,
  rejectionTitles,
  reopenNouns,
  shortened,
} from '#shared/matrix/foraging/triage-edits.ts';
import type { FoundNoun, Triage, TriageDeps } from '#shared/matrix/foraging/triage-edits.ts';

import { showDone, showProblem } from '../../ui/toasts.tsx';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { getAppInfo } from '../../workspaces/use-app-info.ts';
import { combineObjects } from '#shared/matrix/combine-objects.ts';
import type { ForagedText } from '#shared/matrix/foraging/noun-rows.ts';
import { chooseText } from './foraging-store.ts';
import { newId } from '../new-id.ts';
import { contextAt } from '#shared/matrix/foraging/noun-rows.ts';
import type { NounRow } from '#shared/matrix/foraging/noun-rows.ts';
import { openTextFile } from './open-text-file.ts';
import type { OpenedText } from './open-text-file.ts';
import { editProject, getProjectModel } from '../use-project.ts';
import { listTexts } from './use-foraging.ts';

/** One decision about one or several nouns, made by a key. */
export type Decision =
  | { readonly kind: 'accept' }
  | { readonly kind: 'reject'; readonly reason: Rejection }
  | { readonly kind: 'merge'; readonly target: ObjectRecord }
  | { readonly kind: 'reopen' };

export async function decideNouns(
  projectId: string,
  rows: readonly NounRow[],
  { decision, byTextId }: { readonly decision: Decision; readonly byTextId: ReadonlyMap<string, ForagedText> },
): Promise<void> {
  const model = getProjectModel(projectId);
  const deps: TriageDeps = { model, createdBy: getAppInfo().userId, newId };
  const nouns = rows.map((row) => foundNoun(deps, row, byTextId));
  const { edits, label } = triageOf(deps, nouns, decision);
  if (edits.length === 0) return;
  await editProject(projectId, edits, { label });
}

function triageOf(deps: TriageDeps, nouns: readonly FoundNoun[], decision: Decision): Triage {
  switch (decision.kind) {
    case 'accept':
      return acceptNouns(deps, nouns);
    case 'reject':
      return rejectNouns(deps, nouns, decision.reason);
    case 'reopen':
      return reopenNouns(deps, nouns);
    case 'merge':
      return mergeWithObjects(deps, nouns, decision.target);
  }
}

/** A noun that is an object itself is combined with the target: what hangs on it moves along. */
function mergeWithObjects(deps: TriageDeps, nouns: readonly FoundNoun[], target: ObjectRecord): Triage {
  const { edits, label } = mergeNouns(deps, nouns, target);
  const object = nouns.length === 1 ? acceptedObject(deps, nouns[0]) : undefined;
  if (edits.length > 0 || object === undefined || object.id === target.id) return { edits, label };
  return {
    edits: combineObjects(deps, { kept: target, gone: object }),
    label: `Combine ${shortened(object.name)} with ${shortened(target.name)}`,
  };
}

function acceptedObject({ model }: TriageDeps, noun: FoundNoun | undefined): ObjectRecord | undefined {
  return model.objects.find(({ name }) => noun !== undefined && name === noun.name);
}

function foundNoun({ model }: TriageDeps, row: NounRow, byTextId: ReadonlyMap<string, ForagedText>): FoundNoun {
  const text = byTextId.get(row.first.textId);
  const record = model.tables.sourceText.get(row.first.textId);
  const index = text?.mentions.starts.indexOf(row.first.start) ?? -1;
  if (text === undefined || record === undefined || index === -1) return { ...row, evidence: undefined };
  const { before, found, after } = contextAt(text.body, row.first.start, text.mentions.ends[index] ?? row.first.start);
  return { ...row, evidence: { textId: record.id, textName: record.name, quote: `${before}${found}${after}` } };
}

export function rejectionLabel(reason: Rejection): string {
  const title = rejectionTitles[reason];
  return title.charAt(0).toUpperCase() + title.slice(1);
}

export async function addText(projectId: string, text: OpenedText): Promise<void> {
  const id = newId();
  const rank = rankAfter(listTexts(getProjectModel(projectId)));
  chooseText(id);
  await editProject(projectId, [createEdit('sourceText', id, { ...text, rank })], {
    label: `Add the text ${shortened(text.name)}`,
  });
}

/** Files that are opened at once; a folder of interviews is smaller. */
const filesMax = 100;

export async function openTextFiles(projectId: string, files: readonly File[]): Promise<void> {
  if (files.length > filesMax) {
    showProblem({
      title: `${String(files.length)} files are too many at once`,
      detail: 'None was opened.',
      remedy: `Open at most ${String(filesMax)} at a time.`,
    });
    return;
  }
  for (const file of files) {
    const opened = await openTextFile(file);
    if (opened.ok) await addText(projectId, opened.value);
    else showProblem(opened.failure);
  }
}

export async function changeText(
  record: SourceTextRecord,
  change: Partial<Pick<SourceTextRecord, 'name' | 'kind'>>,
): Promise<void> {
  const label =
    change.name === undefined
      ? `Change the kind of ${shortened(record.name)}`
      : `Rename ${shortened(record.name)} to ${shortened(change.name)}`;
  await editProject(record.projectId, [patchEdit('sourceText', record.id, change)], { label });
}

export async function deleteText(record: SourceTextRecord): Promise<void> {
  const label = `Delete the text ${shortened(record.name)}`;
  if (!(await editProject(record.projectId, [removeEdit('sourceText', record.id)], { label }))) return;
  showDone(`${record.name} was deleted`, { label: 'Undo', run: () => void undoLast() });
}
