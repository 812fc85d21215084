import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { createId } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { workspaceEntity, workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';

import { brought, openBoth, writeWorkspace } from './copy-workspace.harness.ts';
import { sweepArriving } from './copy-files.ts';
import { copyWorkspace } from './copy-workspace.ts';
import type { CopyRun } from './copy-workspace.ts';

const functionCount = 300;

function setupFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-bring-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

type Both = Awaited<ReturnType<typeof openBoth>>;

/** Everything that a copy writes, also what would be deleted or waits to be sent. */
function leftIn({ to }: Both) {
  return {
    workspaces: to.store.list(workspaceEntity, { includeDeleted: true }).length,
    members: to.store.list(workspaceMemberEntity, { includeDeleted: true }).length,
    functions: to.store.list(functionEntity, { includeDeleted: true }).length,
    changes: to.store.listChangeHeads({ limit: 1 }).length,
  };
}

const nothing = { workspaces: 0, members: 0, functions: 0, changes: 0 };

async function copy(
  { from, deps }: Both,
  workspaceId: string,
  run: Partial<CopyRun> = {},
): Promise<string | undefined> {
  const { signal } = new AbortController();
  return await copyWorkspace(deps, {
    actor: brought,
    from,
    workspaceId,
    name: 'W',
    signal,
    onProgress: () => undefined,
    ...run,
  });
}

test('a copy that is cancelled in the middle leaves nothing, and may be begun again', async () => {
  const both = await openBoth(setupFolder());
  const workspaceId = writeWorkspace(both.from, functionCount);
  const abort = new AbortController();
  let seen: unknown;
  const cancelled = await copy(both, workspaceId, {
    signal: abort.signal,
    onProgress: ({ step, written }) => {
      if (step !== 'writing' || written <= 100) return;
      // Nobody sees the workspace before all of it is there.
      seen ??= both.to.store.list(workspaceEntity);
      abort.abort();
    },
  });
  expect(cancelled).toBeUndefined();
  expect(seen).toEqual([]);
  expect(leftIn(both)).toEqual(nothing);
  expect(readdirSync(path.dirname(both.to.filesFolderOf(workspaceId)))).toEqual([]);
  const id = await copy(both, workspaceId);
  expect(both.to.store.list(functionEntity, { where: { workspaceId: String(id) } })).toHaveLength(functionCount);
  both.close();
});

test('of a copy whose program was killed in the middle nothing is left, and the second try brings each thing once', async () => {
  const folder = setupFolder();
  const first = await openBoth(folder);
  const workspaceId = writeWorkspace(first.from, functionCount);
  first.close();
  const harness = new URL('copy-workspace.harness.ts', import.meta.url).href;
  const program = `import { copyUntilKilled } from ${JSON.stringify(harness)};
    await copyUntilKilled(${JSON.stringify(folder)}, ${JSON.stringify(workspaceId)});`;
  const args = ['--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);

  const both = await openBoth(folder);
  expect(leftIn(both)).toEqual(nothing);
  // Of its files too, as the start of the account takes them away; those of a workspace that the file does not know stay.
  const filesFolder = path.dirname(both.to.filesFolderOf('any'));
  const [cutOff] = readdirSync(filesFolder).filter((name) => !name.endsWith('.arriving'));
  const unknown = createId(instantOf(1), (bytes) => bytes);
  mkdirSync(both.to.filesFolderOf(unknown));
  const sweep = async () =>
    await sweepArriving(filesFolder, (one) => both.to.store.findWithDeleted('workspace', one) !== undefined);
  expect(readdirSync(both.to.filesFolderOf(String(cutOff)))).toEqual(['data.csv']);
  await sweep();
  expect(readdirSync(filesFolder)).toEqual([unknown]);
  const id = String(await copy(both, workspaceId));
  const functions = both.to.store.list(functionEntity, { where: { workspaceId: id } });
  // In the order in which they were made, though many were in the same millisecond.
  expect(functions.map(({ name }) => name)).toEqual(
    Array.from({ length: functionCount }, (_, index) => `f${String(index)}`),
  );
  expect(functions[7]).toMatchObject({
    draftSource: 'f7 <- function() 7\n',
    createdBy: brought.userId,
    tenantId: brought.tenantId,
  });
  expect(both.to.store.list(workspaceEntity)).toMatchObject([{ id, ownerId: brought.userId }]);
  expect(both.to.store.list(workspaceMemberEntity)).toMatchObject([{ userId: brought.userId, role: 'owner' }]);
  await sweep();
  expect(readFileSync(path.join(both.to.filesFolderOf(id), 'data.csv'), 'utf8')).toBe('a,b\n1,2\n');
  expect(readdirSync(filesFolder).toSorted()).toEqual([unknown, id].toSorted());
  // What personal has is as it was.
  expect(both.from.store.list(functionEntity, { where: { workspaceId } })).toHaveLength(functionCount);
  both.close();
});
