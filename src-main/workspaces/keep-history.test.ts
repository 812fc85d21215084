import { expect, onTestFinished, test } from 'vitest';

import { createId } from '#shared/base/id.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import type { CallContext } from '../rpc/handlers.ts';
import { setupFolder } from '../store/store.harness.ts';
import { ensurePersonalAccount } from '../tenancy/personal-account.ts';
import { openHistory } from './keep-history.ts';
import type { HistoryTimes, RunHistory } from './keep-history.ts';
import { createWorkspaceHandlers } from './workspace-handlers.ts';

const dayMs = 24 * 60 * 60 * 1000;
const noRuns: RunHistory = { countOldRuns: () => [], pruneRuns: () => [], collect: () => Promise.resolve(0) };
const never: HistoryTimes = { firstAfterMs: 2 ** 30, lookEveryMs: 2 ** 30 };

async function setupHistory({ times = never, runs = noRuns }: { times?: HistoryTimes; runs?: RunHistory } = {}) {
  const world = setupFolder();
  const store = await world.open();
  const { clock } = world;
  const { random } = world.options;
  const { actor } = ensurePersonalAccount(store, clock, 'Ada');
  const call: CallContext = { actor, signal: new AbortController().signal };
  const logged: string[] = [];
  const history = openHistory({ store, runs, clock, log: (line) => logged.push(line), times });
  onTestFinished(async () => {
    await history.close();
    world.dispose();
  });
  const handlers = createWorkspaceHandlers({ store, history, clock, random });

  /** A workspace that was made so many days ago, and renamed as many times: so many old changes it has. */
  function addWorkspace(name: string, changeCount: number): string {
    const id = createId(clock.nowMs(), random);
    store.write({ actorId: actor.userId }, (tx) => {
      const { tenantId, userId } = actor;
      const settings = { historyDays: null };
      tx.create(workspaceEntity, { id, tenantId, workspaceId: id, name, description: '', ownerId: userId, settings });
    });
    for (let index = 1; index < changeCount; index += 1) {
      const description = String(index);
      store.write({ actorId: actor.userId }, (tx) => tx.patch(workspaceEntity, id, { description }));
    }
    return id;
  }

  const countOld = async (workspaceId: string, historyDays = 1) =>
    await handlers.countOldHistory({ workspaceId, historyDays }, call);
  return { store, clock, handlers, call, actor, history, logged, addWorkspace, countOld };
}

test('what is older than the setting is counted beforehand, and gone soon after it was set', async () => {
  const { clock, handlers, call, history, store, addWorkspace, countOld, logged } = await setupHistory();
  const [ours, theirs] = [addWorkspace('Ours', 5), addWorkspace('Theirs', 3)];
  clock.advance(40 * dayMs);
  expect(await countOld(ours, 50)).toEqual({ ok: true, value: { changes: 0, runs: 0 } });
  expect(await countOld(ours, 30)).toEqual({ ok: true, value: { changes: 5, runs: 0 } });
  const { undo } = store.undoState(call.actor.userId);

  expect(await handlers.keepHistory({ workspaceId: ours, historyDays: 30 }, call)).toEqual({
    ok: true,
    value: { id: ours },
  });
  expect(store.get(workspaceEntity, ours).settings).toEqual({ historyDays: 30 });
  await history.prune();
  // The change of the setting itself is new; and it is no step of undo, which a redo could repeat without asking.
  clock.advance(dayMs + 1);
  expect(await countOld(ours)).toEqual({ ok: true, value: { changes: 1, runs: 0 } });
  expect(await countOld(theirs)).toEqual({ ok: true, value: { changes: 3, runs: 0 } });
  expect(store.undoState(call.actor.userId)).toEqual({ undo, redo: null });
  expect(logged).toEqual([expect.stringContaining('5 changes, 0 runs')]);
});

test('a setting that comes from anywhere is obeyed without being told', async () => {
  const { clock, store, actor, addWorkspace, countOld } = await setupHistory();
  const id = addWorkspace('Ours', 4);
  clock.advance(40 * dayMs);
  store.write({ actorId: actor.userId }, (tx) => tx.patch(workspaceEntity, id, { settings: { historyDays: 7 } }));
  await expect.poll(async () => await countOld(id, 20)).toEqual({ ok: true, value: { changes: 0, runs: 0 } });
});

