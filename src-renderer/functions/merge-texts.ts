/*
 * Two people, or two windows, changed one text. What each did to it since their common base is a list of splices over lines;
 * those that do not touch are both done, and where they touch both stay, first theirs, then mine: nobody's words are lost,
 * and what is twice there can be seen and deleted.
 */

/** Replace the lines [from, to) of the base by `lines`. */
type LineSplice = { readonly from: number; readonly to: number; readonly lines: readonly string[] };

export function mergeTexts(base: string, mine: string, theirs: string): string {
  if (mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const lines = base.split('\n');
  const mineSplices = findSplices(lines, mine.split('\n'));
  const theirSplices = findSplices(lines, theirs.split('\n'));
  return applySplices(lines, joinSplices(lines, mineSplices, theirSplices)).join('\n');
}

/** One change of characters: what stands in [from, to) becomes `text`. */
export type TextSplice = { readonly from: number; readonly to: number; readonly text: string };

/** The smallest single splice that makes `after` of `before`; undefined when they are equal. */
export function spliceBetween(before: string, after: string): TextSplice | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { from: head, to: before.length - tail, text: after.slice(head, after.length - tail) };
}

// The table of the longest common subsequence has a cell per pair of lines; beyond this the middle is one splice.
const cellsMax = 4_000_000;

function findSplices(before: readonly string[], after: readonly string[]): readonly LineSplice[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const old = before.slice(head, before.length - tail);
  const young = after.slice(head, after.length - tail);
  if (old.length * young.length > cellsMax) return [{ from: head, to: head + old.length, lines: young }];
  return diffLines(old, young).map(({ from, to, lines }) => ({ from: from + head, to: to + head, lines }));
}

function diffLines(old: readonly string[], young: readonly string[]): readonly LineSplice[] {
  const width = young.length + 1;
  const common = commonLengths(old, young);
  const splices: LineSplice[] = [];
  let oldIndex = 0;
  let youngIndex = 0;
  while (oldIndex < old.length || youngIndex < young.length) {
    const from = oldIndex;
    const lines: string[] = [];
    while (oldIndex < old.length || youngIndex < young.length) {
      if (oldIndex < old.length && youngIndex < young.length && old[oldIndex] === young[youngIndex]) break;
      const afterDrop = oldIndex < old.length ? (common[(oldIndex + 1) * width + youngIndex] ?? 0) : -1;
      const afterTake = youngIndex < young.length ? (common[oldIndex * width + youngIndex + 1] ?? 0) : -1;
      if (afterDrop >= afterTake) oldIndex += 1;
      else {
        lines.push(young[youngIndex] ?? '');
        youngIndex += 1;
      }
    }
    if (oldIndex > from || lines.length > 0) splices.push({ from, to: oldIndex, lines });
    while (oldIndex < old.length && youngIndex < young.length && old[oldIndex] === young[youngIndex]) {
      oldIndex += 1;
      youngIndex += 1;
    }
  }
  return splices;
}

/** Cell [i, j]: how many lines old[i…] and young[j…] have in common, in order. */
function commonLengths(old: readonly string[], young: readonly string[]): Uint32Array {
  const width = young.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        old[i] === young[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  return common;
}

type Side = 'mine' | 'theirs';

/** Both lists as one, in order, none touching another. */
function joinSplices(
  base: readonly string[],
  mine: readonly LineSplice[],
  theirs: readonly LineSplice[],
): readonly LineSplice[] {
  const all = [
    ...mine.map((splice) => ({ side: 'mine' as Side, splice })),
    ...theirs.map((splice) => ({ side: 'theirs' as Side, splice })),
  ].toSorted((a, b) => a.splice.from - b.splice.from || a.splice.to - b.splice.to);
  const joined: LineSplice[] = [];
  let group: typeof all = [];
  let groupEnd = -1;
  for (const entry of all) {
    if (group.length > 0 && !touches(entry.splice, groupEnd)) {
      joined.push(joinGroup(base, group));
      group = [];
    }
    group.push(entry);
    groupEnd = Math.max(group.length === 1 ? -1 : groupEnd, entry.splice.to);
  }
  if (group.length > 0) joined.push(joinGroup(base, group));
  return joined;
}

function touches(splice: LineSplice, groupEnd: number): boolean {
  return splice.from < groupEnd || (splice.from === groupEnd && splice.from === splice.to);
}

function joinGroup(
  base: readonly string[],
  group: readonly { readonly side: Side; readonly splice: LineSplice }[],
): LineSplice {
  const from = Math.min(...group.map(({ splice }) => splice.from));
  const to = Math.max(...group.map(({ splice }) => splice.to));
  const [mine, theirs] = (['mine', 'theirs'] as const).map((side) => {
    const own = group.filter((entry) => entry.side === side).map(({ splice }) => splice);
    return own.length === 0 ? undefined : linesOfSide(base, own, { from, to });
  });
  if (mine === undefined || theirs === undefined) return { from, to, lines: mine ?? theirs ?? [] };
  return { from, to, lines: bothSides(base.slice(from, to), mine, theirs) };
}

function linesOfSide(
  base: readonly string[],
  splices: readonly LineSplice[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly string[] {
  const moved = splices.map((splice) => ({ ...splice, from: splice.from - from, to: splice.to - from }));
  return applySplices(base.slice(from, to), moved);
}

/** Within lines that both changed, changes of characters that do not touch are still both done. */
function bothSides(base: readonly string[], mine: readonly string[], theirs: readonly string[]): readonly string[] {
  if (mine.join('\n') === theirs.join('\n')) return theirs;
  const before = base.join('\n');
  const mineSplice = spliceBetween(before, mine.join('\n'));
  const theirSplice = spliceBetween(before, theirs.join('\n'));
  if (mineSplice === undefined || theirSplice === undefined || base.length === 0) return [...theirs, ...mine];
  if (before.trim() === '' && mineSplice.from === theirSplice.from) return [...theirs, ...mine];
  // At one and the same place, what the store has stands first.
  const [first, second] = mineSplice.from < theirSplice.from ? [mineSplice, theirSplice] : [theirSplice, mineSplice];
  if (first.to > second.from) return [...theirs, ...mine];
  const text =
    before.slice(0, first.from) +
    first.text +
    before.slice(first.to, second.from) +
    second.text +
    before.slice(second.to);
  return text.split('\n');
}

function applySplices(lines: readonly string[], splices: readonly LineSplice[]): readonly string[] {
  const made: string[] = [];
  let index = 0;
  for (const splice of splices) {
    made.push(...lines.slice(index, splice.from), ...splice.lines);
    index = splice.to;
  }
  made.push(...lines.slice(index));
  return made;
}
