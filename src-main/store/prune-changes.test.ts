import { cpSync } from 'node:fs';

import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { formatStamp } from '#shared/changes/stamp.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { HistoryEnds } from './find-old-changes.ts';
import { changesPerTransaction } from './prune-changes.ts';
import type { Pieces } from './prune-changes.ts';
import { functionDraft, setupFolder } from './store.harness.ts';
import type { Store } from './store.ts';

const dayMs = 24 * 60 * 60 * 1000;
const ada = { actorId: 'ada' };

function setupWorld() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  /** Before so many days ago. */
  const end = (days: number, ...workspaceIds: readonly string[]): HistoryEnds =>
    new Map(workspaceIds.map((id) => [id, instantOf(world.clock.nowMs() - days * dayMs)]));
  return { ...world, end };
}

function addFunction(store: Store, workspaceId: string, name: string, edit: object = {}): string {
  const draft = functionDraft({ workspaceId, name });
  return store.write({ ...ada, ...edit }, (tx) => tx.create(functionEntity, draft)).id;
}

function rename(store: Store, id: string, name: string, edit: object = {}): void {
  store.write({ ...ada, ...edit }, (tx) => tx.patch(functionEntity, id, { name }));
}

function sum(pieces: Pieces): number {
  return [...pieces].reduce((total, count) => total + count, 0);
}

/** Record and new name of every change that there is, in order. */
function listChanges(file: string): readonly string[] {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare<[], { record_id: string; name: string | null }>(
      `SELECT record_id, json_extract(patch, '$.name') AS name FROM changes ORDER BY stamp`,
    )
    .all();
  database.close();
  return rows.map(({ record_id: id, name }) => `${id} ${name ?? ''}`);
}

function readState(file: string): unknown {
  const database = new Database(file, { readonly: true });
  const state = database.prepare('SELECT device_id, last_number, last_stamp FROM device_state').all();
  database.close();
  return state;
}

test('changes go that are older than their workspace keeps, and those of other workspaces stay', async () => {
  const { open, options, clock, end } = setupWorld();
  const store = await open();
  const [ours, theirs] = [addFunction(store, 'workspace-1', 'ours'), addFunction(store, 'workspace-2', 'theirs')];
  clock.advance(20 * dayMs);
  rename(store, ours, 'ours later');
  clock.advance(10 * dayMs);
  rename(store, ours, 'ours now');
  rename(store, theirs, 'theirs now');

  const before = readState(options.file);
  expect(sum(store.countOldChanges(end(20, 'workspace-1')))).toBe(1);
  expect(sum(store.pruneChanges(end(20, 'workspace-1')))).toBe(1);
  expect(listChanges(options.file)).toEqual([
    `${theirs} theirs`,
    `${ours} ours later`,
    `${ours} ours now`,
    `${theirs} theirs now`,
  ]);
  expect(store.get(functionEntity, ours).name).toBe('ours now');
  expect(readState(options.file)).toEqual(before);
  clock.advance(1);
  expect(sum(store.pruneChanges(end(10, 'workspace-1', 'workspace-2')))).toBe(2);
  expect(listChanges(options.file)).toEqual([`${ours} ours now`, `${theirs} theirs now`]);
});

test('where no workspace has an end, nothing is looked at', async () => {
  const { open, options, clock } = setupWorld();
  const store = await open();
  addFunction(store, 'workspace-1', 'kept');
  clock.advance(1000 * dayMs);
  expect([...store.pruneChanges(new Map())]).toEqual([]);
  expect(listChanges(options.file)).toHaveLength(1);
});

test('the number of the last change is not given again, also when all are gone', async () => {
  const { open, options, clock, end } = setupWorld();
  const store = await open();
  const id = addFunction(store, 'workspace-1', 'one');
  clock.advance(2 * dayMs);
  sum(store.pruneChanges(end(1, 'workspace-1')));
  expect(listChanges(options.file)).toEqual([]);
  store.close();
  const reopened = await open();
  expect(reopened.deviceId).toBe(store.deviceId);
  rename(reopened, id, 'two');
  expect(readState(options.file)).toMatchObject([{ last_number: 2 }]);
});

