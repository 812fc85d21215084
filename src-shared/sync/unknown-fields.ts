/*
 * What a newer server tells of a record beyond the fields that this program has. It is kept as it came, beside the record, and
 * becomes values of the record when the program has learned of the fields: until then nobody here reads it, and nobody changes it.
 *
 *     a page of a snapshot   takes the place of what was kept of its records
 *     a change elsewhere     is merged into what is kept
 *     an update              `takeUpFields`, when the file is opened by a program that knows more
 *
 * Of what kind a field will turn out to be is not known yet. So of a value that could be an edit of a merged text both are kept:
 * the latest value, and what Yjs weaves of all of them. The kind decides which of the two counts.
 */
import { base64ToBytes } from '../base/base64.ts';
import { mergeVersions, storedToVersion, versionToStored } from '../changes/merge.ts';
import type { Version } from '../changes/merge.ts';
import type { Stamp } from '../changes/stamp.ts';
import { acceptUpdate } from '../changes/text-edit.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { asTextEdit } from './parse-change.ts';
import { parseValue } from './parse-value.ts';
import type { SentChange, SentRecord } from './sync-protocol.ts';
import { isSentField } from './synced-entities.ts';

type Known = Version[string];

/** Undefined, as most often, where there is none. */
export function unknownOfRecord(entity: AnyEntity, sent: SentRecord): Version | undefined {
  const created = sent.clocks['*'];
  let found: { [field: string]: Known } | undefined;
  for (const name of Object.keys(sent.values)) {
    if (Object.hasOwn(entity.fields, name)) continue;
    const stamp = sent.clocks[name] ?? created;
    if (stamp === undefined) continue;
    const [value, state] = [sent.values[name] ?? null, sent.states[name]];
    found ??= {};
    found[name] = state === undefined ? { value, stamp } : { value, stamp, state: base64ToBytes(state) };
  }
  return found;
}

/** What is kept of a record once a change of it has been told; undefined where the change says nothing that is not known here. */
export function unknownWithChange(
  entity: AnyEntity,
  { patch, stamp }: Pick<SentChange, 'patch' | 'stamp'>,
  findKept: () => Version | undefined,
): Version | undefined {
  const names = Object.keys(patch).filter((name) => !Object.hasOwn(entity.fields, name));
  if (names.length === 0) return undefined;
  const kept = findKept() ?? {};
  return { ...kept, ...Object.fromEntries(names.map((name) => [name, withValue(kept[name], patch[name], stamp)])) };
}

function withValue(kept: Known | undefined, value: unknown, stamp: Stamp): Known {
  const edit = asTextEdit(value);
  // What only looks like an edit of a text is none that Yjs can read, or is of no use to it.
  const state = edit === undefined ? undefined : acceptUpdate(kept?.state, base64ToBytes(edit.update), null)?.state;
  const latest = kept === undefined || stamp > kept.stamp ? { value, stamp } : { value: kept.value, stamp: kept.stamp };
  const woven = state ?? kept?.state;
  return woven === undefined ? latest : { ...latest, state: woven };
}

export type TakenUp = {
  readonly stored: StoredRecord;
  /** What this program does not know either: it is kept on. */
  readonly left: Version;
};

/**
 * The record with what was kept of it, as far as the fields are known now. What does not fit its field is dropped: after an update
 * everything is fetched anew as soon as there is a server.
 */
export function takeUpFields(entity: AnyEntity, stored: StoredRecord, kept: Version): TakenUp {
  const known: { [field: string]: Known } = { ...storedToVersion(entity, stored) };
  const told: { [field: string]: Known } = {};
  const left: { [field: string]: Known } = {};
  for (const [name, one] of Object.entries(kept)) {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    if (field === undefined) {
      left[name] = one;
      continue;
    }
    const value = isSentField(name, field) ? readField(name, field, one) : undefined;
    if (value === undefined) continue;
    told[name] = value;
    // The column has come with the update: that it is empty, nobody has said.
    const isEmpty = (stored.record[name] ?? null) === null && stored.clocks[name] === undefined;
    if (isEmpty) delete known[name];
  }
  if (Object.keys(told).length === 0) return { stored, left };
  return { stored: versionToStored(entity, stored.record.id, mergeVersions(entity, known, told)), left };
}

function readField(name: string, field: Field<unknown>, { value, stamp, state }: Known): Known | undefined {
  const isText = field.kind === 'merged-text' && (value !== null || state !== undefined);
  const woven = isText && state !== undefined ? acceptUpdate(undefined, state, null) : undefined;
  if (isText && woven === undefined) return undefined;
  const parsed = parseValue(name, field, woven === undefined ? value : woven.text);
  if (!parsed.ok) return undefined;
  return woven === undefined ? { value: parsed.value, stamp } : { value: parsed.value, stamp, state: woven.state };
}
