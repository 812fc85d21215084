/*
 * Copies one workspace of `personal` into the account that is open: some records in each transaction, and between two of them whoever
 * waits for the core has their turn. It is all or nothing (long-write.ts): the workspace is there when all of it is, whatever
 * ends it before takes it back, and of a program that was killed meanwhile the next one does. So nothing is half here, and who
 * tries again finds nothing of the first time.
 *
 *     ids of all records ─→ bytes of some ─→ their records ─→ … ─→ the workspace itself
 *
 * Nobody undoes meanwhile (project-turns.ts), and nothing of it is sent to the server before it is whole.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { createId, createIdsInOrder, idFromKey } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { copyRecord, requiredIds } from '#shared/bring-over/copy-record.ts';
import type { Destination, Draft } from '#shared/bring-over/copy-record.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { noExceptions } from '#shared/matrix/project-settings.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import { workspaceEntity, workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';

import type { LentAccount } from '../access/lend-account.ts';
import { writtenBy } from '../rpc/handlers.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import type { LongWrite, LongWriter } from '../store/long-write.ts';
import type { Store } from '../store/store.ts';
import { copyBlob, copyFolder, forgetArriving, markArriving, removeFolder } from './copy-files.ts';
import { findLive, listPages, listParts } from './workspace-parts.ts';
import type { WorkspacePart } from './workspace-parts.ts';

export type CopyDeps = {
  readonly store: Store;
  readonly entities: readonly AnyEntity[];
  readonly blobs: BlobFolder;
  readonly filesFolderOf: (workspaceId: string) => string;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

export type Step = 'waiting' | 'files' | 'writing' | 'taking-back';

export type CopyRun = {
  readonly actor: Actor;
  readonly from: LentAccount;
  readonly workspaceId: string;
  /** What the copy is called. */
  readonly name: string;
  /** Ends it, and all of it is taken back. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly step: Step; readonly written: number; readonly count: number }) => void;
};

/** Records in one transaction: less than a frame. */
const recordsAtOnce = 40;
/** And characters, of which sources and texts have many. */
const charsAtOnce = 200_000;

/** The id of the copy; undefined when it was cancelled and nothing of it is left. Throws what the store or the disk refuses. */
export async function copyWorkspace(deps: CopyDeps, run: CopyRun): Promise<string | undefined> {
  const newId = createId(deps.clock.nowMs(), deps.random);
  const ids = await listNewIds(deps, run, newId);
  const folder = deps.filesFolderOf(newId);
  const label = `Bring over ${run.name}`.slice(0, 200);
  let write: LongWrite | undefined;
  let isDone = false;
  try {
    run.onProgress({ step: 'files', written: 0, count: ids.size });
    await markArriving(folder);
    await copyFolder(run.from.filesFolderOf(run.workspaceId), folder, run.signal);
    if (run.signal.aborted) return undefined;
    write = deps.store.beginLongWrite({ ...writtenBy(run.actor), label });
    isDone = await writeCopy(deps, run, { write, ids, newId });
    return isDone ? newId : undefined;
  } finally {
    if (!isDone) {
      if (write !== undefined) await takeBack(write, run, ids.size);
      await removeFolder(folder);
    }
    await forgetArriving(folder);
  }
}

type Ids = ReadonlyMap<string, string>;

/** Of all records that could be named, also of those that are deleted: who names one names a copy that there is not. */
async function listNewIds(
  { entities, clock, random }: CopyDeps,
  { from, workspaceId }: CopyRun,
  newId: string,
): Promise<Ids> {
  const next = createIdsInOrder(clock.nowMs(), random);
  const ids = new Map([[workspaceId, newId]]);
  for (const part of listParts(from.store, entities, workspaceId)) {
    for (const page of listPages(from.store, part)) {
      for (const id of page) ids.set(id, next());
      // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
      await nextTurn();
    }
  }
  return ids;
}

type Writing = { readonly write: LongWrite; readonly ids: Ids; readonly newId: string };

/** Answers whether it has come to its end. */
async function writeCopy(deps: CopyDeps, run: CopyRun, { write, ids, newId }: Writing): Promise<boolean> {
  const { from, actor, signal } = run;
  const to: Destination = { tenantId: actor.tenantId, userId: actor.userId, idOf: (id) => ids.get(id) };
  write.piece((tx) => writeWorkspace(deps, run, tx, { newId, to }));
  let written = 1;
  for (const part of listParts(from.store, deps.entities, run.workspaceId)) {
    for (const some of listPieces(deps, from.store, part)) {
      // oxlint-disable-next-line no-await-in-loop -- Bytes are on the disk before a record names them.
      await copyBytes(deps, run, some.records);
      if (signal.aborted) return false;
      write.piece((tx) => {
        for (const record of some.records) writeRecord(deps, tx, { ...some, record, actor, to });
      });
      written += some.looked;
      run.onProgress({ step: 'writing', written, count: ids.size });
      // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
      await nextTurn();
      if (signal.aborted) return false;
    }
  }
  write.finish();
  return true;
}