test('an undo step whose changes have gone is offered no more, here and after opening again', async () => {
  const { open, clock, end } = setupWorld();
  const store = await open();
  const id = addFunction(store, 'workspace-1', 'one');
  clock.advance(10 * dayMs);
  rename(store, id, 'two');
  let heard = 0;
  store.onCommit(({ touched }) => {
    expect(touched).toEqual([]);
    heard += 1;
  });
  sum(store.pruneChanges(end(5, 'workspace-1')));
  expect(heard).toBe(1);
  sum(store.pruneChanges(end(5, 'workspace-1')));
  expect(heard).toBe(1);
  store.close();

  const reopened = await open();
  expect(reopened.undoState('ada')).toEqual({ undo: 'Rename one', redo: null });
  expect(reopened.undo('ada')).toEqual({ label: 'Rename one', skippedFields: 0 });
  expect(reopened.undoState('ada')).toEqual({ undo: null, redo: 'Rename one' });
  expect(reopened.undo('ada')).toEqual({ label: null, skippedFields: 0 });
  reopened.redo('ada');
  expect(reopened.get(functionEntity, id).name).toBe('two');
});

test('what was undone long ago cannot be redone any more, and what was redone today can be undone', async () => {
  const { open, clock, end } = setupWorld();
  const store = await open();
  const [one, two] = [addFunction(store, 'workspace-1', 'one'), addFunction(store, 'workspace-2', 'two')];
  rename(store, one, 'one changed');
  rename(store, two, 'two changed');
  store.undo('ada');
  store.undo('ada');
  clock.advance(10 * dayMs);
  store.redo('ada');
  sum(store.pruneChanges(end(5, 'workspace-1', 'workspace-2')));
  expect(store.undoState('ada')).toEqual({ undo: 'Rename one', redo: null });
  store.undo('ada');
  expect(store.get(functionEntity, one).name).toBe('one');
});

test('a group stays whole as long as one of its changes is to stay', async () => {
  const { open, options, clock, end } = setupWorld();
  const store = await open();
  const typing = { undoGroup: 'typing', label: 'Edit' };
  const id = addFunction(store, 'workspace-1', 'one', { isUndoable: false });
  const other = addFunction(store, 'workspace-2', 'other', { isUndoable: false });
  rename(store, id, 'two', typing);
  clock.advance(10 * dayMs);
  rename(store, id, 'three', typing);
  sum(store.pruneChanges(end(5, 'workspace-1')));
  expect(listChanges(options.file)).toEqual([`${other} other`, `${id} two`, `${id} three`]);

  // In one transaction with a record of a workspace that keeps everything, and with one that is in no workspace.
  store.write({ ...ada, label: 'Both' }, (tx) => {
    tx.patch(functionEntity, id, { name: 'four' });
    tx.patch(functionEntity, other, { name: 'other four' });
  });
  store.write({ ...ada, label: 'With a person' }, (tx) => {
    tx.patch(functionEntity, id, { name: 'five' });
    tx.create(userEntity, {
      tenantId: 'tenant-1',
      email: 'ada@example.org',
      name: 'Ada',
      role: 'member',
      status: 'active',
      isSystem: false,
      publicMetadata: {},
      unsafeMetadata: {},
      dateJoined: clock.nowMs(),
    });
  });
  clock.advance(10 * dayMs);
  const ends = end(5, 'workspace-1');
  expect(sum(store.countOldChanges(ends))).toBe(2);
  expect(sum(store.pruneChanges(ends))).toBe(2);
  expect(listChanges(options.file)).toEqual([
    `${other} other`,
    `${id} four`,
    `${other} other four`,
    `${id} five`,
    expect.stringMatching(/ Ada$/),
  ]);
  store.undo('ada');
  store.undo('ada');
  expect(store.undoState('ada').undo).toBeNull();
  expect([store.get(functionEntity, id).name, store.get(functionEntity, other).name]).toEqual(['three', 'other']);
});

test('a group that an edit has joined since it was looked at stays', async () => {
  const { open, options, clock, end } = setupWorld();
  const store = await open();
  const typing = { undoGroup: 'typing', label: 'Edit' };
  const first = addFunction(store, 'workspace-1', 'first', { isUndoable: false });
  rename(store, first, 'old', typing);
  const many = Array.from({ length: 500 }, (_, index) => functionDraft({ name: `f${String(index)}` }));
  store.write({ ...ada, isUndoable: false }, (tx) => many.forEach((draft) => tx.create(functionEntity, draft)));
  clock.advance(10 * dayMs);
  for (const count of store.pruneChanges(end(5, 'workspace-1'))) {
    // Before anything is deleted: the first piece only looks.
    if (count === 0) rename(store, first, 'fresh', typing);
  }
  expect(listChanges(options.file)).toEqual([`${first} old`, `${first} fresh`]);
  store.undo('ada');
  expect(store.get(functionEntity, first).name).toBe('first');
});

