/*
 * Shares what a run gave: a record of the result, and an attachment for each of its files, in one transaction. The bytes lie in the
 * blob folder already, and stay there as long as either the run or an attachment names them.
 */
import { statSync } from 'node:fs';

import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import { mediaTypeOf } from '#shared/attachments/media-type.ts';
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ShareFailure } from '#shared/functions/function-api.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { FunctionRecord, RunRecord } from '#shared/functions/function-entities.ts';
import { chooseShareParts, listShareParts } from '#shared/functions/share-parts.ts';
import type { SharePart, SharedFile, SharedParts } from '#shared/functions/share-parts.ts';
import { endedStates, sharedResultEntity } from '#shared/functions/shared-result-entities.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import { demand, writtenBy } from '../rpc/handlers.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import type { Store } from '../store/store.ts';
import { openFunction } from './function-attachments.ts';

export type ShareDeps = {
  readonly store: Store;
  readonly blobs: Pick<BlobFolder, 'path' | 'renew'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

/** Of what a record of a result holds itself (values, notes, names of columns): it is in every list and every change. */
const recordBytesMax = 512 * 1024;

type Failure = ShareFailure | CommonFailure;

export function listParts(deps: ShareDeps, actor: Actor, runId: string): Result<readonly SharePart[], Failure> {
  const opened = openRun(deps, actor, runId);
  return opened.ok ? ok(listShareParts(opened.value.run, (blob) => sizeOf(deps, blob))) : opened;
}

export type ShareRequest = { readonly runId: string; readonly keys: readonly string[]; readonly note: string };

/** Answers the id of the shared result. */
export async function shareResult(
  deps: ShareDeps,
  actor: Actor,
  { runId, keys, note }: ShareRequest,
): Promise<Result<string, Failure>> {
  const opened = openRun(deps, actor, runId);
  if (!opened.ok) return opened;
  const { run } = opened.value;
  const state = endedStates.find((ended) => ended === run.state);
  if (state === undefined) return fail({ kind: 'share-refused', reason: 'The run has not ended yet' });
  const wanted = new Set(keys);
  const refused = listShareParts(run, (blob) => sizeOf(deps, blob)).find(
    ({ key, problem }) => wanted.has(key) && problem !== null,
  );
  if (refused !== undefined) return fail({ kind: 'share-refused', reason: reasonOf(refused) });
  const parts = chooseShareParts(run, wanted);
  if (Buffer.byteLength(JSON.stringify(parts.outcome)) > recordBytesMax)
    return fail({
      kind: 'share-refused',
      reason: 'Its values and notes together are too long to be shared; leave some of them out',
    });
  // A collection that is under way takes nothing that was touched a moment ago.
  for (const { content } of parts.files)
    // oxlint-disable-next-line no-await-in-loop -- One after the other: there are a hundred at most.
    if (!(await deps.blobs.renew(content))) return fail({ kind: 'result-missing', runId });
  return ok(writeShared(deps, actor, { ...opened.value, state, parts, note }));
}

/** Takes it back everywhere, with its files. */
export function unshareResult({ store }: ShareDeps, actor: Actor, id: string): Result<undefined, CommonFailure> {
  const shared = store.find(sharedResultEntity, id);
  if (shared === undefined || shared.tenantId !== actor.tenantId)
    return fail({ kind: 'record-missing', entity: sharedResultEntity.name, id });
  const allowed = demand(actor, 'function:edit', shared);
  if (!allowed.ok) return allowed;
  store.write({ ...writtenBy(actor), label: 'Remove a shared result' }, (tx) => {
    for (const file of tx.list(attachmentEntity, { where: { sharedResultId: id } }))
      tx.remove(attachmentEntity, file.id);
    tx.remove(sharedResultEntity, id);
  });
  return ok(undefined);
}

type OpenedRun = { readonly run: RunRecord; readonly fn: FunctionRecord };

function openRun({ store }: ShareDeps, actor: Actor, runId: string): Result<OpenedRun, Failure> {
  const allowed = demand(actor, 'run:read');
  if (!allowed.ok) return allowed;
  const run = store.get(runEntity, runId);
  if (run.functionId === null)
    return fail({ kind: 'share-refused', reason: 'It is a run of a source file, which is in no workspace' });
  const fn = openFunction(store, actor, run.functionId, 'function:edit');
  return fn.ok ? ok({ run, fn: fn.value }) : fn;
}

type Sharing = OpenedRun & {
  readonly state: (typeof endedStates)[number];
  readonly parts: SharedParts;
  readonly note: string;
};

function writeShared(deps: ShareDeps, actor: Actor, { run, fn, state, parts, note }: Sharing): string {
  const { store, clock, random } = deps;
  const id = createId(clock.nowMs(), random);
  const place = { tenantId: fn.tenantId, workspaceId: fn.workspaceId, functionId: fn.id };
  const label = `Share a result of ${fn.name}`.slice(0, 200);
  store.write({ ...writtenBy(actor), label }, (tx) => {
    tx.create(sharedResultEntity, {
      id,
      ...place,
      versionId: run.versionId,
      checksum: run.checksum,
      argumentsText: parts.argumentsText,
      state,
      startedAt: run.startedAt,
      tookMs: run.tookMs,
      interpreter: withoutPath(run.interpreter),
      outcome: parts.outcome,
      note: note.toWellFormed(),
      createdBy: actor.userId,
    });
    for (const file of parts.files) tx.create(attachmentEntity, { ...place, ...attachmentOf(deps, actor, id, file) });
  });
  return id;
}

function attachmentOf(deps: ShareDeps, actor: Actor, sharedResultId: string, { name, content, part }: SharedFile) {
  return {
    sharedResultId,
    resultPart: part,
    name,
    note: '',
    mediaType: mediaTypeOf(name),
    content,
    sizeBytes: sizeOf(deps, content) ?? 0,
    createdBy: actor.userId,
  };
}

/** Where a language is installed is nobody else's business. */
function withoutPath(interpreter: string | null): string | null {
  return interpreter === null ? null : interpreter.replace(/ \(.*\)$/u, '');
}

function sizeOf({ blobs }: ShareDeps, blob: string): number | undefined {
  return statSync(blobs.path(blob), { throwIfNoEntry: false })?.size;
}

function reasonOf({ title, problem }: SharePart): string {
  const what = title === '' ? 'A part of it' : title;
  return problem === 'gone' ? `${what} is not kept any more` : `${what} is larger than a file that is shared may be`;
}
