import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunState } from '#shared/functions/function-entities.ts';

import { openBlobFolder } from '../store/blob-folder.ts';
import { setupFolder } from '../store/store.harness.ts';
import { purgeWorkspace } from './purge-workspace.ts';

async function setup() {
  const { folder, open } = setupFolder();
  const store = await open();
  const blobs = openBlobFolder(path.join(folder, 'blobs'));
  const filesFolderOf = (id: string): string => path.join(folder, 'files', id);
  let runNumber = 0;
  async function addRun(workspaceId: string, words: string, state: RunState = 'done') {
    const logBlob = await blobs.put([Buffer.from(words)]);
    runNumber += 1;
    const id = store.write(
      { actorId: 'ada' },
      (tx) =>
        tx.create(runEntity, {
          workspaceId,
          functionId: 'f',
          functionName: 'f',
          language: 'r',
          versionId: null,
          checksum: 'c',
          arguments: {},
          runBy: 'ada',
          origin: 'app',
          state,
          runNumber,
          startedAt: null,
          endedAt: null,
          tookMs: null,
          interpreter: null,
          outcome: null,
          logBlob,
          logBytes: words.length,
        }).id,
    );
    return { id, logBlob };
  }
  function addFile(workspaceId: string): string {
    mkdirSync(filesFolderOf(workspaceId), { recursive: true });
    const file = path.join(filesFolderOf(workspaceId), 'table.csv');
    writeFileSync(file, 'a,b\n');
    return file;
  }
  return {
    store,
    blobs,
    addRun,
    addFile,
    deps: { store, blobs, filesFolderOf, listNamedBlobs: () => Promise.resolve(new Set<string>()) },
  };
}

test('of a workspace that is not reached any more, runs, results and files go from the disk, and nothing of another', async () => {
  const { store, blobs, addRun, addFile, deps } = await setup();
  const theirs = await addRun('shared', 'only theirs');
  const common = await addRun('shared', 'in both');
  const own = await addRun('own', 'in both');
  const [sharedFile, ownFile] = [addFile('shared'), addFile('own')];
  expect(await purgeWorkspace(deps, 'shared')).toBe(true);
  expect(store.list(runEntity).map(({ id }) => id)).toEqual([own.id]);
  expect([blobs.has(theirs.logBlob), blobs.has(common.logBlob)]).toEqual([false, true]);
  expect([existsSync(sharedFile), existsSync(ownFile)]).toEqual([false, true]);
});

test('what was cut off in the middle is finished by the next one', async () => {
  const { store, blobs, addRun, addFile, deps } = await setup();
  const first = await addRun('shared', 'one');
  await addRun('shared', 'two');
  const file = addFile('shared');
  // As a crash leaves it: some of the files are gone, their records are not.
  blobs.remove(first.logBlob);
  expect(await purgeWorkspace(deps, 'shared')).toBe(true);
  expect(store.list(runEntity)).toEqual([]);
  expect(existsSync(file)).toBe(false);
});

test('nothing is taken from a run that goes on', async () => {
  const { addRun, addFile, deps, store } = await setup();
  await addRun('shared', 'so far', 'running');
  const file = addFile('shared');
  expect(await purgeWorkspace(deps, 'shared')).toBe(false);
  expect(store.list(runEntity)).toHaveLength(1);
  expect(existsSync(file)).toBe(true);
});
