import { rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import type { BlobFolder } from '../store/blob-folder.ts';
import type { Store } from '../store/store.ts';
import { blobsOf } from './collect-results.ts';

export type PurgeWorkspaceDeps = {
  readonly store: Store;
  readonly blobs: BlobFolder;
  readonly filesFolderOf: (workspaceId: string) => string;
  /** Blobs that others name than runs. */
  readonly listNamedBlobs: () => Promise<ReadonlySet<string>>;
};

/** Runs looked at, or removed, before others have their turn. */
const runsPerPiece = 50;

/**
 * Takes from the disk what this device alone has of a workspace that its person does not reach any more: its runs, what they gave,
 * and its files. Cut off anywhere, it is done again from the beginning. False while one of its runs goes on: then it is to be
 * asked for once more.
 */
export async function purgeWorkspace(deps: PurgeWorkspaceDeps, workspaceId: string): Promise<boolean> {
  const { store, blobs } = deps;
  const gone: RunRecord[] = [];
  const kept = new Set(await deps.listNamedBlobs());
  for await (const run of allRuns(store)) {
    if (run.workspaceId !== workspaceId) for (const blob of blobsOf(run)) kept.add(blob);
    else if (run.state === 'waiting' || run.state === 'running') return false;
    else gone.push(run);
  }
  // The files first: a crash leaves records that name them, by which they are found again.
  for (const blob of new Set(gone.flatMap(blobsOf))) if (!kept.has(blob)) blobs.remove(blob);
  for (let start = 0; start < gone.length; start += runsPerPiece) {
    const piece = gone.slice(start, start + runsPerPiece);
    store.write({ actorId: piece[0]?.runBy ?? '', isUndoable: false }, (tx) =>
      piece.forEach(({ id }) => tx.remove(runEntity, id)),
    );
    // oxlint-disable-next-line no-await-in-loop -- Piece after piece.
    await nextTurn();
  }
  await rm(deps.filesFolderOf(workspaceId), { recursive: true, force: true });
  return true;
}

export async function listRunBlobs(store: Store): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for await (const run of allRuns(store)) for (const blob of blobsOf(run)) named.add(blob);
  return named;
}

async function* allRuns(store: Store): AsyncGenerator<RunRecord, void, void> {
  for (let afterId: string | undefined = ''; afterId !== undefined;) {
    const runs: readonly RunRecord[] = store.list(runEntity, { afterId, limit: runsPerPiece });
    yield* runs;
    afterId = runs.length < runsPerPiece ? undefined : runs.at(-1)?.id;
    // oxlint-disable-next-line no-await-in-loop -- Page after page.
    await nextTurn();
  }
}
