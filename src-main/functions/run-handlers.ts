import { open, readFile } from 'node:fs/promises';

import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { RunFailure, runApi } from '#shared/functions/function-api.ts';
import { settingsOfRun, usualSettings } from '#shared/functions/call-settings.ts';
import { functionEntity, functionVersionEntity, runEntity } from '#shared/functions/function-entities.ts';
import { sourceFileName } from '#shared/functions/function-rules.ts';
import type { LogPiece, Shown } from '#shared/functions/outcome.ts';
import { readSignature } from '#shared/functions/read-signature.ts';
import { sharedResultEntity } from '#shared/functions/shared-result-entities.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import { demand, whilePermitted } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import { filePieces } from '../store/file-pieces.ts';
import { listLivingHandles } from './kept-handles.ts';
import { runFunction } from './run-function.ts';
import type { RunRequest } from './run-request.ts';
import type { RunDeps } from './run-function.ts';
import type { StoreReader } from '../store/store.ts';
import type { TablePages } from './table-pages.ts';
import type { TableThreads } from './table-threads.ts';
import { readLog, watchLog } from './watch-log.ts';
import type { LogEvent } from './watch-log.ts';
import { watchProgress } from './watch-progress.ts';
import { listParts, shareResult, unshareResult } from './share-result.ts';

export type RunHandlerDeps = RunDeps & {
  readonly random: RandomBytes;
  readonly pages: TablePages;
  readonly threads: TableThreads;
  /** Where a workspace's files are, and its functions work. */
  readonly filesFolderOf: (workspaceId: string) => string;
};

export function createRunHandlers(deps: RunHandlerDeps): HandlersOf<typeof runApi> {
  const { active } = deps;
  return {
    async start(input, { actor }) {
      const request = requestOfFunction(deps, input, actor);
      return request.ok ? await runFunction(deps, request.value) : request;
    },
    startSource: async (input, { actor }) => await startSource(deps, input, actor),

    cancel({ runId }, { actor }) {
      const allowed = demand(actor, 'function:run');
      if (!allowed.ok) return allowed;
      return ok({ wasRunning: active.cancel(runId) });
    },

    watchLog({ runId, behindBytesMax = null }, { actor, signal }) {
      const allowed = demand(actor, 'run:read');
      if (!allowed.ok) return allowed;
      const run = active.find(runId);
      const reader = { behindBytesMax, signal };
      if (run !== undefined) return ok(whilePermitted(watchLog(run.log, reader), actor, 'run:read'));
      const { logBlob, log } = findEnded(deps.store, runId);
      return ok(logBlob === null ? shortLog(log) : readLog(deps.blobs.path(logBlob), reader));
    },

    watchProgress({ runId = null }, { actor, signal }) {
      const allowed = demand(actor, 'run:read');
      return allowed.ok ? ok(whilePermitted(watchProgress(active, runId, signal), actor, 'run:read')) : allowed;
    },

    listKept({ language }, { actor }) {
      const allowed = demand(actor, 'run:read');
      return allowed.ok ? ok({ kept: listLivingHandles(deps, language) }) : allowed;
    },

    listParts({ runId }, { actor }) {
      const parts = listParts(deps, actor, runId);
      return parts.ok ? ok({ parts: [...parts.value] }) : parts;
    },

    async share(request, { actor }) {
      const shared = await shareResult(deps, actor, request);
      return shared.ok ? ok({ sharedResultId: shared.value }) : shared;
    },

    unshare({ sharedResultId }, { actor }) {
      const removed = unshareResult(deps, actor, sharedResultId);
      return removed.ok ? ok({}) : removed;
    },

    async readTable({ runId, shownIndex, rowFirst, rowCount }, { actor }) {
      const shown = findShown(deps, actor, runId, shownIndex);
      if (!shown.ok) return shown;
      if (shown.value.kind !== 'table') return fail({ kind: 'result-missing', runId });
      return await orMissing(
        deps,
        runId,
        deps.pages.readPage(deps.blobs.path(shown.value.blob), rowFirst, rowCount),
        (columns) => ({ columns }),
      );
    },

    async readTableFile({ runId, shownIndex, format }, { actor }) {
      const shown = findShown(deps, actor, runId, shownIndex);
      if (!shown.ok) return shown;
      if (shown.value.kind !== 'table') return fail({ kind: 'result-missing', runId });
      const path = deps.blobs.path(shown.value.blob);
      const isThere = await orMissing(deps, runId, deps.pages.readFields(path), () => true);
      if (!isThere.ok) return isThere;
      return ok(inBase64(deps.threads.export({ path, columns: shown.value.columns, format })));
    },

    async readArtifact({ runId, shownIndex, bytesMax = Infinity }, { actor }) {
      const shown = findShown(deps, actor, runId, shownIndex);
      if (!shown.ok) return shown;
      if (shown.value.kind !== 'artifact') return fail({ kind: 'result-missing', runId });
      return await orMissing(deps, runId, open(deps.blobs.path(shown.value.blob), 'r'), (file) =>
        filePieces(file, bytesMax),
      );
    },

    async readShown({ runId, shownIndex }, { actor }) {
      const shown = findShown(deps, actor, runId, shownIndex);
      if (!shown.ok) return shown;
      const one = shown.value;
      if (one.kind === 'value') return ok({ shown: one, text: JSON.stringify(one.json) });
      if (one.kind === 'note') return ok({ shown: one, text: one.text });
      if (one.kind === 'table' || one.kind === 'artifact') return ok({ shown: one, text: '' });
      const isBinary = one.kind === 'plot' && one.media === 'image/png';
      return await orMissing(
        deps,
        runId,
        readFile(deps.blobs.path(one.blob), isBinary ? 'base64' : 'utf8'),
        (text) => ({
          shown: one,
          text,
        }),
      );
    },
  };
}

