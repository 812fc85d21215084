import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';

import { otherCursors, parseSelection, selectionToId, setOtherCursors } from './other-cursors.ts';
import type { OtherCursor } from './other-cursors.ts';
import { EditorView } from '@codemirror/view';

function carets(state: EditorState): readonly number[] {
  const found: number[] = [];
  for (const source of state.facet(EditorView.decorations)) {
    if (typeof source === 'function') continue;
    source.between(0, state.doc.length, (from, to) => {
      if (from === to) found.push(from);
    });
  }
  return found;
}

const grace: OtherCursor = { name: 'Grace', color: 1, anchor: 4, head: 4 };

test("another's cursor stays in its word while the text before it grows, and goes when they are gone", () => {
  let state = EditorState.create({ doc: 'one two', extensions: otherCursors });
  state = state.update({ effects: setOtherCursors.of([grace]) }).state;
  expect(carets(state)).toEqual([4]);
  state = state.update({ changes: { from: 0, insert: 'zero ' } }).state;
  expect(carets(state)).toEqual([9]);
  state = state.update({ effects: setOtherCursors.of([]) }).state;
  expect(carets(state)).toEqual([]);
});

test('a cursor beyond the end, of a text that is not here yet, is shown at the end', () => {
  const state = EditorState.create({ doc: 'one', extensions: otherCursors });
  expect(carets(state.update({ effects: setOtherCursors.of([{ ...grace, anchor: 0, head: 900 }]) }).state)).toEqual([
    3,
  ]);
});

test('a selection is told and read back, and nothing else is read', () => {
  expect(parseSelection(selectionToId({ anchor: 7, head: 3 }))).toEqual({ anchor: 7, head: 3 });
  for (const id of ['', '7', '-1:2', '1:2:3', '1e9:0', '9999999999:0']) expect(parseSelection(id)).toBeUndefined();
});
