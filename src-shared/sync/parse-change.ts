/*
 * What a change may say, before anybody merges it: fields that there are, values that fit them, texts whose edits Yjs can read.
 *
 * The server refuses whatever it does not know, for a device says nothing that the server's schema has not got. A device leaves
 * out what it does not know, for the server may be newer; it is kept apart (unknown-fields.ts).
 */
import { base64ToBytes } from '../base/base64.ts';
import { fail, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { TextEdit } from '../changes/change.ts';
import { stampMs } from '../changes/stamp.ts';
import { acceptUpdate } from '../changes/text-edit.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { parseValue, problemsMax } from './parse-value.ts';
import type { SentChange } from './sync-protocol.ts';
import { isSentField } from './synced-entities.ts';

/** A text with all that was ever deleted in it. A text itself has two million characters at most. */
const stateBytesMax = 16 * 1024 * 1024;

export type ParseOptions = {
  readonly isUnknownFine: boolean;
  /** Whether an edit of a text must be one of the change's own device. */
  readonly isOwnTextOnly: boolean;
};

/** The patch as it is merged and logged; or what is wrong with it, as sentences. */
export function parseSentPatch(
  entity: AnyEntity,
  change: SentChange,
  stored: StoredRecord | undefined,
  options: ParseOptions,
): Result<SentChange['patch'], readonly string[]> {
  const patch: { [field: string]: unknown } = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(change.patch)) {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    if (field?.kind === 'retired') continue; // An old device writes it still; nobody reads it.
    if (field === undefined || !isSentField(name, field)) {
      if (!options.isUnknownFine) problems.push(`${name} is no field that a device sets`);
      continue;
    }
    const parsed =
      field.kind === 'merged-text' && value !== null
        ? parseTextEdit({ name, field, value, change, stored, options })
        : name === 'deletedAt'
          ? parseDeletion(value, change)
          : parseValue(name, field, value);
    if (parsed.ok) patch[name] = parsed.value;
    else problems.push(...parsed.failure);
  }
  if (change.before === null) problems.push(...missingFields(entity, patch));
  // Parsed by schemas that give JSON.
  return problems.length > 0 ? fail(problems.slice(0, problemsMax)) : ok(patch as SentChange['patch']);
}

/** Completes the patch of a creation by what a device of an older schema could not say. */
function missingFields(entity: AnyEntity, patch: { [field: string]: unknown }): string[] {
  const problems: string[] = [];
  for (const [name, field] of Object.entries(entity.fields)) {
    if (!isSentField(name, field) || Object.hasOwn(patch, name)) continue;
    if (field.isOptional) patch[name] = null;
    else problems.push(`${name} is missing`);
  }
  if (patch['deletedAt'] !== null) problems.push('it is deleted as it is made');
  return problems;
}

function parseDeletion(value: unknown, { stamp }: SentChange): Result<unknown, readonly string[]> {
  const isMoment = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= stampMs(stamp);
  return value === null || isMoment ? ok(value) : fail(['deletedAt is no moment before its stamp']);
}

type TextQuestion = {
  readonly name: string;
  readonly field: Field<unknown>;
  readonly value: unknown;
  readonly change: SentChange;
  readonly stored: StoredRecord | undefined;
  readonly options: ParseOptions;
};

function parseTextEdit({
  name,
  field,
  value,
  change,
  stored,
  options,
}: TextQuestion): Result<TextEdit, readonly string[]> {
  const edit = asTextEdit(value);
  if (edit === undefined) return fail([`${name} is no edit of a text`]);
  const state = stored?.states[name];
  const update = base64ToBytes(edit.update);
  const woven = acceptUpdate(state, update, options.isOwnTextOnly ? change.deviceId : null);
  if (woven === undefined) return fail([`${name} is an edit of a text that is not here`]);
  // What merging takes for the text where there was none (merge.ts).
  if (state === undefined && woven.text !== edit.inserted)
    return fail([`${name} says another text than its edit makes`]);
  if (woven.state.length > stateBytesMax) return fail([`${name} has become too long to be merged`]);
  const parsed = parseValue(name, field, woven.text);
  return parsed.ok ? ok(edit) : parsed;
}

const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Undefined for what is no edit of a text by its form. */
export function asTextEdit(value: unknown): TextEdit | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { at, inserted, update, ...others } = value as { readonly [key: string]: unknown };
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) return undefined;
  if (typeof inserted !== 'string' || typeof update !== 'string' || Object.keys(others).length > 0) return undefined;
  return update !== '' && update.length % 4 === 0 && base64Pattern.test(update) ? { at, inserted, update } : undefined;
}
