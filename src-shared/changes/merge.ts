/*
 * How edits of several devices become one record.
 *
 * A version is what is known of a record: for each field a value and the stamp of the edit that set it. A single change is a
 * version that knows little. Merging two versions decides field by field: the later stamp wins (`latest`), the first one stays
 * (`fixed`), or both are woven together by Yjs (`merged`). That is commutative, associative and idempotent, so devices may
 * hear of changes in any order and more than once, and still hold the same record; merge.test.ts shows it.
 *
 * Deletion is the field `deletedAt` like any other. `createdAt` and `updatedAt` are the time of the first and of the last stamp.
 */
import type { AnyEntity } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { assert } from '../base/assert.ts';
import { base64ToBytes } from '../base/base64.ts';
import type { Change, TextEdit } from './change.ts';
import { stampMs } from './stamp.ts';
import type { Stamp } from './stamp.ts';
import { mergeStates } from './text-edit.ts';

type Known = { readonly value: unknown; readonly stamp: Stamp; readonly state?: Uint8Array };

/** What is known of one record, field by field. */
export type Version = { readonly [field: string]: Known };

/** In stored clocks: the stamp of the record's creation, which holds for every field without a stamp of its own. */
const createdKey = '*';

/** Fields that follow from the stamps. */
const derivedFields: ReadonlySet<string> = new Set(['createdAt', 'updatedAt']);

export function mergeVersions(entity: AnyEntity, left: Version, right: Version): Version {
  const merged: { [field: string]: Known } = { ...left };
  for (const name of Object.keys(right)) {
    const known = right[name];
    if (known === undefined) continue;
    const other = merged[name];
    const field = entity.fields[name];
    // A field that this program does not know (a newer device sent it) is kept by the rule that most fields have.
    merged[name] = other === undefined ? known : mergeField(field?.merge ?? 'latest', other, known);
  }
  return merged;
}

/** What a change says of its record. */
export function changeToVersion(entity: AnyEntity, { patch, stamp }: Pick<Change, 'patch' | 'stamp'>): Version {
  const version: { [field: string]: Known } = {};
  for (const name of Object.keys(patch)) {
    const value = patch[name];
    version[name] = entity.fields[name]?.kind === 'merged-text' ? textEditToKnown(value, stamp) : { value, stamp };
  }
  return version;
}

export function storedToVersion(entity: AnyEntity, { record, clocks, states }: StoredRecord): Version {
  const version: { [field: string]: Known } = {};
  for (const name of Object.keys(entity.fields)) {
    if (derivedFields.has(name)) continue;
    // Written by versionToStored and by nothing else.
    const stamp = (clocks[name] ?? clocks[createdKey]) as Stamp;
    const state = states[name];
    version[name] = state === undefined ? { value: record[name], stamp } : { value: record[name], stamp, state };
  }
  return version;
}

/** The record of a version that knows every field. */
export function versionToStored(entity: AnyEntity, id: string, version: Version): StoredRecord {
  const [first, last] = stampsOf(version);
  const record: { id: string; [field: string]: unknown } = { id };
  const clocks: { [field: string]: string } = { [createdKey]: first };
  const states: { [field: string]: Uint8Array } = {};
  for (const name of Object.keys(entity.fields)) {
    const known = version[name];
    record[name] = known?.value ?? null;
    if (known === undefined) continue;
    if (known.state !== undefined) states[name] = known.state;
    if (known.stamp !== first) clocks[name] = known.stamp;
  }
  record['createdAt'] = stampMs(first);
  record['updatedAt'] = stampMs(last);
  return { record, clocks, states };
}

/** The first one and the last one. */
function stampsOf(version: Version): readonly [first: Stamp, last: Stamp] {
  const [stamp, ...others] = new Set(Object.values(version).map((known) => known.stamp));
  assert(stamp !== undefined, 'A record of which nothing is known has no stamp');
  return [
    others.reduce((least, other) => (other < least ? other : least), stamp),
    others.reduce((most, other) => (other > most ? other : most), stamp),
  ];
}

function mergeField(rule: Field<unknown>['merge'], left: Known, right: Known): Known {
  const later = right.stamp > left.stamp ? right : left;
  if (rule === 'latest') return later;
  if (rule === 'fixed') return later === right ? left : right;
  if (left.state === undefined || right.state === undefined) return left.state === undefined ? right : left;
  const { state, text } = mergeStates(left.state, right.state);
  return { value: text, stamp: later.stamp, state };
}

export function textEditToKnown(value: unknown, stamp: Stamp): Known {
  if (value === null) return { value, stamp };
  // Changes are parsed where they enter; those of this device were written by the store.
  const { update, inserted } = value as TextEdit;
  return { value: inserted, stamp, state: base64ToBytes(update) };
}
