import { expect, onTestFinished, test } from 'vitest';

import { functionEntity } from '#shared/functions/function-entities.ts';
import type { PatchOf } from '#shared/schema/entity.ts';
import { functionDraft, setupFolder } from './store.harness.ts';

const ada = { actorId: 'ada' };

async function setupFunction() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  const store = await world.open();
  const made = store.write({ ...ada, isUndoable: false }, (tx) => tx.create(functionEntity, functionDraft()));
  const patch = (changes: PatchOf<typeof functionEntity>, edit: object = {}) =>
    store.write({ ...ada, ...edit }, (tx) => tx.patch(functionEntity, made.id, changes));
  const now = () => store.get(functionEntity, made.id);
  return { ...world, store, made, patch, now };
}

test('undo takes edits back one by one, and redo brings them again', async () => {
  const { store, made, patch, now } = await setupFunction();
  patch({ name: 'one' });
  patch({ name: 'two', draftSource: 'two <- 2\n' });
  expect(store.undoState('ada')).toEqual({ undo: 'Rename one', redo: null });
  expect(store.undo('ada')).toEqual({ label: 'Rename one', skippedFields: 0 });
  expect(now()).toMatchObject({ name: 'one', draftSource: made.draftSource });
  expect(store.undo('ada')).toEqual({ label: 'Rename simulate', skippedFields: 0 });
  expect(now()).toMatchObject({ name: 'simulate' });
  expect(store.undo('ada')).toEqual({ label: null, skippedFields: 0 });
  expect(store.undoState('ada')).toEqual({ undo: null, redo: 'Rename simulate' });
  store.redo('ada');
  store.redo('ada');
  expect(now()).toMatchObject({ name: 'two', draftSource: 'two <- 2\n' });
  expect(store.redo('ada')).toEqual({ label: null, skippedFields: 0 });
});

test('undo and redo go on after the file was closed and opened again', async () => {
  const { store, patch, open, made } = await setupFunction();
  patch({ name: 'one' });
  patch({ name: 'two' });
  store.undo('ada');
  store.close();
  const reopened = await open();
  expect(reopened.undoState('ada')).toEqual({ undo: 'Rename simulate', redo: 'Rename one' });
  reopened.redo('ada');
  expect(reopened.get(functionEntity, made.id).name).toBe('two');
  reopened.undo('ada');
  reopened.undo('ada');
  expect(reopened.get(functionEntity, made.id).name).toBe('simulate');
});

test('creating and removing are taken back like any edit', async () => {
  const { store } = await setupFunction();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'extra' })));
  store.write(ada, (tx) => tx.remove(functionEntity, id));
  expect(store.undoState('ada').undo).toBe('Delete function extra');
  store.undo('ada');
  expect(store.get(functionEntity, id).name).toBe('extra');
  expect(store.undoState('ada').undo).toBe('Create function extra');
  store.undo('ada');
  expect(store.find(functionEntity, id)).toBeUndefined();
  store.redo('ada');
  expect(store.get(functionEntity, id).name).toBe('extra');
  store.redo('ada');
  expect(store.find(functionEntity, id)).toBeUndefined();
});

test('a record that was made, changed and removed in one edit comes and goes as a whole', async () => {
  const { store } = await setupFunction();
  const id = store.write({ ...ada, label: 'Import folder' }, (tx) => {
    const made = tx.create(functionEntity, functionDraft({ name: 'draft' }));
    tx.patch(functionEntity, made.id, { name: 'final' });
    return made.id;
  });
  expect(store.undo('ada')).toEqual({ label: 'Import folder', skippedFields: 0 });
  expect(store.find(functionEntity, id)).toBeUndefined();
  store.redo('ada');
  expect(store.get(functionEntity, id).name).toBe('final');
});

test('edits in a row with the same group are one step, also after an undo and a redo', async () => {
  const { store, made, patch, now } = await setupFunction();
  const typing = { undoGroup: 'typing-1', label: 'Edit source' };
  for (const draftSource of ['a', 'ab', 'abc']) patch({ draftSource }, typing);
  store.undo('ada');
  expect(now().draftSource).toBe(made.draftSource);
  store.redo('ada');
  patch({ draftSource: 'abcd' }, typing);
  store.undo('ada');
  expect(now().draftSource).toBe(made.draftSource);
  expect(store.undoState('ada')).toEqual({ undo: null, redo: 'Edit source' });
});

