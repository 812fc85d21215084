/*
 * The core that the benchmark of kept runs asks: in this process, without a door, and in one of its own behind its socket, as a
 * window and the command line ask it.
 */
import { spawn } from 'node:child_process';
import { getRandomValues } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { openFunctions } from '../src-main/functions/open-functions.ts';
import { prepareCall } from '../src-main/functions/prepare-call.ts';
import { requestOfFunction } from '../src-main/functions/run-handlers.ts';
import { createSourceNaming } from '../src-main/functions/source-names.ts';
import { createTableCache } from '../src-main/functions/table-cache.ts';
import { createTableThreads } from '../src-main/functions/table-threads.ts';
import { connectToRunning } from '../src-main/local-socket.ts';
import type { RunningClient } from '../src-main/local-socket.ts';
import type { Runner } from '../src-main/runner/runner.ts';
import { openBlobFolder } from '../src-main/store/blob-folder.ts';
import { openStore } from '../src-main/store/store.ts';
import type { Store } from '../src-main/store/store.ts';
import { ensurePersonalAccount } from '../src-main/tenancy/personal-account.ts';
import { createId } from '../src-shared/base/id.ts';
import { instantOf } from '../src-shared/base/instant.ts';
import { entities } from '../src-shared/features.ts';
import { workspaceEntity } from '../src-shared/workspaces/workspace-entities.ts';
import { valueOf } from './calls.ts';

/** Prints a line, so that there is a log to keep. */
const source = 'def add(x):\n    print("a line")\n    return x + 1.0\n';

/** Carries out a run from the request to the record of how it ended. */
export type KeptCore = {
  readonly run: () => Promise<void>;
  /** Processor time of the core so far, of all its threads. */
  readonly cpuMs: () => number;
  readonly close: () => Promise<void>;
};

export type CoreHere = KeptCore & {
  readonly store: Store;
  /** The same request to the answer of the call, of which nothing is kept: no record, no log, no result. */
  readonly runUnkept: () => Promise<void>;
};

/** Everything that a run goes through but the socket, on a data folder of its own. */
export async function openCoreHere(folder: string, runner: Runner): Promise<CoreHere> {
  const clock = { nowMs: () => instantOf(Date.now()) };
  const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => getRandomValues(bytes);
  const filesFolder = join(folder, 'files');
  for (const made of [folder, filesFolder]) mkdirSync(made, { recursive: true });
  const opened = await openStore({
    file: join(folder, 'personal.sqlite'),
    backupFolder: join(folder, 'backups'),
    entities,
    clock,
    random,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const store = opened.value;
  const { actor } = ensurePersonalAccount(store, clock, 'bench');
  const functions = openFunctions({
    store,
    runner,
    clock,
    random,
    blobs: openBlobFolder(join(folder, 'blobs')),
    filesFolderOf: () => filesFolder,
    listNamedBlobs: () => Promise.resolve(new Set()),
    log: () => undefined,
  });
  const call = { actor, signal: new AbortController().signal };
  const workspaceId = createId(clock.nowMs(), random);
  store.write({ actorId: actor.userId }, (tx) => {
    tx.create(workspaceEntity, {
      id: workspaceId,
      tenantId: actor.tenantId,
      workspaceId,
      name: 'Bench',
      description: '',
      ownerId: actor.userId,
      settings: { historyDays: null },
    });
  });
  const made = await functions.handlers.functions.create(
    { workspaceId, folder: '', name: 'kept', language: 'python', template: 'blank', source },
    call,
  );
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  const functionId = made.value.id;
  const input = { functionId, versionId: null, arguments: { x: 1.5 }, origin: 'app' } as const;
  const prepare = { tableCache: createTableCache(createTableThreads()), sources: createSourceNaming() };
  const ends = createEnds();
  store.onCommit(({ touched }) => {
    for (const { entity, id, after } of touched)
      if (entity === 'run' && after !== undefined) ends.note(id, after['state']);
  });
  return {
    store,
    async run() {
      const started = await functions.handlers.runs.start(input, call);
      if (!started.ok) throw new Error(JSON.stringify(started.failure));
      await ends.of(started.value.runId);
    },
    async runUnkept() {
      const request = requestOfFunction({ store, filesFolderOf: () => filesFolder }, input, actor);
      if (!request.ok) throw new Error(JSON.stringify(request.failure));
      const prepared = await prepareCall(prepare, request.value);
      if (!prepared.ok) throw new Error(JSON.stringify(prepared.failure));
      await valueOf(runner, prepared.value.call);
    },
    cpuMs: () => cpuMsOf(process.cpuUsage()),
    async close() {
      await functions.close();
      store.close();
    },
  };
}

function cpuMsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** A program of its own that has a window: one that watches the runs of the function, as it does. */
export async function openCoreBehindSocket(folder: string, watchedRunsMax: number): Promise<KeptCore> {
  const core = spawn(
    process.execPath,
    [resolve(import.meta.dirname, '../src-main/loopback.ts'), '--no-open', '--data-dir', folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((listening) => {
    core.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Triptych is at')) listening();
    });
  });
  const running = await connectToRunning(folder);
  if (running === null) throw new Error('The running program does not answer on its socket.');
  const { client: api } = running;
  const [workspace] = await api.records.list({ entity: 'workspace', limit: 1 });
  if (workspace === undefined) throw new Error('There is no workspace.');
  const { id } = await api.functions.create({ workspaceId: workspace.id, name: 'kept', language: 'python', source });
  const ends = createEnds();
  await watchRuns(api, id, watchedRunsMax, ends);
  const processId = core.pid ?? 0;
  return {
    async run() {
      const { runId } = await api.runs.start({ functionId: id, arguments: { x: 1.5 } });
      await ends.of(runId);
    },
    cpuMs: () => cpuMsOfProcess(processId),
    async close() {
      running.close();
      const ended = new Promise((done) => core.once('exit', done));
      core.kill('SIGTERM');
      await ended;
    },
  };
}

/** From the kernel, in its ticks of ten milliseconds; Linux only. */
function cpuMsOfProcess(processId: number): number {
  // The name in parentheses may hold spaces; user and system time are the 12th and 13th fields after it.
  const fields =
    readFileSync(`/proc/${String(processId)}/stat`, 'utf8')
      .split(') ')
      .at(-1)
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

type Ends = {
  readonly note: (runId: string, state: unknown) => void;
  readonly of: (runId: string) => Promise<void>;
};

function createEnds(): Ends {
  const ended = new Set<string>();
  const waiting = new Map<string, () => void>();
  return {
    note(runId, state) {
      if (state === 'waiting' || state === 'running') return;
      const settle = waiting.get(runId);
      if (settle === undefined) ended.add(runId);
      else settle();
      waiting.delete(runId);
    },
    async of(runId) {
      if (ended.delete(runId)) return;
      await new Promise<void>((settle) => waiting.set(runId, settle));
    },
  };
}

async function watchRuns(api: RunningClient['client'], functionId: string, limit: number, ends: Ends): Promise<void> {
  const events = await api.records.watch({
    entity: 'run',
    where: { functionId },
    order: [{ field: 'createdAt', direction: 'down' }],
    limit,
  });
  void follow(); // It ends with the connection.

  async function follow(): Promise<void> {
    try {
      for await (const event of events)
        for (const run of event.kind === 'reset' ? event.records : event.upserts) ends.note(run.id, run['state']);
    } catch {
      // The connection was closed at the end.
    }
  }
}