type Piece = { readonly entity: AnyEntity; readonly records: readonly AnyRecord[]; readonly looked: number };

/** The living records of a part, so many at once, without those that hang on something that was deleted. */
function* listPieces(deps: CopyDeps, store: Store, part: WorkspacePart): Generator<Piece> {
  const { entity } = part;
  let [records, chars, looked]: [AnyRecord[], number, number] = [[], 0, 0];
  for (const page of listPages(store, part)) {
    for (const id of page) {
      looked += 1;
      const record = findLive(store, entity, id);
      if (record === undefined || !isWhole(deps, store, entity, record)) continue;
      records.push(record);
      chars += countChars(record);
      if (records.length < recordsAtOnce && chars < charsAtOnce) continue;
      yield { entity, records, looked };
      [records, chars, looked] = [[], 0, 0];
    }
  }
  if (looked > 0) yield { entity, records, looked };
}

function isWhole({ entities }: CopyDeps, store: Store, entity: AnyEntity, record: AnyRecord): boolean {
  return requiredIds(entity, record).every(({ target, id }) => {
    const named = entities.find(({ name }) => name === target);
    return named === undefined || findLive(store, named, id) !== undefined;
  });
}

function countChars(record: AnyRecord): number {
  return Object.values(record).reduce<number>((sum, value) => {
    if (typeof value === 'string') return sum + value.length;
    return typeof value === 'object' && value !== null ? sum + JSON.stringify(value).length : sum;
  }, 0);
}

/** What has lost its bytes is brought without them, as it is in `personal`. */
async function copyBytes(deps: CopyDeps, { from, signal }: CopyRun, records: readonly AnyRecord[]): Promise<void> {
  for (const { content } of records) {
    if (typeof content !== 'string' || !from.blobs.has(content)) continue;
    // oxlint-disable-next-line no-await-in-loop -- One disk writes one after another.
    await copyBlob(from.blobs.path(content), deps.blobs, content, signal);
    if (signal.aborted) return;
  }
}

function writeWorkspace(
  { clock }: CopyDeps,
  { from, workspaceId, name, actor }: CopyRun,
  tx: LongWriter,
  { newId, to }: { readonly newId: string; readonly to: Destination },
): void {
  const workspace = from.store.get(workspaceEntity, workspaceId);
  const copyOf = { workspaceId, deviceId: from.store.deviceId, at: clock.nowMs() };
  const settings = { ...workspace.settings, copyOf };
  create(tx, workspaceEntity, { ...copyRecord(workspaceEntity, workspace, to), workspaceId: newId, name, settings });
  const { tenantId, userId } = actor;
  const memberId = idFromKey(workspaceMemberEntity.name, newId, userId);
  tx.create(workspaceMemberEntity, { id: memberId, tenantId, workspaceId: newId, userId, role: 'owner' });
  tx.holdBack(workspaceEntity, newId);
  tx.holdBack(workspaceMemberEntity, memberId);
}

type RecordToWrite = {
  readonly entity: AnyEntity;
  readonly record: AnyRecord;
  readonly actor: Actor;
  readonly to: Destination;
};

function writeRecord({ clock }: CopyDeps, tx: LongWriter, { entity, record, actor, to }: RecordToWrite): void {
  const draft = copyRecord(entity, record, to);
  create(tx, entity, draft);
  if (entity.name !== projectEntity.name) return;
  const { tenantId, userId } = actor;
  tx.create(projectMembershipEntity, {
    id: membershipId(draft.id, userId),
    tenantId,
    workspaceId: String(draft['workspaceId']),
    projectId: draft.id,
    userId,
    role: 'owner',
    permissions: noExceptions,
    joinedAt: clock.nowMs(),
  });
}

/** The store parses it, as every draft. */
function create(tx: LongWriter, entity: AnyEntity, draft: Draft): void {
  tx.create(entity, draft);
}

async function takeBack(write: LongWrite, run: CopyRun, count: number): Promise<void> {
  let left = count;
  for (const taken of write.takeBack()) {
    left = Math.max(0, left - taken);
    run.onProgress({ step: 'taking-back', written: left, count });
    // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
    await nextTurn();
  }
}
