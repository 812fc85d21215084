/*
 * Exports, one at a time in a thread: queued → running → completed, failed or cancelled, each a record that every window shows. A
 * job that the end of the program cuts off is queued again, and one that a crash cut off says so, since it may be what crashed it.
 */
import { mkdir, rename, link, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';

import { createId } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ExchangeFailure } from '#shared/matrix/exchange/exchange-api.ts';
import { exportFileName, exportFormatInfo, exportTypeLabels } from '#shared/matrix/exchange/export-formats.ts';
import { exportJobEntity } from '#shared/matrix/project-entities.ts';
import type { ExportFormat, ExportJobRecord, ExportType } from '#shared/matrix/project-entities.ts';
import { findSvgView } from '#shared/matrix/exchange/svg-view-list.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import { ThreadEnded } from '../functions/start-thread.ts';
import type { RecordGate } from '../records/record-handlers.ts';
import type { Log } from '../rpc/connection.ts';
import { diskFailureOf } from '../store/store-failure.ts';
import { ExchangeRefused, endedBecause } from './exchange-threads.ts';
import type { ExchangeThreads } from './exchange-threads.ts';
import type { OpenedProject, ProjectDeps } from './open-project.ts';
import { openProject } from './open-project.ts';
import { readTables } from './read-tables.ts';

export type ExportDeps = ProjectDeps & {
  readonly threads: ExchangeThreads;
  readonly gate: RecordGate;
  /** Where files are kept for which no folder was chosen. */
  readonly exportsFolder: string;
  readonly log: Log;
};
type Failure = ExchangeFailure | CommonFailure;

export type ExportRequest = {
  readonly exportType: ExportType;
  readonly format: ExportFormat;
  readonly viewId?: string | undefined;
  readonly objectId?: string | undefined;
  readonly folder?: string | undefined;
};

export type ExportJobs = {
  readonly start: (actor: Actor, opened: OpenedProject, request: ExportRequest) => Promise<Result<string, Failure>>;
  readonly cancel: (job: ExportJobRecord) => Promise<boolean>;
  readonly remove: (job: ExportJobRecord) => Promise<void>;
  /** All of a project that its person does not reach any more, with the files that lie with the program. */
  readonly purge: (projectId: string) => Promise<void>;
  /** Ends what runs; it begins anew at the next start. */
  readonly close: () => Promise<void>;
};

/** Waiting ones; nobody asks for more, and a loop that does is told. */
const waitingMax = 100;
/** Of a project; the oldest finished ones make room. */
const keptMax = 100;
const namesMax = 1000;

const interrupted = 'The program ended while the file was being made. Start the export again.';

