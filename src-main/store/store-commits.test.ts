import { expect, test } from 'vitest';

import { functionEntity } from '#shared/functions/function-entities.ts';
import { StoreRefusal } from './store-failure.ts';
import { functionDraft, readChanges, setupStore } from './store.harness.ts';
import type { Commit } from './store.ts';

const ada = { actorId: 'ada' };

test('what a transaction wrote is gone when its work throws', async () => {
  const { store, options } = await setupStore();
  const commits: Commit[] = [];
  store.onCommit((commit) => commits.push(commit));
  const work = () =>
    store.write(ada, (tx) => {
      tx.create(functionEntity, functionDraft());
      tx.create(functionEntity, functionDraft({ name: '' }));
    });
  expect(work).toThrow(StoreRefusal);
  expect(store.list(functionEntity)).toEqual([]);
  expect(commits).toEqual([]);
  expect(store.undoState('ada')).toEqual({ undo: null, redo: null });
  store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  expect(readChanges(options.file).map(({ number }) => number)).toEqual([1]);
});

test('a commit tells each touched record once, as it was and as it is', async () => {
  const { store } = await setupStore();
  const kept = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  const commits: Commit[] = [];
  const stop = store.onCommit((commit) => commits.push(commit));
  const created = store.write(ada, (tx) => {
    const { id } = tx.create(functionEntity, functionDraft({ name: 'new' }));
    tx.patch(functionEntity, kept.id, { name: 'one' });
    tx.patch(functionEntity, kept.id, { name: 'two' });
    const gone = tx.create(functionEntity, functionDraft({ name: 'gone' }));
    tx.remove(functionEntity, gone.id);
    return tx.get(functionEntity, id);
  });
  expect(commits).toEqual([
    {
      touched: [
        { entity: 'function', id: created.id, before: undefined, after: created },
        { entity: 'function', id: kept.id, before: kept, after: store.get(functionEntity, kept.id) },
      ],
    },
  ]);
  store.write(ada, (tx) => tx.patch(functionEntity, kept.id, { name: 'two' }));
  expect(commits).toHaveLength(1);
  stop();
  store.write(ada, (tx) => tx.remove(functionEntity, kept.id));
  expect(commits).toHaveLength(1);
});

test('a listener may write, and everyone hears of the commits in the same order', async () => {
  const { store } = await setupStore();
  const heard: string[] = [];
  const namesOf = ({ touched }: Commit) => touched.map(({ after }) => String(after?.['name'])).join();
  store.onCommit((commit) => {
    heard.push(`one ${namesOf(commit)}`);
    if (namesOf(commit) === 'first')
      store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'second' })));
  });
  store.onCommit((commit) => heard.push(`two ${namesOf(commit)}`));
  store.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'first' })));
  expect(heard).toEqual(['one first', 'two first', 'one second', 'two second']);
});

test('a write inside a write and an asynchronous write are bugs, and change nothing', async () => {
  const { store } = await setupStore();
  const inside = () =>
    store.write(ada, (tx) => {
      tx.create(functionEntity, functionDraft());
      return store.write(ada, () => 1);
    });
  expect(inside).toThrow('A write inside a write');
  expect(() => store.write(ada, async () => await Promise.resolve())).toThrow('must be synchronous');
  expect(store.list(functionEntity)).toEqual([]);
});
