import { open } from 'node:fs/promises';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { exchangeApi } from '#shared/matrix/exchange/exchange-api.ts';
import { exportJobEntity } from '#shared/matrix/project-entities.ts';
import type { ExportJobRecord } from '#shared/matrix/project-entities.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { filePieces } from '../store/file-pieces.ts';
import { demand } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import { createExchangeThreads } from './exchange-threads.ts';
import { openExportJobs } from './export-jobs.ts';
import type { ExportDeps } from './export-jobs.ts';
import { listFolders, makeFolder } from './folders.ts';
import { createImports } from './imports.ts';
import type { ImportDeps } from './imports.ts';
import { openProject } from './open-project.ts';

export type Exchange = {
  readonly handlers: HandlersOf<typeof exchangeApi>;
  /** Of a project that its person does not reach any more. */
  readonly purge: (projectId: string) => Promise<void>;
  /** Ends what is being read and made; called before the store is closed. */
  readonly close: () => Promise<void>;
};

/** Everything that brings projects in and out, as long as the program lives. Exports that were waiting go on. */
export function openExchange(given: Omit<ExportDeps & ImportDeps, 'threads'>, owner: Actor): Exchange {
  const deps = { ...given, threads: createExchangeThreads() };
  const { store } = deps;
  const imports = createImports(deps);
  const jobs = openExportJobs(deps, owner);

  /** To others a job is missing: its file may hold what only who asked for it may read. */
  function findJob(actor: Actor, jobId: string): Result<ExportJobRecord, CommonFailure> {
    const job = store.find(exportJobEntity, jobId);
    if (job === undefined || job.requestedBy !== actor.userId)
      return fail({ kind: 'record-missing', entity: exportJobEntity.name, id: jobId });
    const opened = openProject(store, actor, job.projectId);
    return opened.ok ? ok(job) : opened;
  }

  const handlers: Exchange['handlers'] = {
    openImport({ workspaceId, projectId, fileName, sizeBytes }, { actor }) {
      const opened = projectId === null ? undefined : openProject(store, actor, projectId);
      if (opened?.ok === false) return opened;
      const allowed =
        opened === undefined
          ? demand(actor, 'project:create', store.get(workspaceEntity, workspaceId))
          : demand(actor, 'project:edit', opened.value.project);
      if (!allowed.ok) return allowed;
      const importId = imports.open(actor, { workspaceId, projectId, fileName, sizeBytes });
      return importId.ok ? ok({ importId: importId.value }) : importId;
    },
    sendImport({ importId, base64 }, { actor }) {
      const received = imports.send(actor, importId, Buffer.from(base64, 'base64'));
      return received.ok ? ok({ receivedBytes: received.value }) : received;
    },
    planImport: async ({ importId }, { actor, signal }) => await imports.plan(actor, importId, signal),
    applyImport: async ({ importId }, { actor }) => await imports.apply(actor, importId),
    watchImport: ({ importId }, { actor, signal }) => imports.watch(actor, importId, signal),
    async cancelImport({ importId }, { actor }) {
      await imports.cancel(actor, importId);
      return ok({});
    },
    async closeImport({ importId }, { actor }) {
      await imports.drop(actor, importId);
      return ok({});
    },

    async startExport({ projectId, ...request }, { actor }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      const jobId = await jobs.start(actor, opened.value, request);
      return jobId.ok ? ok({ jobId: jobId.value }) : jobId;
    },
    async listFolders({ path }, { actor }) {
      const allowed = demand(actor, 'file:read');
      return allowed.ok ? await listFolders(path) : allowed;
    },
    async makeFolder({ parent, name }, { actor }) {
      const allowed = demand(actor, 'file:read');
      if (!allowed.ok) return allowed;
      const made = await makeFolder(parent, name);
      return made.ok ? ok({ path: made.value }) : made;
    },
    async cancelExport({ jobId }, { actor }) {
      const job = findJob(actor, jobId);
      return job.ok ? ok({ wasRunning: await jobs.cancel(job.value) }) : job;
    },
    async removeExport({ jobId }, { actor }) {
      const job = findJob(actor, jobId);
      if (!job.ok) return job;
      await jobs.remove(job.value);
      return ok({});
    },
    async readExport({ jobId }, { actor }) {
      const job = findJob(actor, jobId);
      if (!job.ok) return job;
      const { filePath } = job.value;
      const file = filePath === null ? undefined : await open(filePath, 'r').catch(() => undefined);
      return file === undefined
        ? fail({ kind: 'export-missing', path: filePath ?? '' })
        : ok(filePieces(file, Infinity));
    },
  };

  return {
    handlers,
    purge: jobs.purge,
    async close() {
      await imports.close();
      await jobs.close();
    },
  };
}
