import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';

import { functionEntity } from '#shared/functions/function-entities.ts';
import { functionDraft, refusalOf, setupStore } from './store.harness.ts';
import type { LongWrite } from './long-write.ts';
import type { Store } from './store.ts';

const ada = { actorId: 'ada' };
const whole = { ...ada, label: 'Import it' };

/** Two functions that were there before, one of them deleted; what is made of them and beside them by a long write. */
async function setup() {
  const world = await setupStore();
  const { store } = world;
  const there = store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'there' })));
  const gone = store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'gone' })));
  store.write(ada, (tx) => tx.remove(functionEntity, gone.id));
  store.write(ada, (tx) => tx.patch(functionEntity, there.id, { name: 'there now' }));
  store.undo('ada'); // So that something could be done again.

  /** Makes 250, changes one, and its text twice, and makes a deleted one again. */
  function writeMost(on: Store): LongWrite {
    const write = on.beginLongWrite(whole);
    for (let piece = 0; piece < 5; piece += 1)
      write.piece((tx) => {
        for (let count = 0; count < 50; count += 1) tx.create(functionEntity, functionDraft({ name: 'new' }));
      });
    write.piece((tx) => tx.patch(functionEntity, there.id, { draftSource: 'f <- function() 1\n', folder: 'a' }));
    write.piece((tx) => tx.patch(functionEntity, there.id, { draftSource: 'f <- function() 2\n' }));
    write.piece((tx) => tx.create(functionEntity, { ...functionDraft({ name: 'back' }), id: gone.id }));
    write.piece((tx) => {
      const { id } = tx.create(functionEntity, functionDraft({ name: 'held' }));
      tx.holdBack(functionEntity, id);
    });
    return write;
  }
  const names = (on: Store = store) => new Set(on.list(functionEntity).map(({ name }) => name));
  return { ...world, there, writeMost, names };
}

/** All that the file says, but for how far the device has counted. */
function dump(file: string): unknown {
  const database = new SqliteDatabase(file, { readonly: true });
  const read = (sql: string): unknown[] => database.prepare(sql).all();
  const content = {
    functions: read('SELECT * FROM functions ORDER BY id'),
    changes: read('SELECT * FROM changes ORDER BY device_id, number'),
    steps: read('SELECT * FROM undo_steps ORDER BY number'),
    schema: read('SELECT name, sql FROM sqlite_schema ORDER BY name'),
  };
  database.close();
  return content;
}

test('a long write is one step of undo, and what it holds back is there at its end', async () => {
  const { store, there, writeMost, names } = await setup();
  const write = writeMost(store);
  expect(names()).toEqual(new Set(['there', 'new', 'back']));
  expect(store.undoState('ada')).toEqual({ undo: 'Delete function gone', redo: 'Rename there' });
  write.finish();
  expect(names()).toEqual(new Set(['there', 'new', 'back', 'held']));
  expect(store.get(functionEntity, there.id).draftSource).toBe('f <- function() 2\n');
  expect(store.undo('ada')).toEqual({ label: 'Import it', skippedFields: 0 });
  expect(names()).toEqual(new Set(['there']));
  expect(store.get(functionEntity, there.id)).toMatchObject({ draftSource: there.draftSource, folder: '' });
  store.redo('ada');
  expect(store.count(functionEntity)).toBe(253);
});

test('what is taken back leaves nothing in the file, and can be gone through a piece at a time', async () => {
  const { store, options, writeMost } = await setup();
  const before = dump(options.file);
  const write = writeMost(store);
  const pieces = [...write.takeBack()];
  expect(pieces.length).toBeGreaterThan(2);
  expect(dump(options.file)).toEqual(before);
});

test('whoever watches is told of each piece, and of what is taken back', async () => {
  const { store, there, writeMost } = await setup();
  const shown = new Map(store.list(functionEntity).map((record) => [record.id, record]));
  let commits = 0;
  store.onCommit(({ touched }) => {
    commits += 1;
    for (const { id, after } of touched) {
      if (after === undefined) shown.delete(id);
      else shown.set(id, after as typeof there); // Of functions alone.
    }
  });
  const write = writeMost(store);
  expect(commits).toBe(8); // Of what is held back nothing is told.
  expect([...shown.values()].toSorted(byId)).toEqual(store.list(functionEntity));
  for (const _ of write.takeBack()) expect([...shown.values()].toSorted(byId)).toEqual(store.list(functionEntity));
  expect([...shown.values()]).toEqual([there]);
});

const byId = (left: { readonly id: string }, right: { readonly id: string }) => (left.id < right.id ? -1 : 1);

test('a file that is opened in the middle of a long write, or of taking one back, is as before it', async () => {
  const { store, options, open, writeMost } = await setup();
  const before = dump(options.file);
  const write = writeMost(store);
  store.close();
  (await open()).close();
  expect(dump(options.file)).toEqual(before);
  const again = await open();
  const pieces = writeMost(again).takeBack()[Symbol.iterator]();
  pieces.next();
  pieces.next();
  again.close();
  (await open()).close();
  expect(dump(options.file)).toEqual(before);
  expect(write).toBeDefined();
});

test('a refused piece leaves those before it, which can still be taken back', async () => {
  const { store, options, writeMost } = await setup();
  const before = dump(options.file);
  const write = writeMost(store);
  const refused = refusalOf(() =>
    write.piece((tx) => {
      tx.create(functionEntity, functionDraft({ name: 'refused' }));
      tx.create(functionEntity, { ...functionDraft(), language: 'cobol' as 'r' }); // As from outside.
    }),
  );
  expect(refused).toMatchObject({ kind: 'record-invalid' });
  expect(store.count(functionEntity, { name: 'refused' })).toBe(0);
  for (const _ of write.takeBack());
  expect(dump(options.file)).toEqual(before);
});
