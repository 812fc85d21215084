/*
 * Workspaces that are to go from `personal` when all of their copies is at the server: written down beside the account's file, so that
 * it holds over restarts, and only on the device on which it was asked for. What was changed in `personal` since it was copied
 * stays, and what was refused or deleted since of the copy keeps all of it there. Going is what deleting a workspace is: one record, and undo in `personal` brings it back.
 */
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { z } from 'zod';

import type { Instant } from '#shared/base/instant.ts';
import { blobsOfRecord } from '#shared/schema/blob-fields.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import type { LendPersonal, LentAccount } from '../access/lend-account.ts';
import type { Log } from '../rpc/connection.ts';
import type { Store } from '../store/store.ts';
import { writeWhole } from '../store/write-whole.ts';
import { findLive, listPages, listParts } from './workspace-parts.ts';

const removalSchema = z.object({
  sourceId: z.string(),
  /** Of the copy. */
  workspaceId: z.string(),
  /** But for `waiting` it stays, and its person is told why. */
  state: z.enum(['waiting', 'changed', 'incomplete']),
  /** How many records the copy had as it was made, and when the last of them came to be: by these it is found whole. */
  records: z.number(),
  madeAt: z.number(),
});
type Removal = z.infer<typeof removalSchema>;

const fileSchema = z.object({ version: z.literal(2), removals: z.array(removalSchema) });

export type RemovalsDeps = {
  readonly store: Store;
  readonly entities: readonly AnyEntity[];
  readonly file: string;
  readonly lend: LendPersonal;
  /** Whether the server has answered everything that was written here, and has what it took. */
  readonly hasArrived: () => boolean;
  /** Whether the server has said that it has those bytes; what is not on this device either, nobody can send. */
  readonly isAtServer: (sha256: string) => boolean;
  readonly onArrival: (listener: () => void) => () => void;
  readonly log: Log;
};

export type Removals = {
  readonly stateOf: (sourceId: string) => Removal['state'] | 'none';
  /** Before anything of the copy is sent. Where it cannot be written down, the workspace stays, and the log says so. */
  readonly add: (removal: Pick<Removal, 'sourceId' | 'workspaceId'>) => Promise<void>;
  readonly close: () => Promise<void>;
};

export function openRemovals(deps: RemovalsDeps): Removals {
  const { file, store, lend, log } = deps;
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let isClosed = false;

  function change(next: readonly Removal[]): void {
    const written = writeWhole(file, `${JSON.stringify({ version: 2, removals: next })}\n`);
    if (!written.ok) log(`What goes from the personal account could not be written down: ${written.failure.kind}.`);
  }

  function look(): void {
    if (isClosed || !deps.hasArrived()) return;
    isAskedAgain = running !== undefined;
    if (isAskedAgain) return;
    if (!readRemovals(file).some(({ state }) => state === 'waiting')) return;
    running = removeAll()
      .catch((error: unknown) => log(`What was brought over could not go from the personal account: ${String(error)}`))
      .finally(() => {
        running = undefined;
        if (isAskedAgain) look(); // Of what has arrived since, nobody may tell once more.
      });
  }

  function settleAs(removal: Removal, next: Removal | undefined): void {
    const others = readRemovals(file).filter(({ workspaceId }) => workspaceId !== removal.workspaceId);
    change(next === undefined ? others : [...others, next]);
  }

  /** Those whose copy is whole and at the server; the other account is not opened before there is one. */
  async function listArrived(): Promise<readonly Removal[]> {
    const arrived: Removal[] = [];
    for (const removal of readRemovals(file)) {
      if (isClosed) return [];
      if (removal.state !== 'waiting') continue;
      // oxlint-disable-next-line no-await-in-loop -- One after another.
      const copy = await lookAtCopy(deps, removal.workspaceId, removal.madeAt);
      if (store.find(workspaceEntity, removal.workspaceId) === undefined) settleAs(removal, undefined);
      // What was refused is not in the copy any more, whether or not its person has looked at the refusal.
      else if (copy.records < removal.records) settleAs(removal, { ...removal, state: 'incomplete' });
      else if (copy.isAtServer) arrived.push(removal);
    }
    return arrived;
  }

  async function removeAll(): Promise<void> {
    const arrived = await listArrived();
    if (arrived.length === 0) return;
    await lend(async (lent, signal) => {
      if (lent === undefined) return;
      for (const removal of arrived) {
        if (signal.aborted || isClosed) return;
        // oxlint-disable-next-line no-await-in-loop -- One after another, each written down.
        settleAs(removal, await settle(deps, lent, removal));
      }
    });
  }

  const stop = deps.onArrival(look);
  look();
  return {
    stateOf: (sourceId) => {
      const known = readRemovals(file).findLast((removal) => removal.sourceId === sourceId);
      // A copy that was deleted since, or never came to its end, removes nothing.
      return known === undefined || store.find(workspaceEntity, known.workspaceId) === undefined ? 'none' : known.state;
    },
    add: async (removal) => {
      const { records, madeAt } = await lookAtCopy(deps, removal.workspaceId, Infinity);
      const others = readRemovals(file).filter(({ sourceId }) => sourceId !== removal.sourceId);
      change([...others, { ...removal, state: 'waiting', records, madeAt }]);
      look();
    },
    close: async () => {
      isClosed = true;
      stop();
      await running;
    },
  };
}