/** `owner` is of this device; jobs that go on from last time are still those of who asked for them. */
export function openExportJobs(deps: ExportDeps, owner: Actor): ExportJobs {
  const { store, clock, random, log } = deps;
  const queue: { readonly jobId: string; readonly actor: Actor }[] = [];
  let running: { readonly jobId: string; readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  let isClosed = false;

  function patch(jobId: string, changes: Partial<ExportJobRecord>): void {
    if (store.find(exportJobEntity, jobId) === undefined) return; // Taken off the list meanwhile.
    store.write({ actorId: owner.userId, isUndoable: false }, (tx) => tx.patch(exportJobEntity, jobId, changes));
  }

  function next(): void {
    if (running !== undefined || isClosed) return;
    const one = queue.shift();
    if (one === undefined) return;
    const abort = new AbortController();
    const done = run(one.jobId, one.actor, abort.signal)
      .catch((error: unknown) => log(`An export could not be recorded: ${String(error)}.`))
      .finally(() => {
        running = undefined;
        next();
      });
    running = { jobId: one.jobId, abort, done };
  }

  async function run(jobId: string, by: Actor, signal: AbortSignal): Promise<void> {
    await Promise.resolve(); // So that whoever started it has it as the running one.
    const job = store.find(exportJobEntity, jobId);
    if (job?.status !== 'queued') return;
    patch(jobId, { status: 'running', progressPercent: 0 });
    try {
      const filePath = await makeFile(deps, by, job, {
        onPercent: (progressPercent) => patch(jobId, { progressPercent }),
        signal,
      });
      patch(jobId, { status: 'completed', progressPercent: 100, filePath, completedAt: clock.nowMs() });
    } catch (error) {
      if (isClosed) return patch(jobId, { status: 'queued', progressPercent: 0 });
      const isCancelled = signal.aborted;
      if (!isCancelled) log(`The export ${jobId} failed: ${error instanceof Error ? error.message : String(error)}.`);
      patch(jobId, {
        status: isCancelled ? 'cancelled' : 'failed',
        completedAt: clock.nowMs(),
        errorMessage: isCancelled ? null : errorSentence(error),
      });
    }
  }

  for (const job of store.list(exportJobEntity, { where: { status: 'running' } }))
    patch(job.id, { status: 'failed', completedAt: clock.nowMs(), errorMessage: interrupted });
  for (const { id, requestedBy } of store.list(exportJobEntity, { where: { status: 'queued' } }))
    queue.push({ jobId: id, actor: { ...owner, userId: requestedBy } });
  next();

  return {
    async start(by, { project }, request) {
      if (queue.length >= waitingMax) return fail({ kind: 'exports-full', countMax: waitingMax });
      const { exportType, format, folder, ...parameters } = request;
      const usable = folder === undefined ? ok(undefined) : await checkFolder(folder);
      if (!usable.ok) return usable;
      const jobId = createId(clock.nowMs(), random);
      store.write({ actorId: by.userId, isUndoable: false }, (tx) => {
        const given = Object.entries({ ...parameters, folder }).filter(([, value]) => value !== undefined);
        tx.create(exportJobEntity, {
          id: jobId,
          workspaceId: project.workspaceId,
          projectId: project.id,
          requestedBy: by.userId,
          exportType,
          format,
          status: 'queued',
          parameters: Object.fromEntries(given) as ExportJobRecord['parameters'], // Each is a text.
          progressPercent: 0,
        });
      });
      await makeRoom(deps, project.id);
      queue.push({ jobId, actor: by });
      next();
      return ok(jobId);
    },

    async cancel({ id }) {
      if (running?.jobId === id) {
        const { abort, done } = running;
        abort.abort();
        await done;
        return true;
      }
      const index = queue.findIndex(({ jobId }) => jobId === id);
      if (index < 0) return false;
      queue.splice(index, 1);
      patch(id, { status: 'cancelled', completedAt: clock.nowMs() });
      return true;
    },

    async remove(job) {
      await this.cancel(job);
      await removeJob(deps, job);
    },

    async purge(projectId) {
      // oxlint-disable-next-line no-await-in-loop -- One after the other: the one that runs is ended first.
      for (const job of store.list(exportJobEntity, { where: { projectId } })) await this.remove(job);
    },

    async close() {
      isClosed = true;
      running?.abort.abort();
      await running?.done;
    },
  };
}

async function checkFolder(folder: string): Promise<Result<undefined, Failure>> {
  const found = await stat(folder).catch(() => undefined);
  if (!path.isAbsolute(folder)) return fail({ kind: 'export-folder-unusable', folder, reason: 'it is no whole path' });
  if (found === undefined) return fail({ kind: 'export-folder-unusable', folder, reason: 'there is no such folder' });
  return found.isDirectory() ? ok(undefined) : fail({ kind: 'export-folder-unusable', folder, reason: 'it is a file' });
}

type Making = { readonly onPercent: (percent: number) => void; readonly signal: AbortSignal };

/** Written beside where it comes to be, and given its name when it is whole. Returns where it is. */
async function makeFile(
  deps: ExportDeps,
  actor: Actor,
  job: ExportJobRecord,
  { onPercent, signal }: Making,
): Promise<string> {
  const opened = openProject(deps.store, actor, job.projectId);
  if (!opened.ok) throw new ExchangeRefused('The project is not there any more.');
  const { project } = opened.value;
  const { exportType, format, parameters } = job;
  const [folder, viewId, objectId] = ['folder', 'viewId', 'objectId'].map((name) => {
    const value = parameters[name];
    return typeof value === 'string' ? value : undefined;
  });
  const into = folder ?? path.join(deps.exportsFolder, job.id);
  if (folder === undefined) await mkdir(into, { recursive: true, mode: 0o700 });
  const partial = path.join(into, `.${job.id}.partial`);
  await rm(partial, { force: true }); // Of a time before a crash.
  const tables = readTables(deps.store, deps.gate, actor, project.id);
  const what = exportFormatInfo[format].isPicture
    ? pictureName(findSvgView(exportType, viewId)?.label ?? '', tables.object.get(objectId ?? '')?.name)
    : exportTypeLabels[exportType];
  try {
    await deps.threads.export(
      { project, tables, exportType, format, viewId, objectId, path: partial },
      onPercent,
      signal,
    );
    return await nameFile(partial, path.join(into, exportFileName(project.name, what, format)));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function pictureName(view: string, objectName: string | undefined): string {
  return objectName === undefined ? view : `${view} of ${objectName}`;
}

/** Gives the file its name, or that name with a number: what is there already is not overwritten. */
async function nameFile(partial: string, wanted: string): Promise<string> {
  const { dir, name, ext } = path.parse(wanted);
  for (let number = 1; number <= namesMax; number += 1) {
    const file = path.join(dir, number === 1 ? `${name}${ext}` : `${name} (${String(number)})${ext}`);
    try {
      await link(partial, file); // Unlike a rename, it never takes the place of another file.
      await unlink(partial);
      return file;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EEXIST') continue;
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
      // A file system without links, such as that of a memory card.
      if ((await stat(file).catch(() => undefined)) !== undefined) continue;
      await rename(partial, file);
      return file;
    }
  }
  throw new ExchangeRefused(
    `There are ${String(namesMax)} files of this name already. Delete some, or choose another folder.`,
  );
}

function errorSentence(error: unknown): string {
  if (error instanceof ExchangeRefused) return error.message;
  if (error instanceof ThreadEnded) return `The file could not be made, because ${endedBecause(error)}.`;
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (diskFailureOf(error) !== undefined || code === 'ENOSPC')
    return 'The disk is full. Make room and start the export again.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'The folder cannot be written to. Choose another one and start the export again.';
  if (code === 'ENOENT') return 'The folder is not there any more. Choose another one and start the export again.';
  return `The file could not be made: ${(error instanceof Error ? error.message : String(error)).slice(0, 1000)}`;
}

async function makeRoom(deps: ExportDeps, projectId: string): Promise<void> {
  const jobs = deps.store.list(exportJobEntity, {
    where: { projectId },
    order: [{ field: 'createdAt', direction: 'down' }],
  });
  for (const job of jobs.slice(keptMax)) if (job.completedAt !== null) await removeJob(deps, job);
}

async function removeJob({ store, exportsFolder }: ExportDeps, job: ExportJobRecord): Promise<void> {
  store.write({ actorId: job.requestedBy, isUndoable: false }, (tx) => tx.remove(exportJobEntity, job.id));
  // A file in a folder that somebody chose is theirs.
  await rm(path.join(exportsFolder, job.id), { recursive: true, force: true });
}
