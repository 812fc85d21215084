import { expect, test } from 'vitest';

import { mergeTexts, spliceBetween } from './merge-texts.ts';

const cases = [
  { name: 'only mine', base: 'a\nb', mine: 'a\nB', theirs: 'a\nb', merged: 'a\nB' },
  { name: 'only theirs', base: 'a\nb', mine: 'a\nb', theirs: 'A\nb', merged: 'A\nb' },
  { name: 'the same on both sides', base: 'a', mine: 'b', theirs: 'b', merged: 'b' },
  { name: 'different lines', base: 'a\nb\nc', mine: 'A\nb\nc', theirs: 'a\nb\nC', merged: 'A\nb\nC' },
  { name: 'neighbouring lines', base: 'a\nb\nc', mine: 'A\nb\nc', theirs: 'a\nB\nc', merged: 'A\nB\nc' },
  {
    name: 'the same line, apart',
    base: 'x = f(1, 2)',
    mine: 'x = f(10, 2)',
    theirs: 'y = f(1, 2)',
    merged: 'y = f(10, 2)',
  },
  { name: 'a line added at each end', base: 'b', mine: 'a\nb', theirs: 'b\nc', merged: 'a\nb\nc' },
  { name: 'a line added at one place by both', base: 'a\nz', mine: 'a\nm\nz', theirs: 'a\nt\nz', merged: 'a\nt\nm\nz' },
  {
    name: 'typed at the end of one line by both',
    base: 'one\ntwo',
    mine: 'one m\ntwo',
    theirs: 'one t\ntwo',
    merged: 'one t m\ntwo',
  },
  {
    name: 'one deletes, the other edits elsewhere',
    base: 'a\nb\nc\nd',
    mine: 'a\nc\nd',
    theirs: 'a\nb\nc\nD',
    merged: 'a\nc\nD',
  },
  { name: 'into an empty text', base: '', mine: 'm', theirs: 't', merged: 't\nm' },
];

test.each(cases)('both edits survive: $name', ({ base, mine, theirs, merged }) => {
  expect(mergeTexts(base, mine, theirs)).toBe(merged);
});

test('what both sides typed is in the merged text, whatever they did', () => {
  let seed = 7;
  function random(below: number): number {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  }
  for (let round = 0; round < 300; round += 1) {
    const base = Array.from({ length: random(12) }, (_, line) => `line ${String(line)}`);
    const [mine, theirs] = ['MINE', 'THEIRS'].map((word) => {
      const lines = [...base];
      lines.splice(random(lines.length + 1), random(3), `${word} ${String(round)}`);
      return lines.join('\n');
    });
    const merged = mergeTexts(base.join('\n'), mine ?? '', theirs ?? '');
    expect(merged).toContain(`MINE ${String(round)}`);
    expect(merged).toContain(`THEIRS ${String(round)}`);
  }
});

test('the splice between two texts is the smallest one', () => {
  expect(spliceBetween('one two three', 'one 2 three')).toEqual({ from: 4, to: 7, text: '2' });
  expect(spliceBetween('aaa', 'aaaa')).toEqual({ from: 3, to: 3, text: 'a' });
  expect(spliceBetween('same', 'same')).toBeUndefined();
});
