/*
 * Marks the nouns in the editor of a text by what became of them. Only what is on screen is marked, so a text of two million
 * characters with a hundred thousand mentions scrolls as a short one does. While one types, the marks move along with the text until
 * the thread has read it again.
 */
import { RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import type { ChangeDesc, Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';

import type { NounState } from '#shared/matrix/foraging/noun-states.ts';

import type { TextMentions } from '#shared/matrix/foraging/read-nouns.ts';

export type Highlights = {
  readonly mentions: TextMentions;
  readonly stateOf: (key: string) => NounState;
  readonly activeKey: string | null;
};

type Marked = Highlights & {
  /** What was typed since the text was read. */
  readonly changes: ChangeDesc | null;
};

/** `isRead`: the mentions are those of the text as it is in the editor now. */
export const setHighlights = StateEffect.define<Highlights & { readonly isRead: boolean }>();

const markedField = StateField.define<Marked | null>({
  create: () => null,
  update(before, { effects, docChanged, changes }) {
    let marked = before;
    if (marked !== null && docChanged)
      marked = {
        ...marked,
        changes: marked.changes === null ? changes.desc : marked.changes.composeDesc(changes.desc),
      };
    for (const effect of effects) {
      if (effect.is(setHighlights))
        marked = { ...effect.value, changes: effect.value.isRead ? null : (marked?.changes ?? null) };
    }
    return marked;
  },
});

type Place = { readonly from: number; readonly to: number; readonly key: string };

/** The mentions that touch [from, to), where they are now. */
function placesBetween(marked: Marked, from: number, to: number): readonly Place[] {
  const { mentions, changes } = marked;
  const { starts, ends, nouns, nounIndexes } = mentions;
  const back = changes?.invertedDesc;
  const end = back === undefined ? to : back.mapPos(to, 1);
  const places: Place[] = [];
  for (
    let index = firstBehind(ends, back === undefined ? from : back.mapPos(from, -1));
    index < starts.length;
    index += 1
  ) {
    const start = starts[index] ?? 0;
    if (start >= end) break;
    const place = { from: start, to: ends[index] ?? start, key: nouns[nounIndexes[index] ?? -1]?.key ?? '' };
    if (changes === null) places.push(place);
    // What was typed into is no mention any more.
    else if (changes.touchesRange(place.from, place.to) === false)
      places.push({ ...place, from: changes.mapPos(place.from, 1), to: changes.mapPos(place.to, -1) });
  }
  return places;
}

/** The first index whose end is behind a position; `ends` is sorted. */
function firstBehind(ends: Uint32Array, position: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function mentionAt(view: EditorView, position: number): string | undefined {
  const marked = view.state.field(markedField);
  if (marked === null) return undefined;
  return placesBetween(marked, Math.max(0, position - 1), position + 1).find(
    ({ from, to }) => from <= position && position <= to,
  )?.key;
}

function decorate(view: EditorView): DecorationSet {
  const marked = view.state.field(markedField);
  const builder = new RangeSetBuilder<Decoration>();
  if (marked === null) return builder.finish();
  const { length } = view.state.doc;
  let last = 0;
  for (const { from, to } of view.visibleRanges) {
    for (const place of placesBetween(marked, from, to)) {
      if (place.from < last || place.to > length || place.from >= place.to) continue;
      last = place.to;
      builder.add(place.from, place.to, markOf(marked.stateOf(place.key), place.key === marked.activeKey));
    }
  }
  return builder.finish();
}

const marks = new Map<string, Decoration>();

function markOf(state: NounState, isActive: boolean): Decoration {
  const name = `noun-mark noun-mark-${state}${isActive ? ' noun-mark-active' : ''}`;
  const known = marks.get(name);
  if (known !== undefined) return known;
  const mark = Decoration.mark({ class: name });
  marks.set(name, mark);
  return mark;
}

const plugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update(update: ViewUpdate): void {
      const isSet = update.startState.field(markedField) !== update.state.field(markedField);
      if (update.docChanged || update.viewportChanged || isSet) this.decorations = decorate(update.view);
    }
  },
  { decorations: (value) => value.decorations },
);

/** Each line runs in the direction of its own first letter. */
const directions = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = directLines(view);
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = directLines(update.view);
    }
  },
  { decorations: (value) => value.decorations },
);

const automatic = Decoration.line({ attributes: { dir: 'auto' } });

function directLines({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let next = 0;
  for (const { from, to } of visibleRanges) {
    for (let position = Math.max(from, next); position <= to;) {
      const line = state.doc.lineAt(position);
      if (line.from >= next) builder.add(line.from, line.from, automatic);
      next = line.to + 1;
      position = next;
    }
  }
  return builder.finish();
}

export const textHighlights: Extension = [markedField, plugin, directions, EditorView.perLineTextDirection.of(true)];
