/*
 * Cells that are typed, filled or pasted, as edits of the model. All of them together or none: what cannot be read, and what
 * contradicts another cell of the same paste, is told cell by cell and nothing is written.
 */
import { fail, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { sideFields } from './cell-state.ts';
import type { Side } from './cell-state.ts';
import type { End, RelationshipRecord } from '../object-entities.ts';
import { pairKey, pairOf, pairReviewId } from '../matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newRelationship } from '../new-records.ts';
import { newRelationshipId } from '../pair-relationship.ts';
import type { ProjectModel } from '../project-model.ts';
import { parseTypedCell } from './typed-cell.ts';
import type { TypedCell, TypedEnds } from './typed-cell.ts';

export type CellWrite = { readonly rowId: string; readonly columnId: string; readonly text: string };
export type CellProblem = CellWrite & { readonly problem: string };

export type CellWriter = { readonly projectId: string; readonly userId: string; readonly newId: () => string };

/** Null edits where nothing is to be done: what was typed is what was there. */
export function writeCells(
  model: ProjectModel,
  writes: readonly CellWrite[],
  writer: CellWriter,
): Result<readonly ModelEdit[], readonly CellProblem[]> {
  const problems: CellProblem[] = [];
  const plans = new Map<string, PairPlan>();
  for (const write of writes) {
    const read = parseTypedCell(write.text);
    if (!read.ok) {
      problems.push({ ...write, problem: read.failure.problem });
      continue;
    }
    const key = pairKey(write.rowId, write.columnId);
    const plan = plans.get(key) ?? openPlan(model, write);
    plans.set(key, plan);
    plan.wanted.push({ write, typed: read.value });
  }
  const edits = [...plans.values()].flatMap((plan) => settle(plan, { model, writer, problems }));
  return problems.length > 0 ? fail(problems) : ok(edits);
}

type Draft = {
  readonly before: RelationshipRecord | undefined;
  readonly sourceId: string;
  readonly targetId: string;
  sourceEnd: End | null;
  targetEnd: End | null;
  /** Which ends this very batch has set. */
  readonly set: Map<'sourceEnd' | 'targetEnd', End | null>;
  isDropped: boolean;
};

type Wanted = { readonly write: CellWrite; readonly typed: TypedCell };
type PairPlan = {
  readonly rowId: string;
  readonly columnId: string;
  readonly drafts: Draft[];
  readonly wanted: Wanted[];
};

function openPlan(model: ProjectModel, { rowId, columnId }: CellWrite): PairPlan {
  const records = model.relationshipsByPair.get(pairKey(rowId, columnId)) ?? [];
  const drafts = records.map((before) => ({
    before,
    sourceId: before.sourceObjectId,
    targetId: before.targetObjectId,
    sourceEnd: before.sourceEnd,
    targetEnd: before.targetEnd,
    set: new Map<'sourceEnd' | 'targetEnd', End | null>(),
    isDropped: false,
  }));
  return { rowId, columnId, drafts, wanted: [] };
}

type Settling = { readonly model: ProjectModel; readonly writer: CellWriter; readonly problems: CellProblem[] };

function settle(plan: PairPlan, settling: Settling): readonly ModelEdit[] {
  const { model, problems } = settling;
  const { wanted, drafts } = plan;
  const saysNo = wanted.find(({ typed }) => typed.kind === 'no');
  for (const { write, typed } of wanted) if (typed.kind === 'clear') clearCell(drafts, write);
  for (const { write, typed } of wanted) {
    if (typed.kind !== 'ends') continue;
    if (saysNo !== undefined)
      problems.push({ ...write, problem: 'the two directions contradict each other: one of them says “no”' });
    else if (!setEnds(drafts, write, typed.ends))
      problems.push({ ...write, problem: 'contradicts what the other direction, or the same cell, says of it' });
  }
  const review = model.pairReviewsByPair.get(pairKey(plan.rowId, plan.columnId));
  if (saysNo !== undefined) for (const draft of drafts) draft.isDropped = true;
  const edits = drafts.flatMap((draft, index) => draftEdits(draft, index, settling));
  const isOpened = wanted.some(({ typed }) => typed.kind === 'ends' || typed.kind === 'clear');
  if (saysNo === undefined && isOpened && review !== undefined) edits.push(removeEdit('pairReview', review.id));
  if (saysNo !== undefined && review === undefined && plan.rowId !== plan.columnId)
    edits.push(reviewEdit(plan, settling.writer));
  return [...edits, ...wanted.flatMap(({ write, typed }) => questionEdits(typed, write, settling))];
}

/** Forgets how many; a relationship of which nothing is known any more goes, and so does one of which it was not known before. */
function clearCell(drafts: readonly Draft[], write: CellWrite): void {
  for (const draft of drafts) {
    const field = endField(draft, write.rowId);
    if (draft[field] === null) draft.isDropped = true;
    draft[field] = null;
    if (draft.sourceId === draft.targetId) draft.sourceEnd = null;
    if (draft.sourceEnd === null && draft.targetEnd === null) draft.isDropped = true;
  }
}

/** False when the batch has said something else before. */
function setEnds(drafts: Draft[], { rowId, columnId }: CellWrite, typed: readonly TypedEnds[]): boolean {
  return typed.every(({ end, reverseEnd }, index) => {
    const draft = drafts[index] ?? newDraft(rowId, columnId);
    if (index >= drafts.length) drafts.push(draft);
    draft.isDropped = false;
    const field = endField(draft, rowId);
    const other = field === 'targetEnd' ? 'sourceEnd' : 'targetEnd';
    return setOnce(draft, field, end) && (reverseEnd === undefined || setOnce(draft, other, reverseEnd));
  });
}

function setOnce(draft: Draft, field: 'sourceEnd' | 'targetEnd', end: End | null): boolean {
  const said = draft.set.get(field) ?? null;
  // "There is one, not known how many" contradicts no number.
  if (said !== null && end === null) return true;
  if (said !== null && said !== end) return false;
  draft.set.set(field, end);
  draft[field] = end;
  return true;
}

function newDraft(sourceId: string, targetId: string): Draft {
  return { before: undefined, sourceId, targetId, sourceEnd: null, targetEnd: null, set: new Map(), isDropped: false };
}

function endField({ sourceId }: Draft, rowId: string): 'sourceEnd' | 'targetEnd' {
  const side: Side = sourceId === rowId ? 'source' : 'target';
  return sideFields[side].end;
}

function draftEdits(draft: Draft, index: number, { model, writer }: Settling): ModelEdit[] {
  const { before, isDropped, sourceEnd, targetEnd, sourceId, targetId } = draft;
  if (before === undefined) {
    if (isDropped) return [];
    const made = newRelationship({ sourceObjectId: sourceId, targetObjectId: targetId });
    const id = index === 0 ? newRelationshipId({ model, ...writer }, [sourceId, targetId]) : writer.newId();
    return [createEdit('relationship', id, { ...made, sourceEnd, targetEnd })];
  }
  if (isDropped) return [removeEdit('relationship', before.id)];
  const patch = {
    ...(before.sourceEnd === sourceEnd ? {} : { sourceEnd }),
    ...(before.targetEnd === targetEnd ? {} : { targetEnd }),
  };
  return Object.keys(patch).length === 0 ? [] : [patchEdit('relationship', before.id, patch)];
}

function reviewEdit({ rowId, columnId }: PairPlan, { projectId, userId }: CellWriter): ModelEdit {
  const [objectAId, objectBId] = pairOf(rowId, columnId);
  return createEdit('pairReview', pairReviewId(projectId, rowId, columnId), {
    objectAId,
    objectBId,
    verdict: 'no',
    note: '',
    reviewedBy: userId,
  });
}

function questionEdits(typed: TypedCell, { rowId, columnId }: CellWrite, settling: Settling): readonly ModelEdit[] {
  if (typed.kind !== 'question') return [];
  const nameOf = (id: string): string => settling.model.tables.object.get(id)?.name ?? '';
  const question = typed.question === '' ? `How do ${nameOf(rowId)} and ${nameOf(columnId)} relate?` : typed.question;
  return [
    createEdit('openQuestion', settling.writer.newId(), {
      subjectKind: 'pair',
      subjectId: pairKey(rowId, columnId),
      question,
      answer: '',
      risk: 'medium',
      isOpen: true,
      metadata: {},
    }),
  ];
}
