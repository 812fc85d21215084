/*
 * The shapeshifter of one object: which of its attributes and calls to action show in which context. What shows in one context
 * and not in another is a difference, and each one is meant, or not, or not decided yet.
 */
import type { AttributeRecord, ContextRecord, ContextVisibilityRecord } from './attribute-entities.ts';
import type { CtaRecord } from './cta-entities.ts';
import type { ObjectRecord } from './object-entities.ts';
import { contextVisibilityId } from './matrix-keys.ts';
import type { ModelEdit } from './model-edits.ts';
import { createEdit, patchEdit } from './model-edits.ts';
import { rankAfter } from './new-records.ts';
import { keyOf } from './foraging/noun-states.ts';
import type { ProjectModel } from './project-model.ts';

/** Offered where an object has no contexts yet. */
export const usualContexts = ['Card', 'Detail', 'List row', 'Search result'] as const;

export type Subject =
  | { readonly kind: 'attribute'; readonly record: AttributeRecord }
  | { readonly kind: 'cta'; readonly record: CtaRecord };

export type ShiftCell = {
  readonly context: ContextRecord;
  readonly isVisible: boolean;
  /** It is left out here and shows in another context. */
  readonly isDifference: boolean;
  readonly isIntentional: boolean | null;
  readonly note: string;
};
export type ShiftRow = { readonly subject: Subject; readonly cells: readonly ShiftCell[] };
export type Shapeshifter = { readonly contexts: readonly ContextRecord[]; readonly rows: readonly ShiftRow[] };

/** Core content first, then metadata, then calls to action, each by rank. */
export function shapeshifterOf(model: ProjectModel, objectId: string): Shapeshifter {
  const contexts = model.contextsByObject.get(objectId) ?? [];
  const attributes = model.attributesByObject.get(objectId) ?? [];
  const subjects: readonly Subject[] = [
    ...attributes.filter(({ category }) => category === 'core'),
    ...attributes.filter(({ category }) => category !== 'core'),
  ].map((record) => ({ kind: 'attribute', record }));
  const ctas = (model.ctasByObject.get(objectId) ?? []).map((record): Subject => ({ kind: 'cta', record }));
  const rows = [...subjects, ...ctas].map((subject) => rowOf(model, contexts, subject));
  return { contexts, rows };
}

function rowOf({ tables }: ProjectModel, contexts: readonly ContextRecord[], subject: Subject): ShiftRow {
  const found = contexts.map((context) =>
    tables.contextVisibility.get(contextVisibilityId(context.id, subject.record.id)),
  );
  const isShown = found.some((record) => record?.isVisible === true);
  const cells = contexts.map((context, index) => cellOf(context, found[index], isShown));
  return { subject, cells };
}

function cellOf(context: ContextRecord, record: ContextVisibilityRecord | undefined, isShown: boolean): ShiftCell {
  const isVisible = record?.isVisible ?? false;
  return {
    context,
    isVisible,
    isDifference: isShown && !isVisible,
    isIntentional: record?.isIntentional ?? null,
    note: record?.note ?? '',
  };
}

export type ShiftCounts = { readonly differences: number; readonly undecided: number; readonly unintended: number };

export function countShifts({ rows }: Shapeshifter): ShiftCounts {
  const differences = rows.flatMap(({ cells }) => cells.filter(({ isDifference }) => isDifference));
  return {
    differences: differences.length,
    undecided: differences.filter(({ isIntentional }) => isIntentional === null).length,
    unintended: differences.filter(({ isIntentional }) => isIntentional === false).length,
  };
}

/** Objects in the order in which they want attention: undecided differences, then what is not meant, then as they are ordered. */
export function objectsByShifts(
  model: ProjectModel,
): readonly { readonly object: ObjectRecord; readonly counts: ShiftCounts; readonly contextCount: number }[] {
  return model.objects
    .map((object) => {
      const shifter = shapeshifterOf(model, object.id);
      return { object, counts: countShifts(shifter), contextCount: shifter.contexts.length };
    })
    .toSorted(
      (left, right) =>
        right.counts.undecided - left.counts.undecided ||
        right.counts.unintended - left.counts.unintended ||
        Number(right.contextCount > 0) - Number(left.contextCount > 0),
    );
}

export type CellAnswer = {
  readonly isVisible?: boolean;
  readonly isIntentional?: boolean | null;
  readonly note?: string;
};

/** One answer for a cell, whose record is made when it is first answered. */
export function answerCell(model: ProjectModel, contextId: string, subject: Subject, answer: CellAnswer): ModelEdit {
  const id = contextVisibilityId(contextId, subject.record.id);
  if (model.tables.contextVisibility.has(id)) return patchEdit('contextVisibility', id, answer);
  const draft = { isVisible: false, isIntentional: null, note: '', ...answer };
  return createEdit('contextVisibility', id, {
    contextId,
    subjectKind: subject.kind,
    subjectId: subject.record.id,
    ...draft,
  });
}

export type ContextDeps = { readonly model: ProjectModel; readonly newId: () => string };

export function addContexts(
  { model, newId }: ContextDeps,
  objectId: string,
  names: readonly string[],
): readonly ModelEdit[] {
  const own = model.contextsByObject.get(objectId) ?? [];
  const taken = new Set(own.map(({ name }) => keyOf(name)));
  let rank = own.at(-1)?.rank;
  return names.flatMap((name) => {
    const trimmed = name.trim().slice(0, 255);
    if (trimmed === '' || taken.has(keyOf(trimmed))) return [];
    taken.add(keyOf(trimmed));
    rank = rankAfter(rank === undefined ? [] : [{ rank }]);
    return [createEdit('context', newId(), { objectId, name: trimmed, rank, metadata: {} })];
  });
}

/** The other object's contexts, with what shows there of attributes and calls to action of the same name. */
export function copyContexts({ model, newId }: ContextDeps, from: string, to: string): readonly ModelEdit[] {
  const own = model.contextsByObject.get(to) ?? [];
  const taken = new Set(own.map(({ name }) => keyOf(name)));
  const { contexts, rows } = shapeshifterOf(model, from);
  const targets = shapeshifterOf(model, to).rows.map(({ subject }) => subject);
  let rank = own.at(-1)?.rank;
  return contexts.flatMap((context, index) => {
    if (taken.has(keyOf(context.name))) return [];
    rank = rankAfter(rank === undefined ? [] : [{ rank }]);
    const contextId = newId();
    const shown = rows.filter(({ cells }) => cells[index]?.isVisible === true).map(({ subject }) => subject);
    const visible = targets.filter((target) => shown.some((subject) => isNamesake(subject, target)));
    return [
      createEdit('context', contextId, { objectId: to, name: context.name, rank, metadata: {} }),
      ...visible.map((subject) =>
        createEdit('contextVisibility', contextVisibilityId(contextId, subject.record.id), {
          contextId,
          subjectKind: subject.kind,
          subjectId: subject.record.id,
          isVisible: true,
          isIntentional: null,
          note: '',
        }),
      ),
    ];
  });
}

function isNamesake(left: Subject, right: Subject): boolean {
  return left.kind === right.kind && keyOf(left.record.name) === keyOf(right.record.name);
}
