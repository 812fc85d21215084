/*
 * What a person chose that should be so again at the next start: theme, open tabs, typed arguments. Kept as user preference
 * records, because local storage does not outlive the port of one start. Read once before the first render, then written
 * behind: each window keeps its own tabs and arguments, and the last one to change something is remembered.
 */
import type { Json } from '#shared/values/json.ts';
import { idFromKey } from '#shared/base/id.ts';
import { userPreferenceEntity } from '#shared/tenancy/tenancy-entities.ts';

import { client } from '../rpc/client.ts';
import { getAppInfo } from './use-app-info.ts';

/** The id is empty until the record is made. */
type KeptPreference = { readonly id: string; readonly value: Json };

const keptByKey = new Map<string, KeptPreference>();
const waitingKeys = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

const writeBehindMs = 400; // Typing in a form writes once per pause, not once per key.

export async function loadPreferences(userId: string): Promise<void> {
  const records = await client.records.list({ entity: userPreferenceEntity.name, where: { userId } });
  for (const record of records) {
    const { preferenceKey, preferenceValue } = userPreferenceEntity.schema.parse(record);
    keptByKey.set(preferenceKey, { id: record.id, value: preferenceValue });
  }
}

export function readPreference(key: string): Json | undefined {
  return keptByKey.get(key)?.value;
}

export function savePreference(key: string, value: Json): void {
  const kept = keptByKey.get(key);
  if (kept !== undefined && JSON.stringify(kept.value) === JSON.stringify(value)) return;
  keptByKey.set(key, { id: kept?.id ?? '', value });
  waitingKeys.add(key);
  clearTimeout(timer);
  timer = setTimeout(flushPreferences, writeBehindMs);
}

/** Sends what is waiting; called by itself after a pause, and when the page goes away. */
export function flushPreferences(): void {
  clearTimeout(timer);
  for (const key of waitingKeys) {
    // A preference that could not be kept is not worth a message: it is chosen again with a click.
    void write(key).catch(() => undefined);
  }
  waitingKeys.clear();
}

async function write(key: string): Promise<void> {
  const kept = keptByKey.get(key);
  if (kept === undefined) return;
  const entity = userPreferenceEntity.name;
  if (kept.id !== '') {
    await client.records.patch({ entity, id: kept.id, patch: { preferenceValue: kept.value } });
    return;
  }
  const { tenantId, userId } = getAppInfo();
  const id = idFromKey(userPreferenceEntity.name, userId, key);
  keptByKey.set(key, { id, value: kept.value });
  const draft = { id, tenantId, userId, preferenceKey: key, preferenceValue: kept.value };
  try {
    await client.records.create({ entity, draft });
  } catch {
    // Another window made it first.
    await client.records.patch({ entity, id, patch: { preferenceValue: kept.value } });
  }
}
