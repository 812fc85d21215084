// Devices that are signed in to a real server, each by a door of its own that can be made to misbehave.
import { setTimeout as pause } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { ApiClient } from '#shared/features.ts';
import type { SyncDetails, SyncState } from '#shared/sync/sync-api.ts';

import { adaEmail, password } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { openServerDoor } from './access/server-door.harness.ts';
import { setupHostFolder } from './host.harness.ts';
import type { HostOptions } from './host.ts';

export async function setupDevice(
  server: Pick<AdaServer, 'address'>,
  email = adaEmail,
  options: Partial<HostOptions> = {},
) {
  const door = await openServerDoor(server.address);
  onTestFinished(async () => await door.close());
  const host = setupHostFolder();
  async function open() {
    const started = await host.start(options);
    // Of the tests no keychain is asked, so a start asks for the password.
    const entered = await started.connect().client.connections.signIn({ address: door.address, email, password });
    assert(entered.kind === 'signed-in', 'They are in one tenant.');
    return { client: started.connect().client, connect: started.connect, close: started.close };
  }
  return { door, host, open, ...(await open()) };
}

/** Stamps are of milliseconds: what is written after it is later. */
export async function aMomentLater(): Promise<void> {
  const nowMs = Date.now();
  while (Date.now() <= nowMs) await pause(1);
}

type On = Extract<SyncState, { readonly kind: 'on' }>;

/** Resolves with the first state that fits, now or later. */
export async function waitForSync(client: ApiClient, fits: (state: On) => boolean): Promise<On> {
  const stop = new AbortController();
  for await (const state of await client.sync.watch(undefined, { signal: stop.signal })) {
    if (state.kind !== 'on' || !fits(state)) continue;
    stop.abort();
    return state;
  }
  throw new Error('Synchronisation has never come to that.');
}

export async function inStep(client: ApiClient): Promise<On> {
  return await waitForSync(
    client,
    ({ activity, waiting, parts }) =>
      activity === 'in-step' && waiting === 0 && parts.all > 0 && parts.whole === parts.all,
  );
}

export async function waitForDetails(client: ApiClient, fits: (details: SyncDetails) => boolean): Promise<SyncDetails> {
  const stop = new AbortController();
  for await (const details of await client.sync.watchDetails(undefined, { signal: stop.signal })) {
    if (!fits(details)) continue;
    stop.abort();
    return details;
  }
  throw new Error('The details have never come to that.');
}

type Found = { readonly id: string; readonly [field: string]: unknown };

/** Resolves when a record is here that fits. */
export async function waitForRecord(
  client: ApiClient,
  entity: string,
  fits: (record: Found) => boolean,
): Promise<Found> {
  const stop = new AbortController();
  for await (const event of await client.records.watch({ entity }, { signal: stop.signal })) {
    const found = (event.kind === 'reset' ? event.records : event.upserts).find(fits);
    if (found === undefined) continue;
    stop.abort();
    return found;
  }
  throw new Error(`No such ${entity} has come.`);
}

/** Resolves when a record is here no more. */
export async function waitForGone(client: ApiClient, entity: string, id: string): Promise<void> {
  const stop = new AbortController();
  let isHere = false;
  for await (const event of await client.records.watch({ entity }, { signal: stop.signal })) {
    if (event.kind === 'reset') isHere = event.records.some((record) => record.id === id);
    else isHere = (isHere || event.upserts.some((record) => record.id === id)) && !event.removed.includes(id);
    if (isHere) continue;
    stop.abort();
    return;
  }
}
