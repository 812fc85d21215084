// Entities of every scope that synchronises, and changes of them as a device makes them: for tests and the simulator.
import { z } from 'zod';

import { bytesToBase64 } from '../base/base64.ts';
import { createId } from '../base/id.ts';
import { instantOf } from '../base/instant.ts';
import { formatStamp, stampMs } from '../changes/stamp.ts';
import type { Stamp } from '../changes/stamp.ts';
import { findSplice, spliceUpdate } from '../changes/text-edit.ts';
import { defineEntity } from '../schema/entity.ts';
import type { AnyEntity } from '../schema/entity.ts';
import { choice, integer, json, mergedText, optional, reference, retired, text } from '../schema/field.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { acceptChanges } from './accept-changes.ts';
import type { Acceptance, AcceptDeps } from './accept-changes.ts';
import type { SentChange } from './sync-protocol.ts';

const permissions = { read: 'x', write: 'x' };

export const workspace = defineEntity('workspace', { scope: 'workspace', fields: { name: text() }, permissions });
export const project = defineEntity('project', {
  scope: 'workspace',
  fields: { name: text(), ownerId: reference('user') },
  permissions,
});
export const note = defineEntity('note', {
  scope: 'workspace',
  fields: {
    author: text({ merge: 'fixed' }),
    title: text({ max: 40 }),
    state: choice(['open', 'done']),
    rating: optional(integer({ min: 0, max: 100 })),
    tags: json(z.array(z.string()).max(9)),
    body: mergedText({ max: 2_000 }),
    oldColour: retired(text()),
  },
  permissions,
});
export const task = defineEntity('task', {
  scope: 'project',
  fields: { title: text(), points: integer() },
  permissions,
});
export const preference = defineEntity('preference', {
  scope: 'user',
  fields: { value: json(z.json()) },
  permissions,
});
export const member = defineEntity('member', { scope: 'tenant', fields: { name: text() }, permissions });
const run = defineEntity('run', { scope: 'device', fields: { name: text() }, permissions });

export const worldEntities: ReadonlyMap<string, AnyEntity> = new Map(
  [workspace, project, note, task, preference, member, run].map((entity): [string, AnyEntity] => [entity.name, entity]),
);

export const startMs = Date.UTC(2026, 0, 1);
export const deviceA = 'aaaaaaaa00000001';
export const deviceB = 'bbbbbbbb00000002';

export function stampAt(ms: number, deviceId = deviceA, counter = 0): Stamp {
  return formatStamp({ ms: instantOf(startMs + ms), counter, deviceId });
}

export function idAt(index: number): string {
  return createId(instantOf(startMs), (bytes) =>
    bytes.fill(0).map((_, at) => (at === 15 ? index % 256 : (index >> 8) % 256)),
  );
}

export const workspaceId = idAt(1);

/** A merged text's edit, as the store writes it (describe-write.ts). */
export function textEdit(
  before: string,
  after: string,
  { state, deviceId = deviceA }: { readonly state?: Uint8Array | undefined; readonly deviceId?: string } = {},
): { at: number; inserted: string; update: string } {
  const splice = findSplice(before, after);
  const update = bytesToBase64(spliceUpdate(state, splice, deviceId));
  return { at: splice?.at ?? 0, inserted: splice?.inserted ?? '', update };
}

type ChangeGiven = Partial<SentChange> & Pick<SentChange, 'number'>;

/** A change of a note; what is not given is as an honest device has it. */
export function changeOf(given: ChangeGiven): SentChange {
  const { number, deviceId = deviceA } = given;
  return {
    transactionNumber: number,
    undoGroup: 'group',
    sessionId: null,
    entity: 'note',
    recordId: idAt(100),
    patch: {},
    before: {},
    schemaVersion: 5,
    stamp: stampAt(number, deviceId),
    ...given,
    deviceId,
  };
}

export function noteCreation(given: ChangeGiven): SentChange {
  const { deviceId = deviceA } = given;
  return changeOf({
    ...given,
    patch: {
      tenantId: 't',
      workspaceId,
      author: 'ada',
      title: 'first',
      state: 'open',
      rating: null,
      tags: [],
      body: textEdit('', 'text', { deviceId }),
      deletedAt: null,
      ...given.patch,
    },
    before: null,
  });
}

export function deletion(given: ChangeGiven): SentChange {
  const change = changeOf(given);
  return { ...change, patch: { deletedAt: stampMs(change.stamp) }, before: { deletedAt: null } };
}

/** A server in memory that lets everybody write everything, unless told otherwise. */
export function setupAcceptance(given: Partial<AcceptDeps> = {}): {
  readonly push: (
    changes: readonly SentChange[],
    options?: Partial<AcceptDeps> & {
      readonly after?: { readonly [deviceId: string]: number };
      readonly fence?: string;
    },
  ) => Acceptance;
  readonly find: (id: string, entity?: AnyEntity) => StoredRecord | undefined;
  readonly log: readonly SentChange[];
} {
  const records = new Map<string, StoredRecord>();
  const devices: Map<string, Acceptance['devices'] extends ReadonlyMap<string, infer D> ? D : never> = new Map();
  const answers = new Map<string, Acceptance['answers'][number]['outcome']>();
  const log: SentChange[] = [];
  const deps: AcceptDeps = {
    entityByName: worldEntities,
    schemaVersion: 6,
    tenantId: 't',
    actorId: 'ada',
    nowMs: startMs + 1_000,
    findRecord: (entity, id) => records.get(`${entity.name} ${id}`),
    // Both have greeted: ada's device and bob's.
    findDevice: (deviceId) =>
      devices.get(deviceId) ?? {
        userId: deviceId === deviceB ? 'bob' : 'ada',
        lastNumber: 0,
        lastStamp: null,
        fence: 'f',
      },
    findAnswer: (deviceId, number) =>
      answers.get(`${deviceId} ${String(number)}`) ??
      (log.some((change) => change.deviceId === deviceId && change.number === number)
        ? { kind: 'applied' }
        : undefined),
    mayWrite: () => undefined,
    ...given,
  };
  return {
    push: (changes, { after = {}, fence = 'f', ...options } = {}) => {
      const accepted = acceptChanges({ ...deps, ...options }, { changes, after, fence });
      for (const { entity, stored } of accepted.records) records.set(`${entity.name} ${stored.record.id}`, stored);
      for (const [deviceId, device] of accepted.devices) devices.set(deviceId, device);
      for (const { deviceId, number, outcome } of accepted.answers)
        answers.set(`${deviceId} ${String(number)}`, outcome);
      log.push(...accepted.log.map(({ change }) => change));
      return accepted;
    },
    find: (id, entity = note) => records.get(`${entity.name} ${id}`),
    log,
  };
}