/** What is left to be remembered of it. */
async function settle(deps: RemovalsDeps, lent: LentAccount, removal: Removal): Promise<Removal | undefined> {
  const copyOf = deps.store.find(workspaceEntity, removal.workspaceId)?.settings.copyOf;
  const workspace = lent.store.find(workspaceEntity, removal.sourceId);
  if (copyOf === undefined || workspace === undefined) return undefined;
  // The folder was put back or copied since: what is in it may be another thing than what was brought.
  const isSameFile = copyOf.deviceId === lent.store.deviceId && copyOf.workspaceId === removal.sourceId;
  if (!isSameFile || (await isChangedSince(deps, lent.store, removal.sourceId, copyOf.at)))
    return { ...removal, state: 'changed' };
  const label = `Delete ${workspace.name}, which was brought over`.slice(0, 200);
  lent.store.write({ actorId: workspace.ownerId, label }, (tx) => tx.remove(workspaceEntity, workspace.id));
  return undefined;
}

type Copy = { readonly records: number; readonly madeAt: number; readonly isAtServer: boolean };

/** What there is of a copy that came to be until then: its records, the time of the last, and whether the server has their bytes. */
async function lookAtCopy(
  { store, entities, isAtServer }: RemovalsDeps,
  workspaceId: string,
  until: number,
): Promise<Copy> {
  let copy: Copy = { records: 0, madeAt: 0, isAtServer: true };
  for (const part of listParts(store, entities, workspaceId)) {
    for (const ids of listPages(store, part)) {
      for (const id of ids) {
        const record = findLive(store, part.entity, id);
        const createdAt = Number(record?.['createdAt']);
        if (record === undefined || createdAt > until) continue;
        copy = {
          records: copy.records + 1,
          madeAt: Math.max(copy.madeAt, createdAt),
          isAtServer: copy.isAtServer && blobsOfRecord(part.entity, record).every(isAtServer),
        };
      }
      // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
      await nextTurn();
    }
  }
  return copy;
}

async function isChangedSince(
  { entities }: RemovalsDeps,
  store: Store,
  workspaceId: string,
  at: Instant | number,
): Promise<boolean> {
  const isLater = (entity: AnyEntity, id: string): boolean =>
    Number(store.findWithDeleted(entity.name, id)?.['updatedAt'] ?? 0) > at;
  if (isLater(workspaceEntity, workspaceId)) return true;
  for (const part of listParts(store, entities, workspaceId)) {
    for (const ids of listPages(store, part)) {
      if (ids.some((id) => isLater(part.entity, id))) return true;
      // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
      await nextTurn();
    }
  }
  return false;
}

function readRemovals(file: string): readonly Removal[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).removals;
  } catch {
    return []; // Missing or damaged: then nothing goes, and the person can delete it themselves.
  }
}
