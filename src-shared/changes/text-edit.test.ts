import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { applySplice, editState, findSplice, fitsSplice, invertSplice, mergeStates } from './text-edit.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '😀', '😁', '👨‍👩‍👧'), maxLength: 30 });
const oneDevice = '00000001aaaaaaaa';
const otherDevice = '00000002bbbbbbbb';
const nothing = new Uint8Array([0, 0]); // Yjs' update that says nothing.

test('a splice makes the new text of the old one, and its inverse makes the old one again', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const splice = findSplice(before, after);
      if (splice === undefined) {
        expect(before).toBe(after);
        return;
      }
      expect(applySplice(before, splice)).toBe(after);
      expect(fitsSplice(after, invertSplice(splice))).toBe(true);
      expect(applySplice(after, invertSplice(splice))).toBe(before);
    }),
  );
});

test('a splice never cuts a character in two', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const { removed = '', inserted = '' } = findSplice(before, after) ?? {};
      expect(removed.isWellFormed() && inserted.isWellFormed()).toBe(true);
    }),
  );
  expect(findSplice('😀', '😁')).toEqual({ at: 0, removed: '😀', inserted: '😁' });
});

test('a splice holds no more than what differs', () => {
  expect(findSplice('x <- 1\ny <- 2\n', 'x <- 10\ny <- 2\n')).toEqual({ at: 6, removed: '', inserted: '0' });
  expect(findSplice('same', 'same')).toBeUndefined();
});

test('a state follows the text through any sequence of edits, and so do the updates alone', () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 8 }), (versions) => {
      let state: Uint8Array | undefined;
      let rebuilt = nothing;
      let text = '';
      for (const version of versions) {
        const edited = editState(state, findSplice(text, version), oneDevice);
        rebuilt = Uint8Array.from(mergeStates(rebuilt, edited.update).state);
        ({ state } = edited);
        text = version;
        expect(mergeStates(state, nothing).text).toBe(version);
        expect(mergeStates(rebuilt, nothing).text).toBe(version);
      }
    }),
  );
});

test('edits of two devices at once are both there afterwards, the same in either order', () => {
  fc.assert(
    fc.property(texts, texts, texts, (start, mine, theirs) => {
      const { state } = editState(undefined, findSplice('', start), oneDevice);
      const one = editState(state, findSplice(start, mine), oneDevice);
      const other = editState(state, findSplice(start, theirs), otherDevice);
      const merged = mergeStates(one.state, other.update);
      expect(mergeStates(other.state, one.update).text).toBe(merged.text);
      expect(mergeStates(merged.state, one.update).text).toBe(merged.text);
    }),
  );
  const { state } = editState(undefined, findSplice('', 'f <- function(x) x'), oneDevice);
  const one = editState(state, findSplice('f <- function(x) x', 'f <- function(x) x + 1'), oneDevice);
  const other = editState(state, findSplice('f <- function(x) x', '# f\nf <- function(x) x'), otherDevice);
  expect(mergeStates(one.state, other.update).text).toBe('# f\nf <- function(x) x + 1');
});
