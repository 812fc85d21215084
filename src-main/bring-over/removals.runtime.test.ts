import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { ok } from '#shared/base/result.ts';
import { entities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { attachFile, brought, openBoth, writeWorkspace } from './copy-workspace.harness.ts';
import { copyWorkspace } from './copy-workspace.ts';
import { openRemovals } from './removals.ts';

/** A workspace that was copied and is to go, whose copy has not arrived yet. */
async function setupRemoval({ hasFile = false } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-removals-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const both = await openBoth(folder);
  onTestFinished(both.close);
  const sourceId = writeWorkspace(both.from, 3);
  if (hasFile) await attachFile(both.from, sourceId);
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
  let atServer = true;
  let asked = 0;
  const log: string[] = [];
  const open = () =>
    openRemovals({
      store: both.to.store,
      entities,
      file,
      lend: async (work) => ok(await work(both.from, signal)),
      hasArrived: () => hasArrived,
      isAtServer: () => {
        asked += 1;
        return atServer;
      },
      onArrival: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      log: (line) => log.push(line),
    });
  const arrive = (): void => {
    hasArrived = true;
    tell();
  };
  const setAtServer = (is: boolean): void => {
    atServer = is;
    if (is) tell();
  };
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return { both, sourceId, workspaceId, file, open, arrive, setAtServer, asked: () => asked, log };
}

test('nothing goes before it has arrived, also when that is after a restart', async () => {
  const { both, sourceId, workspaceId, open, arrive, log } = await setupRemoval();
  const first = open();
  await first.add({ sourceId, workspaceId });
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
  await removals.add({ sourceId, workspaceId });
  const [fn] = both.from.store.list(functionEntity, { where: { workspaceId: sourceId } });
  both.from.store.write({ actorId: 'somebody' }, (tx) => tx.patch(functionEntity, String(fn?.id), { folder: 'later' }));
  arrive();
  await expect.poll(() => removals.stateOf(sourceId), { timeout: 10_000, interval: 10 }).toBe('changed');
  expect(both.from.store.find(workspaceEntity, sourceId)).toBeDefined();
  await removals.close();
});

test('where something of the copy was refused, all stays, though its person has let the refusal go and made more', async () => {
  const { both, sourceId, workspaceId, open, arrive } = await setupRemoval();
  const removals = open();
  await removals.add({ sourceId, workspaceId });
  const { store } = both.to;
  const [refused, other] = store.list(functionEntity, { where: { workspaceId } });
  // As a refusal leaves it: what the server does not have, is not here either.
  store.write({ actorId: 'somebody' }, (tx) => tx.remove(functionEntity, String(refused?.id)));
  // In another millisecond than the last of the copy, as nobody can help to be.
  const { createdAt } = store.get(functionEntity, String(other?.id));
  await expect.poll(() => Date.now(), { timeout: 10_000, interval: 1 }).toBeGreaterThan(createdAt + 1);
  const {
    id: _id,
    createdAt: _at,
    updatedAt: _updated,
    deletedAt: _deleted,
    ...draft
  } = store.get(functionEntity, String(other?.id));
  store.write({ actorId: 'somebody' }, (tx) => tx.create(functionEntity, { ...draft, name: 'made later' }));
  arrive();
  await expect.poll(() => removals.stateOf(sourceId), { timeout: 10_000, interval: 10 }).toBe('incomplete');
  expect(both.from.store.find(workspaceEntity, sourceId)).toBeDefined();
  await removals.close();
});

test('nothing goes before the server has said that it has the bytes', async () => {
  const { both, sourceId, workspaceId, open, arrive, setAtServer, asked } = await setupRemoval({ hasFile: true });
  setAtServer(false);
  const removals = open();
  await removals.add({ sourceId, workspaceId });
  const before = asked();
  arrive();
  await expect.poll(asked, { timeout: 10_000, interval: 10 }).toBeGreaterThan(before);
  await removals.close(); // When what the arrival has begun is over.
  expect(removals.stateOf(sourceId)).toBe('waiting');
  expect(both.from.store.find(workspaceEntity, sourceId)).toBeDefined();
  const again = open();
  setAtServer(true);
  await expect
    .poll(() => both.from.store.find(workspaceEntity, sourceId), { timeout: 10_000, interval: 10 })
    .toBeUndefined();
  await again.close();
});

test('a file of removals that is damaged removes nothing', async () => {
  const { both, sourceId, file, open, arrive } = await setupRemoval();
  writeFileSync(file, '{"version":2,"removals":[{"sourceId":');
  const removals = open();
  arrive();
  expect(removals.stateOf(sourceId)).toBe('none');
  await removals.close();
  expect(both.from.store.find(workspaceEntity, sourceId)).toBeDefined();
  expect(readFileSync(file, 'utf8')).toContain('sourceId');
});
