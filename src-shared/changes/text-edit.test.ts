import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { applySplice, findSplice, fitsSplice, invertSplice, mergeStates, spliceUpdate } from './text-edit.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '😀', '😁', '👨‍👩‍👧'), maxLength: 30 });
const oneDevice = '00000001aaaaaaaa';
const otherDevice = '00000002bbbbbbbb';
const nothing: Uint8Array = new Uint8Array([0, 0]); // Yjs' update that says nothing.

test('a splice makes the new text of the old one, and its inverse makes the old one again', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const splice = findSplice(before, after) ?? { at: 0, removed: '', inserted: '' };
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

test('a state follows the text through any sequence of edits', () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 8 }), (versions) => {
      let state = nothing;
      let text = '';
      for (const version of versions) {
        const merged = mergeStates(state, spliceUpdate(state, findSplice(text, version), oneDevice));
        expect(merged.text).toBe(version);
        ({ state, text } = merged);
      }
    }),
  );
});

test('edits of two devices at once are both there afterwards, the same in either order and however often they come', () => {
  fc.assert(
    fc.property(texts, texts, texts, (start, mine, theirs) => {
      const state = spliceUpdate(undefined, findSplice('', start), oneDevice);
      const one = spliceUpdate(state, findSplice(start, mine), oneDevice);
      const other = spliceUpdate(state, findSplice(start, theirs), otherDevice);
      const merged = mergeStates(mergeStates(state, one).state, other);
      expect(mergeStates(mergeStates(state, other).state, one).text).toBe(merged.text);
      expect(mergeStates(merged.state, one).text).toBe(merged.text);
    }),
  );
  const source = 'f <- function(x) x';
  const state = spliceUpdate(undefined, findSplice('', source), oneDevice);
  const one = spliceUpdate(state, findSplice(source, `${source} + 1`), oneDevice);
  const other = spliceUpdate(state, findSplice(source, `# f\n${source}`), otherDevice);
  expect(mergeStates(mergeStates(state, one).state, other).text).toBe(`# f\n${source} + 1`);
});
