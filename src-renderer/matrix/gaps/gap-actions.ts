import { dismissEdit, reopenEdit } from '#shared/matrix/gaps/gap-dismissals.ts';
import type { FixDeps, FixValues, GapFix } from '#shared/matrix/gaps/gap-fix.ts';
import { gapSentence } from '#shared/matrix/gaps/gap-texts.ts';
import type { Gap } from '#shared/matrix/gaps/gap.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { showDone } from '../../ui/toasts.tsx';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { getAppInfo } from '../../workspaces/use-app-info.ts';
import { newId } from '../new-id.ts';
import { editProject, getProjectModel } from '../use-project.ts';

/** What a fix is made with: the model as it is on screen now. */
export function fixDepsOf({ id }: ProjectRecord): FixDeps {
  return { model: getProjectModel(id), projectId: id, userId: getAppInfo().userId, newId };
}

/** Carries a fix out, with what was filled in; answers whether it was kept. */
export async function carryOutFix(project: ProjectRecord, fix: GapFix, values: FixValues = {}): Promise<boolean> {
  const edits = fix.kind === 'edits' ? fix.edits : fix.toEdits(values);
  if (edits.length === 0) return false;
  const isKept = await editProject(project.id, edits, { label: fix.undoLabel.slice(0, labelCharsMax) });
  if (isKept) showDone(fix.undoLabel, { label: 'Undo', run: () => void undoLast() });
  return isKept;
}

/** The question is answered: what looks like a gap is meant. */
export async function callIntended(project: ProjectRecord, gap: Gap, note: string): Promise<void> {
  const model = getProjectModel(project.id);
  const sentence = gapSentence(model, gap);
  const edit = dismissEdit(model, { projectId: project.id, gap, sentence, note });
  const isKept = await editProject(project.id, [edit], { label: 'Call it intended' });
  if (isKept) showDone('It is intended, and not asked again', { label: 'Undo', run: () => void undoLast() });
}

export async function askAgain(project: ProjectRecord, gap: Gap): Promise<void> {
  await editProject(project.id, [reopenEdit(project.id, gap)], { label: 'Ask the question again' });
}

const labelCharsMax = 200;
