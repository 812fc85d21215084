/*
 * Workspaces that are to go from `personal` when all of their copies is at the server: written down beside the account's file, so that
 * it holds over restarts, and only on the device on which it was asked for. What was changed in `personal` since it was copied
 * stays. Going is what deleting a workspace is: one record, and undo in `personal` brings it back.
 */
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { z } from 'zod';

import type { Instant } from '#shared/base/instant.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import type { LendPersonal, LentAccount } from '../access/lend-account.ts';
import type { Log } from '../rpc/connection.ts';
import type { Store } from '../store/store.ts';
import { writeWhole } from '../store/write-whole.ts';
import { listPages, listParts } from './workspace-parts.ts';

const removalSchema = z.object({
  sourceId: z.string(),
  /** Of the copy. */
  workspaceId: z.string(),
  /** `changed`: it stays, and its person is told why. */
  state: z.enum(['waiting', 'changed']),
});
type Removal = z.infer<typeof removalSchema>;

const fileSchema = z.object({ version: z.literal(1), removals: z.array(removalSchema) });

export type RemovalsDeps = {
  readonly store: Store;
  readonly entities: readonly AnyEntity[];
  readonly file: string;
  readonly lend: LendPersonal;
  /** Whether the server has everything that was written here, and all bytes. */
  readonly hasArrived: () => boolean;
  readonly onArrival: (listener: () => void) => () => void;
  readonly log: Log;
};

export type Removals = {
  readonly stateOf: (sourceId: string) => Removal['state'] | 'none';
  /** Where it cannot be written down, the workspace stays, and the log says so. */
  readonly add: (removal: Pick<Removal, 'sourceId' | 'workspaceId'>) => void;
  readonly close: () => Promise<void>;
};

export function openRemovals(deps: RemovalsDeps): Removals {
  const { file, store, lend, log } = deps;
  let running: Promise<void> | undefined;
  let isClosed = false;

  function change(next: readonly Removal[]): void {
    const written = writeWhole(file, `${JSON.stringify({ version: 1, removals: next })}\n`);
    if (!written.ok) log(`What goes from the personal account could not be written down: ${written.failure.kind}.`);
  }

  function look(): void {
    if (isClosed || running !== undefined || !deps.hasArrived()) return;
    if (!readRemovals(file).some(({ state }) => state === 'waiting')) return;
    running = removeAll()
      .catch((error: unknown) => log(`What was brought over could not go from the personal account: ${String(error)}`))
      .finally(() => (running = undefined));
  }

  async function removeAll(): Promise<void> {
    await lend(async (lent, signal) => {
      if (lent === undefined) return;
      for (const removal of readRemovals(file)) {
        if (signal.aborted || isClosed) return;
        if (removal.state !== 'waiting') continue;
        // oxlint-disable-next-line no-await-in-loop -- One after another, each written down.
        const next = await settle(deps, lent, removal);
        const others = readRemovals(file).filter(({ workspaceId }) => workspaceId !== removal.workspaceId);
        change(next === undefined ? others : [...others, next]);
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
    add: (removal) => {
      const others = readRemovals(file).filter(({ sourceId }) => sourceId !== removal.sourceId);
      change([...others, { ...removal, state: 'waiting' }]);
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
