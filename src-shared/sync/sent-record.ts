/*
 * Changes and records as they are stored, and as they are sent. Whoever receives parses: a value that does not fit its field
 * would break a table, on a device as on the server.
 */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { assert } from '../base/assert.ts';
import { fail, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Change } from '../changes/change.ts';
import { versionToStored } from '../changes/merge.ts';
import type { Version } from '../changes/merge.ts';
import { receiveStamp } from '../changes/stamp.ts';
import type { Stamp } from '../changes/stamp.ts';
import type { AnyEntity } from '../schema/entity.ts';
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
  for (const name of sentNames(entity)) {
    values[name] = record[name] ?? null;
    if (clocks[name] !== undefined) sentClocks[name] = clocks[name];
    if (states[name] !== undefined) sentStates[name] = bytesToBase64(states[name]);
  }
  // Stored by the same program that reads it: the values are JSON and the clocks are stamps.
  return { entity: entity.name, id: record.id, values, clocks: sentClocks, states: sentStates } as SentRecord;
}

const namesByEntity = new WeakMap<AnyEntity, readonly string[]>();

/** Found once: they are asked for with every record of a page. */
function sentNames(entity: AnyEntity): readonly string[] {
  const known = namesByEntity.get(entity);
  if (known !== undefined) return known;
  const names = Object.keys(entity.fields).filter((name) => {
    const field = entity.fields[name];
    return field !== undefined && isSentField(name, field);
  });
  namesByEntity.set(entity, names);
  return names;
}

/**
 * A record that has come, fit to be stored. What this program does not know of it (a newer server sent it) is left out, and kept
 * apart (unknown-fields.ts). Fails with what is wrong, as sentences.
 */
export function sentToStored(entity: AnyEntity, sent: SentRecord): Result<StoredRecord, readonly string[]> {
  const created = sent.clocks[createdKey];
  if (created === undefined) return fail(['it does not say when it was made']);
  const version: { [field: string]: Version[string] } = {};
  const problems: string[] = [];
  for (const name of sentNames(entity)) {
    const field = entity.fields[name];
    if (field === undefined) continue;
    const parsed = parseValue(name, field, sent.values[name] ?? null);
    if (!parsed.ok) {
      problems.push(...parsed.failure);
      continue;
    }
    const state = field.kind === 'merged-text' ? sent.states[name] : undefined;
    const known = { value: parsed.value, stamp: sent.clocks[name] ?? created };
    version[name] = state === undefined ? known : { ...known, state: base64ToBytes(state) };
  }
  return problems.length > 0 ? fail(problems) : ok(versionToStored(entity, sent.id, version));
}

/** The latest stamp in a record: what a device's clock must have received before it stamps anything on top of it. */
export function latestStamp(sent: Pick<SentRecord, 'clocks'>): Stamp | null {
  return Object.values(sent.clocks).reduce<Stamp | null>(receiveStamp, null);
}
