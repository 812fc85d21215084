// The slice on a fresh data folder with a real runner, for its tests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { personalAccountId } from '#shared/base/account-id.ts';
import { createId } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Language } from '#shared/calls/language.ts';
import { entities } from '#shared/features.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { Json } from '#shared/values/json.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { skipWithoutLanguage } from '../build/skip-without-language.ts';
import type { CallContext } from './rpc/handlers.ts';
import { createRunner } from './runner/runner.ts';
import { openBlobFolder } from './store/blob-folder.ts';
import { createAccountFolder, createDataFolder } from './store/data-folder.ts';
import { listNamedBlobs } from './store/named-blobs.ts';
import { openStore } from './store/store.ts';
import { ensurePersonalAccount } from './tenancy/personal-account.ts';
import { ensureExamples } from './functions/install-examples.ts';
import { openFunctions } from './functions/open-functions.ts';
import { storedJson } from '#shared/functions/stored-json.ts';

const clock = { nowMs: () => instantOf(Date.now()) };
const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);
const root = path.resolve(import.meta.dirname, '..');

export async function setupFunctions({ withExamples = false }: { readonly withExamples?: boolean } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-functions-'));
  const data = createDataFolder(path.join(folder, 'data'));
  if (!data.ok) throw new Error(JSON.stringify(data.failure));
  const account = createAccountFolder(data.value, personalAccountId);
  if (!account.ok) throw new Error(JSON.stringify(account.failure));
  const { file, backupFolder, blobFolder, filesFolder } = account.value;
  const opened = await openStore({
    file,
    backupFolder,
    entities,
    clock,
    random,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const store = opened.value;
  const { actor } = ensurePersonalAccount(store, clock, 'tester');
  const runner = createRunner({
    workersFolder: path.join(root, 'resources', 'workers'),
    temporaryFolder: folder,
    cacheFolder: path.join(folder, 'cache'),
    homeFolder: folder,
    platform: process.platform,
    environment: process.env,
    nowMs: () => Date.now(),
    random,
  });
  const blobs = openBlobFolder(blobFolder);
  const filesFolderOf = (workspaceId: string) => path.join(filesFolder, workspaceId);
  const logged: string[] = [];
  const log = (sentence: string): void => void logged.push(sentence);
  const examplesFolder = path.join(root, 'resources', 'examples');
  const installExamples = async () =>
    await ensureExamples({ store, clock, random, examplesFolder, filesFolderOf, log }, actor);
  if (withExamples) await installExamples();
  const functions = openFunctions({
    store,
    blobs,
    runner,
    filesFolderOf,
    listNamedBlobs: async () => await listNamedBlobs(store, entities, clock.nowMs()),
    clock,
    random,
    log,
  });
  const call: CallContext = { actor, signal: new AbortController().signal };
  const workspaceId = createId(clock.nowMs(), random);
  store.write({ actorId: actor.userId }, (tx) => {
    tx.create(workspaceEntity, {
      id: workspaceId,
      tenantId: actor.tenantId,
      workspaceId,
      name: 'Test',
      description: '',
      ownerId: actor.userId,
      settings: { historyDays: null },
    });
  });

  async function start(
    language: Language,
    source: string,
    given: { readonly [name: string]: Json } = {},
  ): Promise<string> {
    skipWithoutLanguage(language);
    const created = await functions.handlers.functions.create(
      { workspaceId, name: 'under test', folder: '', language, template: 'blank', source },
      call,
    );
    if (!created.ok) throw new Error(JSON.stringify(created.failure));
    const started = await functions.handlers.runs.start(
      {
        functionId: created.value.id,
        versionId: null,
        arguments: Object.fromEntries(Object.entries(given).map(([name, json]) => [name, storedJson(json)])),
        timeLimitSeconds: null,
        origin: 'app',
      },
      call,
    );
    if (!started.ok) throw new Error(JSON.stringify(started.failure));
    return started.value.runId;
  }

  async function waitForEnd(runId: string): Promise<RunRecord> {
    return await new Promise((resolve) => {
      const look = (): boolean => {
        const run = store.get(runEntity, runId);
        if (run.state === 'waiting' || run.state === 'running') return false;
        resolve(run);
        return true;
      };
      if (look()) return;
      const stop = store.onCommit(() => {
        if (look()) stop();
      });
    });
  }

  return {
    store,
    runner,
    blobs,
    actor,
    call,
    clock,
    random,
    folder,
    workspaceId,
    filesFolder: filesFolderOf(workspaceId),
    handlers: functions.handlers,
    installExamples,
    logged,
    start,
    waitForEnd,
    run: async (language: Language, source: string, given: { readonly [name: string]: Json } = {}) =>
      await waitForEnd(await start(language, source, given)),
    closeFunctions: functions.close,
    close: async () => {
      await functions.close();
      await runner.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
