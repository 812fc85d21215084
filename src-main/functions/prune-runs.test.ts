import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { DraftOf } from '#shared/schema/entity.ts';

import { openBlobFolder } from '../store/blob-folder.ts';
import type { HistoryEnds } from '../store/find-old-changes.ts';
import { setupFolder } from '../store/store.harness.ts';
import { createRunHistory } from './prune-runs.ts';

const dayMs = 24 * 60 * 60 * 1000;

async function setupRuns() {
  const world = setupFolder();
  const { clock } = world;
  const store = await world.open();
  const blobFolder = mkdtempSync(path.join(tmpdir(), 'triptych-blobs-'));
  onTestFinished(() => {
    world.dispose();
    rmSync(blobFolder, { recursive: true, force: true });
  });
  const blobs = openBlobFolder(blobFolder);
  function addRun(changes: Partial<DraftOf<typeof runEntity>> = {}): RunRecord {
    clock.advance(1); // Ids are in the order of time, but not within a millisecond.
    return store.write({ actorId: 'ada' }, (tx) =>
      tx.create(runEntity, {
        workspaceId: 'workspace-1',
        functionName: 'simulate',
        language: 'r',
        checksum: '',
        arguments: {},
        runBy: 'ada',
        origin: 'app',
        state: 'done',
        runNumber: 1,
        endedAt: clock.nowMs(),
        logBytes: 0,
        ...changes,
      }),
    );
  }
  /** A result that was written long enough ago for nobody to be about to name it. */
  async function addBlob(content: string): Promise<string> {
    const hash = await blobs.put([Buffer.from(content)]);
    utimesSync(blobs.path(hash), 0, 0);
    return hash;
  }
  const end = (days: number, ...workspaceIds: readonly string[]): HistoryEnds =>
    new Map(workspaceIds.map((id) => [id, instantOf(clock.nowMs() - days * dayMs)]));
  return {
    store,
    clock,
    blobs,
    addRun,
    addBlob,
    end,
    history: createRunHistory({ store, blobs, clock, listNamedBlobs: () => Promise.resolve(new Set()) }),
  };
}

function sum(pieces: Iterable<number>): number {
  return [...pieces].reduce((total, count) => total + count, 0);
}

test('runs that are older than their workspace keeps go with the results that no other run has', async () => {
  const { store, clock, blobs, addRun, addBlob, end, history } = await setupRuns();
  const [shared, own, log] = [await addBlob('shared'), await addBlob('own'), await addBlob('log')];
  const figure = (blob: string) => ({ kind: 'figure', title: '', blob }) as const;
  addRun({ outcome: { shown: [figure(shared), figure(own)], warnings: [], failure: null }, logBlob: log, logBytes: 3 });
  const theirs = addRun({ workspaceId: 'workspace-2' });
  const ofNone = addRun({ workspaceId: null });
  clock.advance(40 * dayMs);
  const recent = addRun({ outcome: { shown: [figure(shared)], warnings: [], failure: null } });

  expect(sum(history.countOldRuns(end(30, 'workspace-1')))).toBe(1);
  expect(sum(history.pruneRuns(end(30, 'workspace-1')))).toBe(1);
  await history.collect();
  expect(store.list(runEntity).map(({ id }) => id)).toEqual([theirs.id, ofNone.id, recent.id]);
  expect([blobs.has(shared), blobs.has(own), blobs.has(log)]).toEqual([true, false, false]);
});

test('a run counts from its end, and one that has not ended stays', async () => {
  const { store, clock, addRun, end, history } = await setupRuns();
  const running = addRun({ state: 'running', endedAt: null });
  const waiting = addRun({ state: 'waiting', endedAt: null });
  const long = addRun({ endedAt: instantOf(clock.nowMs() + 20 * dayMs) });
  addRun({ state: 'failed', endedAt: null });
  clock.advance(40 * dayMs);
  expect(sum(history.pruneRuns(end(30, 'workspace-1')))).toBe(1);
  expect(store.list(runEntity).map(({ id }) => id)).toEqual([running.id, waiting.id, long.id]);
});

test('many runs go in pieces of at most fifty, and those left off go the next time', async () => {
  const { store, clock, addRun, end, history } = await setupRuns();
  for (let index = 0; index < 240; index += 1) {
    addRun({ workspaceId: index % 2 === 0 ? 'workspace-1' : 'workspace-2' });
  }
  clock.advance(40 * dayMs);
  const ends = end(30, 'workspace-1');
  const pieces = history.pruneRuns(ends)[Symbol.iterator]();
  expect([pieces.next().value, pieces.next().value]).toEqual([25, 25]);
  expect(sum(history.pruneRuns(ends))).toBe(70);
  expect(store.count(runEntity)).toBe(120);
  expect([...history.pruneRuns(new Map())]).toEqual([]);
});