/** One function with so many old changes, made without the store's care for the disk: in groups of so many each. */
async function setupManyChanges({ count, perGroup }: { readonly count: number; readonly perGroup: number }) {
  const world = setupWorld();
  const store = await world.open();
  const id = addFunction(store, 'workspace-1', 'worked on', { isUndoable: false });
  store.close();
  const { deviceId } = store;
  const startMs = world.clock.nowMs();
  const database = new Database(world.options.file);
  const insert = database.prepare(`INSERT INTO changes (
    device_id, number, transaction_number, undo_group, actor_id, entity, record_id, patch, before_values, stamp, schema_version
  ) VALUES (?, ?, ?, ?, 'ada', 'function', ?, '{"name":"worked on"}', '{"name":"worked on"}', ?, 1)`);
  const step = database.prepare(
    `INSERT INTO undo_steps (actor_id, name, label, change_group, is_undone) VALUES ('ada', ?, ?, ?, 0)`,
  );
  database.exec('BEGIN');
  for (let index = 1; index <= count; index += 1) {
    const number = index + 1;
    const group = `group-${String(Math.floor((index - 1) / perGroup))}`;
    insert.run(
      deviceId,
      number,
      number,
      group,
      id,
      formatStamp({ ms: instantOf(startMs + index), counter: 0, deviceId }),
    );
    if (index === count) step.run(group, 'Long work', group);
  }
  database.prepare('UPDATE device_state SET last_number = ?').run(count + 1);
  database.exec('COMMIT');
  database.close();
  world.clock.advance(100 * dayMs);
  return { ...world, id, ends: world.end(30, 'workspace-1') };
}

test('40 000 changes go in pieces, none of which deletes more than a transaction may', async () => {
  const count = 40_000;
  const { open, options, ends } = await setupManyChanges({ count, perGroup: 4 });
  const store = await open();
  expect(sum(store.countOldChanges(ends))).toBe(count + 1);
  const pieces = [...store.pruneChanges(ends)];
  expect(pieces.reduce((total, deleted) => total + deleted, 0)).toBe(count + 1);
  expect(Math.max(...pieces)).toBe(changesPerTransaction);
  expect(pieces.length).toBeGreaterThanOrEqual(count / changesPerTransaction);
  expect(pieces.length).toBeLessThan((1.1 * count) / changesPerTransaction);
  expect(listChanges(options.file)).toEqual([]);
  expect(store.undoState('ada').undo).toBeNull();
}, 60_000);

test('a group that is larger than a transaction goes in pieces too, its step with the first', async () => {
  const { open, options, ends } = await setupManyChanges({ count: 1000, perGroup: 1000 });
  const store = await open();
  expect(store.undoState('ada').undo).toBe('Long work');
  expect(sum(store.countOldChanges(ends))).toBe(1001);
  const pieces = store.pruneChanges(ends)[Symbol.iterator]();
  while (listChanges(options.file).length === 1001) pieces.next();
  expect(listChanges(options.file)).toHaveLength(1001 - changesPerTransaction);
  expect(store.undoState('ada').undo).toBeNull();
  // Left off here, and taken up again from the beginning.
  expect(sum(store.pruneChanges(ends))).toBe(1001 - changesPerTransaction);
});

test('a crash between two pieces leaves a file that is whole, and the next round takes the rest', async () => {
  const { open, folder, ends, id } = await setupManyChanges({ count: 3000, perGroup: 300 });
  const store = await open();
  const pieces = store.pruneChanges(ends)[Symbol.iterator]();
  let deleted = 0;
  while (deleted < 700) deleted += Number(pieces.next().value);

  // What a crash would leave: the files as they are now, without the end of anything.
  const after = setupWorld();
  cpSync(folder, after.folder, { recursive: true });
  const database = new Database(after.options.file);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
  const reopened = await after.open();
  expect(listChanges(after.options.file)).toHaveLength(3001 - deleted);
  expect(reopened.undoState('ada')).toEqual({ undo: 'Long work', redo: null });
  expect(reopened.get(functionEntity, id).name).toBe('worked on');
  expect(sum(reopened.pruneChanges(ends))).toBe(3001 - deleted);
  expect(reopened.undoState('ada')).toEqual({ undo: null, redo: null });
});