type RunHandlers = HandlersOf<typeof runApi>;

/** What is to be run of a function: its draft or a version, with what this run sets otherwise. */
export function requestOfFunction(
  { store, filesFolderOf }: Pick<RunHandlerDeps, 'store' | 'filesFolderOf'>,
  { functionId, versionId, arguments: given, origin, ...settings }: Parameters<RunHandlers['start']>[0],
  actor: Actor,
): Result<RunRequest, RunFailure | CommonFailure> {
  const fn = store.get(functionEntity, functionId);
  const allowed = demand(actor, 'function:run', fn);
  if (!allowed.ok) return allowed;
  const version = versionId === null ? undefined : store.get(functionVersionEntity, versionId);
  const metadata = version?.metadata ?? fn.metadata;
  const { entry, parameters } = metadata;
  if (entry === '') return fail({ kind: 'entry-not-found', language: fn.language });
  return ok({
    workspaceId: fn.workspaceId,
    functionId,
    functionName: fn.name,
    versionId,
    language: fn.language,
    source: version?.sourceCode ?? fn.draftSource,
    fileName: sourceFileName(fn.name, fn.language),
    entry,
    parameters,
    given,
    workingFolder: filesFolderOf(fn.workspaceId),
    settings: settingsOfRun(metadata, settings),
    runBy: actor.userId,
    origin,
  });
}

async function startSource(
  deps: RunHandlerDeps,
  input: Parameters<RunHandlers['startSource']>[0],
  actor: Actor,
): Promise<Result<{ readonly runId: string }, RunFailure | CommonFailure>> {
  const { language, fileName, source, entry: declared, folder, arguments: given, ...settings } = input;
  const allowed = demand(actor, 'function:run');
  if (!allowed.ok) return allowed;
  const signature = readSignature(language, source, declared);
  const entry = declared ?? signature?.entry;
  if (entry === undefined) return fail({ kind: 'entry-not-found', language });
  return await runFunction(deps, {
    workspaceId: null,
    functionId: null,
    functionName: fileName.slice(0, 255),
    versionId: null,
    language,
    source,
    fileName,
    entry,
    // An entry that is declared and not there is for the language to say, with what there is.
    parameters: signature?.entry === entry ? signature.parameters : [],
    given: signature?.entry === entry ? given : {},
    workingFolder: folder,
    settings: settingsOfRun(usualSettings, settings),
    runBy: actor.userId,
    origin: 'command-line',
  });
}

function findShown({ store }: RunHandlerDeps, actor: Actor, runId: string, shownIndex: number) {
  const allowed = demand(actor, 'run:read');
  if (!allowed.ok) return allowed;
  const shown: Shown | undefined = findEnded(store, runId).shown[shownIndex];
  return shown === undefined ? fail({ kind: 'result-missing', runId }) : ok(shown);
}

type Ended = { readonly shown: readonly Shown[]; readonly log: LogPiece[]; readonly logBlob: string | null };

/** What a run gave, or what somebody has shared of one. */
function findEnded(store: StoreReader, id: string): Ended {
  const shared = store.find(sharedResultEntity, id);
  if (shared === undefined) {
    const { outcome, logBlob } = store.get(runEntity, id);
    return { shown: outcome?.shown ?? [], log: outcome?.log ?? [], logBlob };
  }
  const [log] = store.list(attachmentEntity, { where: { sharedResultId: id, resultPart: 'log' }, limit: 1 });
  const { outcome } = shared;
  return { shown: outcome.shown, log: outcome.log ?? [], logBlob: log?.content ?? null };
}

/** A file that is gone is a result that is not kept any more; of one that somebody has shared, a part that has not come yet. */
async function orMissing<T, U>(
  { store }: Pick<RunHandlerDeps, 'store'>,
  runId: string,
  reading: Promise<T>,
  then: (value: T) => U,
): Promise<Result<U, RunFailure>> {
  try {
    return ok(then(await reading));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const isShared = store.find(sharedResultEntity, runId) !== undefined;
    return fail(isShared ? { kind: 'shared-part-absent' } : { kind: 'result-missing', runId });
  }
}

async function* inBase64(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<{ base64: string }, void, void> {
  for await (const piece of pieces) yield { base64: Buffer.from(piece).toString('base64') };
}

// oxlint-disable-next-line require-await -- It has nothing to wait for: the record has it all.
async function* shortLog(pieces: LogPiece[]): AsyncGenerator<LogEvent, void, void> {
  if (pieces.length > 0) yield { pieces, skippedBytes: 0 };
}
