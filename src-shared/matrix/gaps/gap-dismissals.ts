/*
 * A question that a gap asks, answered with "that is intended": an open question of the project that is open no more. So the answer
 * is kept, travels and is undone as everything else, says who gave it when, and stays beside the questions that people ask themselves.
 */
import { idFromKey } from '../../base/id.ts';
import { gapKey, gapSubject } from './gap.ts';
import type { Gap } from './gap.ts';
import { createEdit, patchEdit, removeEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import type { OpenQuestionRecord } from '../question-entities.ts';
import type { ProjectModel } from '../project-model.ts';

/** Under this name in its metadata a question says which gap it answers. */
const gapField = 'gap';

/** Keys of the gaps that are intended. */
export function dismissedGaps({ tables }: Pick<ProjectModel, 'tables'>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const question of tables.openQuestion.values()) {
    const key = answeredGap(question);
    if (key !== null && !question.isOpen) keys.add(key);
  }
  return keys;
}

/** The key of the gap that a question is about; null for one that a person has asked. */
export function answeredGap({ metadata }: OpenQuestionRecord): string | null {
  const key = metadata[gapField];
  return typeof key === 'string' ? key : null;
}

export type Dismissal = {
  readonly projectId: string;
  readonly gap: Gap;
  readonly sentence: string;
  readonly note?: string;
};

/** Two people who dismiss the same question apart make the same record. */
export function dismissalId(projectId: string, gap: Gap): string {
  return idFromKey('gapDismissal', projectId, gapKey(gap));
}

export function dismissEdit(model: ProjectModel, { projectId, gap, sentence, note = '' }: Dismissal): ModelEdit {
  const id = dismissalId(projectId, gap);
  const answer = note.trim() === '' ? 'Intended' : note;
  if (model.tables.openQuestion.has(id)) return patchEdit('openQuestion', id, { isOpen: false, answer });
  const { kind, id: subjectId } = gapSubject(gap);
  return createEdit('openQuestion', id, {
    subjectKind: kind,
    subjectId,
    question: sentence,
    answer,
    risk: 'low',
    isOpen: false,
    ownerId: null,
    metadata: { [gapField]: gapKey(gap) },
  });
}

/** The question is asked again. */
export function reopenEdit(projectId: string, gap: Gap): ModelEdit {
  return removeEdit('openQuestion', dismissalId(projectId, gap));
}
