/*
 * What an undo would write: the opposite of a group of changes, where it still fits. A field that has since been given
 * another value by somebody is left alone and counted, and so is a text in which what was typed is not there any more.
 */
import type { TextEdit } from '#shared/changes/change.ts';
import { applySplice, fitsSplice, invertSplice } from '#shared/changes/text-edit.ts';
import type { Splice } from '#shared/changes/text-edit.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { LoggedChange } from './change-log.ts';
import type { FieldValues } from './parse-fields.ts';
import { isSameValue } from './write-records.ts';

/** What a group of changes did to one record. */
export type GroupEffect = {
  readonly entity: string;
  readonly recordId: string;
  readonly isCreated: boolean;
  /** Field → its value before and after the whole group. */
  readonly fields: ReadonlyMap<string, { readonly before: unknown; readonly after: unknown }>;
  /** Merged text → its splices, in order. */
  readonly splices: ReadonlyMap<string, readonly Splice[]>;
};

/** The effects of changes that are in the order in which they were made; the last touched record first. */
export function summariseChanges(
  changes: readonly LoggedChange[],
  entities: ReadonlyMap<string, AnyEntity>,
): readonly GroupEffect[] {
  const byRecord = Map.groupBy(changes, ({ entity, recordId }) => `${entity} ${recordId}`);
  return [...byRecord.values()].toReversed().map((ofRecord) => summariseRecord(ofRecord, entities));
}

function summariseRecord(changes: readonly LoggedChange[], entities: ReadonlyMap<string, AnyEntity>): GroupEffect {
  const { entity = '', recordId = '' } = changes[0] ?? {};
  const fields = new Map<string, { before: unknown; after: unknown }>();
  const splices = new Map<string, Splice[]>();
  for (const { patch, before } of changes) {
    if (before === null) continue;
    for (const [name, after] of Object.entries(patch)) {
      if (entities.get(entity)?.fields[name]?.kind === 'merged-text' && after !== null) {
        const { at, inserted } = after as TextEdit; // Appended by write-records.ts.
        const earlier = splices.get(name) ?? [];
        splices.set(name, [...earlier, { at, removed: asText(before[name]), inserted }]);
      } else {
        fields.set(name, { before: fields.has(name) ? fields.get(name)?.before : before[name], after });
      }
    }
  }
  return { entity, recordId, isCreated: changes.some(({ before }) => before === null), fields, splices };
}

export type Inversion = { readonly values: FieldValues; readonly skippedFields: number };

/** The values that take the effect back from a record as it is now. */
export function invertEffect(effect: GroupEffect, record: AnyRecord | undefined, deletedAt: number): Inversion {
  const touchedCount = effect.fields.size + effect.splices.size;
  if (record === undefined) return { values: {}, skippedFields: touchedCount };
  const isDeleted = record['deletedAt'] !== null;
  if (effect.isCreated) return { values: isDeleted ? {} : { deletedAt }, skippedFields: 0 };
  // Whoever deleted the record meanwhile has not asked for its fields to change.
  if (isDeleted && !effect.fields.has('deletedAt')) return { values: {}, skippedFields: touchedCount };

  const values: { [field: string]: unknown } = {};
  let skippedFields = 0;
  for (const [name, { before, after }] of effect.fields) {
    if (isSameValue(before, after)) continue;
    if (isSameValue(record[name], after)) values[name] = before;
    else skippedFields += 1;
  }
  for (const [name, splices] of effect.splices) {
    const text = takeBack(asText(record[name]), splices);
    if (text === undefined) skippedFields += 1;
    else if (text !== record[name]) values[name] = text;
  }
  return { values, skippedFields };
}

function takeBack(text: string, splices: readonly Splice[]): string | undefined {
  let result = text;
  for (const splice of splices.toReversed()) {
    const inverse = invertSplice(splice);
    if (!fitsSplice(result, inverse)) return undefined;
    result = applySplice(result, inverse);
  }
  return result;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
