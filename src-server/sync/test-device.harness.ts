/*
 * A device as the server sees one: it numbers and stamps changes, pushes them, and pulls. It keeps no records: what a device makes
 * of the answers is tested where it is done.
 */
import { bytesToBase64 } from '#shared/base/base64.ts';
import { createId, idFromKey } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { createDeviceId, nextStamp } from '#shared/changes/stamp.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import { findSplice, spliceUpdate } from '#shared/changes/text-edit.ts';
import { usualProjectSettings } from '#shared/matrix/project-settings.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';
import type { Cursor, SentChange } from '#shared/sync/sync-protocol.ts';

import type { ServerClient } from '../server-client.harness.ts';

type Values = { readonly [field: string]: unknown };
type Exceptions = { readonly artifacts?: Values; readonly objects?: Values };
export type Place = { readonly tenantId: string; readonly workspaceId: string; readonly projectId: string };

const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => crypto.getRandomValues(bytes);
export const newId = (): string => createId(instantOf(Date.now()), random);

export type TestDevice = ReturnType<typeof createTestDevice>;

export function createTestDevice(client: ServerClient, { tenantId, userId }: { tenantId: string; userId: string }) {
  const deviceId = createDeviceId(random);
  let number = 0;
  let pushed = 0;
  let last: Stamp | null = null;
  let fence: string | undefined;
  let cursor: Cursor = { epoch: 'none', seq: 0 };

  function change(entity: string, recordId: string, patch: Values, before: Values | null): SentChange {
    last = nextStamp(last, instantOf(Date.now()), deviceId);
    number += 1;
    return {
      deviceId,
      number,
      transactionNumber: number,
      undoGroup: `group ${String(number)}`,
      sessionId: null,
      entity,
      recordId,
      patch,
      before,
      stamp: last,
      schemaVersion: migrations.length,
    } as SentChange; // The values of tests are JSON.
  }

  const create = (entity: string, values: Values, recordId = newId()): SentChange =>
    change(entity, recordId, { tenantId, deletedAt: null, ...values }, null);

  const device = {
    deviceId,
    change,
    create,
    patch: (entity: string, recordId: string, patch: Values, before: Values = {}) =>
      change(entity, recordId, patch, before),
    /** Of the last greeting. */
    fence: async (): Promise<string> => fence ?? (await device.greet()).fence,
    /** As one transaction. */
    together: (changes: readonly SentChange[]): SentChange[] =>
      changes.map((each) => ({ ...each, transactionNumber: changes[0]?.number ?? each.number })),
    push: async (changes: SentChange[], after = pushed) => {
      const { outcomes } = await client.sync.push({
        changes,
        after: { [deviceId]: after },
        fence: await device.fence(),
      });
      pushed = Math.max(pushed, changes.at(-1)?.number ?? 0);
      return outcomes;
    },
    greet: async () => {
      const greeting = await client.sync.greet({ deviceIds: [deviceId], schemaVersion: migrations.length });
      cursor = greeting.head;
      ({ fence } = greeting);
      return greeting;
    },
    /** Until there is no more. */
    pull: async (from: Cursor = cursor) => {
      const changes = [];
      for (let at = from, page = 0; page < 1_000; page += 1) {
        const answer = await client.sync.pull({ cursor: at, deviceId });
        if (answer.kind === 'resync') throw new Error(`Resync: ${answer.reason}`);
        changes.push(...answer.changes);
        at = answer.cursor;
        if (answer.isEnd) {
          cursor = at;
          return { changes, reach: answer.reach, cursor };
        }
      }
      throw new Error('A pull had no end.');
    },
    workspace: (name: string, workspaceId = newId()): SentChange[] => [
      create(
        'workspace',
        { workspaceId, name, description: '', ownerId: userId, settings: { historyDays: null } },
        workspaceId,
      ),
      device.workspaceMember(workspaceId, userId, 'owner'),
    ],
    workspaceMember: (workspaceId: string, who: string, role: string) =>
      create('workspaceMember', { workspaceId, userId: who, role }, idFromKey('workspaceMember', workspaceId, who)),
    project: (workspaceId: string, name: string, projectId = newId()): SentChange[] => [
      create(
        'project',
        { workspaceId, name, description: '', ownerId: userId, status: 'active', settings: usualProjectSettings },
        projectId,
      ),
      device.projectMember({ tenantId, workspaceId, projectId }, userId, 'owner'),
    ],
    /** `exceptions` may have some by artifact, and some by object. */
    projectMember: ({ workspaceId, projectId }: Place, who: string, role: string, exceptions: Exceptions = {}) =>
      create(
        'projectMembership',
        {
          workspaceId,
          projectId,
          userId: who,
          role,
          permissions: { artifacts: {}, objects: {}, ...exceptions },
          joinedAt: 1,
        },
        membershipId(projectId, who),
      ),
    comment: ({ workspaceId, projectId }: Place, body: string, values: Values = {}) =>
      create('comment', {
        workspaceId,
        projectId,
        subjectKind: 'project',
        subjectId: projectId,
        body,
        authorId: userId,
        parentId: null,
        isResolved: false,
        ...values,
      }),
    sourceText: ({ workspaceId, projectId }: Place, name: string, body: string) =>
      create('sourceText', {
        workspaceId,
        projectId,
        name,
        kind: 'notes',
        rank: 'a0',
        body: textEdit(deviceId, '', body),
      }),
  };
  return device;
}

export function textEdit(deviceId: string, before: string, after: string, state?: Uint8Array) {
  const splice = findSplice(before, after);
  const update = bytesToBase64(spliceUpdate(state, splice, deviceId));
  return { at: splice?.at ?? 0, inserted: splice?.inserted ?? '', update };
}