test('another edit between ends a group', async () => {
  const { store, patch, now } = await setupFunction();
  patch({ draftSource: 'a' }, { undoGroup: 'typing' });
  patch({ name: 'between' });
  patch({ draftSource: 'ab' }, { undoGroup: 'typing' });
  store.undo('ada');
  expect(now()).toMatchObject({ draftSource: 'a', name: 'between' });
});

test('a new edit ends what could be redone', async () => {
  const { store, patch, now } = await setupFunction();
  patch({ name: 'one' });
  store.undo('ada');
  patch({ folder: 'models' });
  expect(store.undoState('ada')).toEqual({ undo: 'Edit simulate', redo: null });
  expect(store.redo('ada')).toEqual({ label: null, skippedFields: 0 });
  expect(now()).toMatchObject({ name: 'simulate', folder: 'models' });
});

test('everyone undoes their own edits, and a field that another has changed since is left alone and counted', async () => {
  const { store, patch, now } = await setupFunction();
  patch({ name: 'by ada', folder: 'ada' });
  patch({ name: 'by bob' }, { actorId: 'bob' });
  expect(store.undo('ada')).toEqual({ label: 'Rename simulate', skippedFields: 1 });
  expect(now()).toMatchObject({ name: 'by bob', folder: '' });
  expect(store.undoState('bob')).toEqual({ undo: 'Rename by ada', redo: null });
});

test('an undo of typing takes back what was typed, and leaves what others have typed behind it', async () => {
  const { store, made, patch, now } = await setupFunction();
  patch({ draftSource: `# ada\n${made.draftSource}` });
  patch({ draftSource: `# ada\n${made.draftSource}# bob\n` }, { actorId: 'bob' });
  expect(store.undo('ada').skippedFields).toBe(0);
  expect(now().draftSource).toBe(`${made.draftSource}# bob\n`);
});

test('an undo of typing that is not there any more is left out and counted', async () => {
  const { store, made, patch, now } = await setupFunction();
  patch({ draftSource: `# ada\n${made.draftSource}` });
  patch({ draftSource: `# bob\n${made.draftSource}` }, { actorId: 'bob' });
  expect(store.undo('ada')).toMatchObject({ skippedFields: 1 });
  expect(now().draftSource).toBe(`# bob\n${made.draftSource}`);
});

test('an undo of a field of a record that somebody has removed is left out and counted', async () => {
  const { store, made, patch } = await setupFunction();
  patch({ name: 'by ada' });
  store.write({ actorId: 'bob' }, (tx) => tx.remove(functionEntity, made.id));
  expect(store.undo('ada')).toMatchObject({ skippedFields: 1 });
  expect(store.find(functionEntity, made.id)).toBeUndefined();
});

test('what the program does by itself is no step, and leaves the redo there', async () => {
  const { store, patch } = await setupFunction();
  patch({ name: 'one' });
  store.undo('ada');
  patch({ folder: 'moved' }, { isUndoable: false });
  expect(store.undoState('ada')).toEqual({ undo: null, redo: 'Rename simulate' });
});

test('listeners hear of an undo as of any write', async () => {
  const { store, patch, now } = await setupFunction();
  const before = patch({ name: 'one' });
  const heard: unknown[] = [];
  store.onCommit((commit) => heard.push(commit));
  store.undo('ada');
  expect(heard).toEqual([{ touched: [{ entity: 'function', id: before.id, before, after: now() }] }]);
});

test('the last 200 steps are kept, and those long before are not', async () => {
  const { store, patch, now } = await setupFunction();
  for (let index = 1; index <= 260; index += 1) patch({ name: `n${String(index)}` });
  let undone = 0;
  while (store.undo('ada').label !== null) undone += 1;
  expect(undone).toBe(210); // Trimmed to 200 at the 250th.
  expect(now().name).toBe('n50');
});
