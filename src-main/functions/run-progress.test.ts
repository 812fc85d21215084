import { expect, test } from 'vitest';

import { createRunProgress } from './run-progress.ts';

function setup() {
  let nowMs = 1000;
  let changes = 0;
  const progress = createRunProgress({ nowMs: () => nowMs, onChange: () => void (changes += 1) });
  return { progress, advance: (ms: number) => void (nowMs += ms), changes: () => changes };
}

const step = { id: 'a', label: 'fit', done: 0, total: 10, isFinished: false };

test('the latest of each bar is told, since when and from where it goes; one that finished is gone', () => {
  const { progress, advance, changes } = setup();
  progress.update(step);
  advance(500);
  progress.update({ ...step, done: 4 });
  progress.update({ ...step, id: 'b', label: 'inner', total: null });
  expect(progress.list()).toEqual([
    { id: 'a', label: 'fit', done: 4, total: 10, sinceMs: 1000, doneFirst: 0 },
    { id: 'b', label: 'inner', done: 0, total: null, sinceMs: 1500, doneFirst: 0 },
  ]);
  progress.update({ ...step, isFinished: true });
  progress.update({ ...step, isFinished: true });
  expect(progress.list().map(({ id }) => id)).toEqual(['b']);
  expect(changes()).toBe(4);
});

test('a bar that starts again has a pace of its own', () => {
  const { progress, advance } = setup();
  progress.update({ ...step, done: 9 });
  advance(100);
  progress.update({ ...step, done: 1 });
  expect(progress.list()).toMatchObject([{ done: 1, sinceMs: 1100, doneFirst: 1 }]);
});

test('of more than twenty bars the first are kept', () => {
  const { progress } = setup();
  for (let index = 0; index < 30; index += 1) progress.update({ ...step, id: String(index) });
  expect(progress.list()).toHaveLength(20);
});
