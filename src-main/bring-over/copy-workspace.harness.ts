// Two files with their folders, one to bring from and one to bring to, for tests of what happens in between.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { assert } from '#shared/base/assert.ts';
import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import { createId, idFromKey } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { entities } from '#shared/features.ts';
import { emptyMetadata } from '#shared/functions/function-rules.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import type { LentAccount } from '../access/lend-account.ts';
import { openBlobFolder } from '../store/blob-folder.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { copyWorkspace } from './copy-workspace.ts';
import type { CopyDeps } from './copy-workspace.ts';

const clock = { nowMs: () => instantOf(Date.now()) };
const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => crypto.getRandomValues(bytes);

export const brought: Actor = {
  userId: idFromKey('user', 'ada'),
  tenantId: idFromKey('tenant', 'acme'),
  deviceId: 'd',
  permissions: new Set(permissions),
};

async function openAt(folder: string): Promise<{ store: Store } & LentAccount> {
  mkdirSync(folder, { recursive: true });
  const opened = await openStore({
    file: path.join(folder, 'one.sqlite'),
    backupFolder: path.join(folder, 'backups'),
    entities,
    clock,
    random,
  });
  assert(opened.ok, `The file does not open: ${JSON.stringify(opened)}`);
  const filesFolderOf = (workspaceId: string): string => path.join(folder, 'files', workspaceId);
  return { store: opened.value, blobs: openBlobFolder(path.join(folder, 'blobs')), filesFolderOf };
}

/** Opens both; what was left unfinished in either is taken back, as at any opening. */
export async function openBoth(folder: string) {
  const from = await openAt(path.join(folder, 'from'));
  const to = await openAt(path.join(folder, 'to'));
  const deps: CopyDeps = { ...to, entities, clock, random };
  return {
    from,
    to,
    deps,
    close: () => {
      from.store.close();
      to.store.close();
    },
  };
}

/** A workspace of so many functions, with a file in its folder. */
export function writeWorkspace({ store, filesFolderOf }: LentAccount, functionCount: number): string {
  const [tenantId, userId] = [idFromKey('tenant', 'personal'), idFromKey('user', 'owner')];
  const workspaceId = createId(clock.nowMs(), random);
  store.write({ actorId: userId }, (tx) => {
    const settings = { historyDays: null };
    tx.create(workspaceEntity, {
      id: workspaceId,
      tenantId,
      workspaceId,
      name: 'W',
      description: '',
      ownerId: userId,
      settings,
    });
    for (let index = 0; index < functionCount; index += 1) {
      const source = `f${String(index)} <- function() ${String(index)}\n`;
      tx.create(functionEntity, {
        tenantId,
        workspaceId,
        name: `f${String(index)}`,
        createdBy: userId,
        folder: '',
        language: 'r',
        draftSource: source,
        draftChecksum: '0'.repeat(64),
        metadata: emptyMetadata,
      });
    }
  });
  mkdirSync(filesFolderOf(workspaceId), { recursive: true });
  writeFileSync(path.join(filesFolderOf(workspaceId), 'data.csv'), 'a,b\n1,2\n');
  return workspaceId;
}

/** A file of the workspace's first function. */
export async function attachFile({ store, blobs }: LentAccount, workspaceId: string): Promise<void> {
  const bytes = new TextEncoder().encode('x,y\n3,4\n');
  const content = await blobs.put([bytes]);
  const [owner] = store.list(functionEntity, { where: { workspaceId } });
  assert(owner !== undefined, 'The workspace has functions.');
  store.write({ actorId: owner.createdBy }, (tx) =>
    tx.create(attachmentEntity, {
      tenantId: owner.tenantId,
      workspaceId,
      functionId: owner.id,
      name: 'points.csv',
      note: '',
      mediaType: 'text/csv',
      content,
      sizeBytes: bytes.length,
      createdBy: owner.createdBy,
    }),
  );
}

/** For a process of its own: begins to bring a workspace over, and dies in the middle. */
export async function copyUntilKilled(folder: string, workspaceId: string): Promise<void> {
  const { from, deps } = await openBoth(folder);
  await copyWorkspace(deps, {
    actor: brought,
    from,
    workspaceId,
    name: 'W',
    signal: new AbortController().signal,
    onProgress: ({ step, written }) => {
      if (step === 'writing' && written > 100) process.kill(process.pid, 'SIGKILL');
    },
  });
}
