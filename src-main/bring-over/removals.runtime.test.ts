import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { ok } from '#shared/base/result.ts';
import { entities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { brought, openBoth, writeWorkspace } from './copy-workspace.harness.ts';
import { copyWorkspace } from './copy-workspace.ts';
import { openRemovals } from './removals.ts';

/** A workspace that was copied and is to go, whose copy has not arrived yet. */
async function setupRemoval() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-removals-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const both = await openBoth(folder);
  onTestFinished(both.close);
  const sourceId = writeWorkspace(both.from, 3);
  const { signal } = new AbortController();
  const run = {
    actor: brought,
    from: both.from,
    workspaceId: sourceId,
    name: 'W',
    signal,
    onProgress: () => undefined,
  };
  const workspaceId = String(await copyWorkspace(both.deps, run));
  const file = path.join(folder, 'removals.json');
  const listeners = new Set<() => void>();
  let hasArrived = false;
  const log: string[] = [];
  const open = () =>
    openRemovals({
      store: both.to.store,
      entities,
      file,
      lend: async (work) => ok(await work(both.from, signal)),
      hasArrived: () => hasArrived,
      onArrival: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      log: (line) => log.push(line),
    });
  const arrive = (): void => {
    hasArrived = true;
    for (const listener of listeners) listener();
  };
  return { both, sourceId, workspaceId, file, open, arrive, log };
}

test('nothing goes before it has arrived, also when that is after a restart', async () => {
  const { both, sourceId, workspaceId, open, arrive, log } = await setupRemoval();
  const first = open();
  first.add({ sourceId, workspaceId });
  expect(first.stateOf(sourceId)).toBe('waiting');
  await first.close();
  expect(both.from.store.find(workspaceEntity, sourceId)).toBeDefined();
  const second = open();
  arrive();
  await expect
    .poll(() => both.from.store.find(workspaceEntity, sourceId), { timeout: 10_000, interval: 10 })
    .toBeUndefined();
  await second.close();
  expect(second.stateOf(sourceId)).toBe('none');
  expect(log).toEqual([]);
});

test('what was changed in personal since it was copied stays, and its person is told', async () => {
  const { both, sourceId, workspaceId, open, arrive } = await setupRemoval();
  const removals = open();
  removals.add({ sourceId, workspaceId });
  const [fn] = both.from.store.list(functionEntity, { where: { workspaceId: sourceId } });
  both.from.store.write({ actorId: 'somebody' }, (tx) => tx.patch(functionEntity, String(fn?.id), { folder: 'later' }));
  arrive();
  await expect.poll(() => removals.stateOf(sourceId), { timeout: 10_000, interval: 10 }).toBe('changed');
  expect(both.from.store.find(workspaceEntity, sourceId)).toBeDefined();
  await removals.close();
});

test('a file of removals that is damaged removes nothing', async () => {
  const { both, sourceId, file, open, arrive } = await setupRemoval();
  writeFileSync(file, '{"version":1,"removals":[{"sourceId":');
  const removals = open();
  arrive();
  expect(removals.stateOf(sourceId)).toBe('none');
  await removals.close();
  expect(both.from.store.find(workspaceEntity, sourceId)).toBeDefined();
  expect(readFileSync(file, 'utf8')).toContain('sourceId');
});
