/*
 * Changes and records as they are stored, and as they are sent. Whoever receives parses: a value that does not fit its field
 * would break a table, on a device as on the server.
 */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { assert } from '../base/assert.ts';
import { fail, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Change } from '../changes/change.ts';
import { receiveStamp, stampMs } from '../changes/stamp.ts';
import type { Stamp } from '../changes/stamp.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { parseValue } from './parse-value.ts';
import type { SentChange, SentRecord } from './sync-protocol.ts';
import { isSentField } from './synced-entities.ts';

const createdKey = '*';

/** `schemaVersion`: the device's own of today. Its tables have moved on with it, and so has whatever waits in them. */
export function changeToSent({ actorId, ...change }: Change, schemaVersion: number): SentChange {
  assert(actorId !== '', `Nobody made the change ${String(change.number)}`);
  // Values are JSON: they were parsed by their fields' schemas before they were stored.
  return { ...change, schemaVersion } as SentChange;
}

export function storedToSent(entity: AnyEntity, { record, clocks, states }: StoredRecord): SentRecord {
  const values: { [name: string]: unknown } = {};
  const sentClocks: { [name: string]: unknown } = {};
  const sentStates: { [name: string]: string } = {};
  if (clocks[createdKey] !== undefined) sentClocks[createdKey] = clocks[createdKey];
  for (const { name, isSent } of fieldsOf(entity)) {
    if (!isSent) continue;
    values[name] = record[name] ?? null;
    if (clocks[name] !== undefined) sentClocks[name] = clocks[name];
    if (states[name] !== undefined) sentStates[name] = bytesToBase64(states[name]);
  }
  // Stored by the same program that reads it: the values are JSON and the clocks are stamps.
  return { entity: entity.name, id: record.id, values, clocks: sentClocks, states: sentStates } as SentRecord;
}

/** What of a record's fields is sent, in its order. */
export function sentNames(entity: AnyEntity): readonly string[] {
  return fieldsOf(entity).flatMap(({ name, isSent }) => (isSent ? [name] : []));
}

type KnownField = { readonly name: string; readonly field: Field<unknown>; readonly isSent: boolean };

const fieldsByEntity = new WeakMap<AnyEntity, readonly KnownField[]>();

/** Found once: they are asked for with every record of a page. */
function fieldsOf(entity: AnyEntity): readonly KnownField[] {
  const known = fieldsByEntity.get(entity);
  if (known !== undefined) return known;
  const fields = Object.entries(entity.fields).map(([name, field]) => ({
    name,
    field,
    isSent: isSentField(name, field),
  }));
  fieldsByEntity.set(entity, fields);
  return fields;
}

/**
 * A record that has come, fit to be stored. What this program does not know of it (a newer server sent it) is left out, and kept
 * apart (unknown-fields.ts). Fails with what is wrong, as sentences.
 *
 * It is what `versionToStored` makes of the record's version, without a version in between: a first load does this for every record.
 */
export function sentToStored(entity: AnyEntity, sent: SentRecord): Result<StoredRecord, readonly string[]> {
  const created = sent.clocks[createdKey];
  if (created === undefined) return fail(['it does not say when it was made']);
  const record: { id: string; [field: string]: unknown } = { id: sent.id };
  const states: { [field: string]: Uint8Array } = {};
  let problems: string[] | undefined;
  let [first, last]: (Stamp | undefined)[] = [];
  for (const { name, field, isSent } of fieldsOf(entity)) {
    record[name] = null;
    if (!isSent) continue;
    const parsed = parseValue(name, field, sent.values[name] ?? null);
    if (!parsed.ok) {
      problems = [...(problems ?? []), ...parsed.failure];
      continue;
    }
    record[name] = parsed.value;
    const stamp = sent.clocks[name] ?? created;
    if (first === undefined || stamp < first) first = stamp;
    if (last === undefined || stamp > last) last = stamp;
    const state = field.kind === 'merged-text' ? sent.states[name] : undefined;
    if (state !== undefined) states[name] = base64ToBytes(state);
  }
  if (problems !== undefined) return fail(problems);
  assert(first !== undefined && last !== undefined, `Nothing is sent of a ${entity.name}`);
  record['createdAt'] = stampMs(first);
  record['updatedAt'] = stampMs(last);
  return ok({ record, clocks: first === last ? { [createdKey]: first } : clocksFrom(entity, sent, first), states });
}

/** Of each field the stamp that is not the first of the record's. */
function clocksFrom(entity: AnyEntity, { clocks }: SentRecord, first: Stamp): { [field: string]: string } {
  const stored: { [field: string]: string } = { [createdKey]: first };
  for (const { name, isSent } of fieldsOf(entity)) {
    const stamp = clocks[name] ?? clocks[createdKey];
    if (isSent && stamp !== undefined && stamp !== first) stored[name] = stamp;
  }
  return stored;
}

/** The latest stamp in a record: what a device's clock must have received before it stamps anything on top of it. */
export function latestStamp(sent: Pick<SentRecord, 'clocks'>): Stamp | null {
  let latest: Stamp | null = null;
  for (const name of Object.keys(sent.clocks)) {
    const stamp = sent.clocks[name];
    if (stamp !== undefined) latest = receiveStamp(latest, stamp);
  }
  return latest;
}