test('history that is kept for ever stays when its workspace is changed otherwise', async () => {
  const { clock, store, actor, history, addWorkspace, countOld } = await setupHistory();
  const id = addWorkspace('Ours', 4);
  clock.advance(4000 * dayMs);
  store.write({ actorId: actor.userId }, (tx) => tx.patch(workspaceEntity, id, { name: 'Renamed' }));
  await history.prune();
  expect(await countOld(id)).toEqual({ ok: true, value: { changes: 4, runs: 0 } });
});

test('history is pruned a while after the start, and again when a day has passed', async () => {
  const { clock, handlers, call, history, addWorkspace, countOld } = await setupHistory({
    times: { firstAfterMs: 5, lookEveryMs: 5 },
  });
  const id = addWorkspace('Ours', 3);
  await handlers.keepHistory({ workspaceId: id, historyDays: 10 }, call);
  await history.prune();
  expect(await countOld(id, 10)).toMatchObject({ value: { changes: 0 } });
  clock.advance(11 * dayMs);
  await expect.poll(async () => await countOld(id, 10)).toMatchObject({ value: { changes: 0 } });
});

test('a deleted workspace ages as it was told to', async () => {
  const { clock, handlers, call, history, store, actor, addWorkspace } = await setupHistory();
  const id = addWorkspace('Ours', 3);
  await handlers.keepHistory({ workspaceId: id, historyDays: 10 }, call);
  store.write({ actorId: actor.userId }, (tx) => tx.remove(workspaceEntity, id));
  clock.advance(11 * dayMs);
  await history.prune();
  expect([...store.countOldChanges(new Map([[id, clock.nowMs()]]))]).toEqual([0]);
  expect(store.undoState(actor.userId).undo).toBeNull();
});

test('a program that ends stops its round after a piece', async () => {
  let piecesTaken = 0;
  let tellStarted = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    tellStarted = resolve;
  });
  const endless: RunHistory = {
    ...noRuns,
    *pruneRuns() {
      for (;;) {
        piecesTaken += 1;
        tellStarted();
        yield 1;
      }
    },
  };
  const { handlers, call, history, addWorkspace } = await setupHistory({ runs: endless });
  await handlers.keepHistory({ workspaceId: addWorkspace('Ours', 1), historyDays: 1 }, call);
  await started;
  await history.close();
  const taken = piecesTaken;
  await history.prune();
  expect(piecesTaken).toBe(taken);
});

test('a round that fails is told in the log, and the next one tries again', async () => {
  let attempts = 0;
  const failing: RunHistory = {
    ...noRuns,
    pruneRuns: () => {
      attempts += 1;
      throw new Error('The disk is full');
    },
  };
  const { handlers, call, history, addWorkspace, logged } = await setupHistory({ runs: failing });
  await handlers.keepHistory({ workspaceId: addWorkspace('Ours', 1), historyDays: 1 }, call);
  await history.prune();
  await history.prune();
  expect(attempts).toBeGreaterThanOrEqual(2);
  expect(logged[0]).toBe('Old history could not be deleted: The disk is full.');
});

test('who may not edit the workspace may neither ask nor set', async () => {
  const { handlers, call, addWorkspace } = await setupHistory();
  const workspaceId = addWorkspace('Ours', 1);
  const reader = {
    ...call,
    actor: { ...call.actor, permissions: new Set(permissions.filter((one) => one !== 'workspace:edit')) },
  };
  const refused = { ok: false, failure: { kind: 'not-permitted', permission: 'workspace:edit' } };
  expect(await handlers.keepHistory({ workspaceId, historyDays: 1 }, reader)).toEqual(refused);
  expect(await handlers.countOldHistory({ workspaceId, historyDays: 1 }, reader)).toEqual(refused);
  const stranger = { ...call, actor: { ...call.actor, tenantId: 'another' } };
  expect(await handlers.keepHistory({ workspaceId, historyDays: null }, stranger)).toEqual(refused);
});
