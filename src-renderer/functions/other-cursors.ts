/*
 * Where others' cursors are in a text. Each is told as an offset of the text that its window had then; until it is told anew it
 * moves along with what is edited here, so it stays in its word while both write.
 */
import { StateEffect, StateField } from '@codemirror/state';
import type { Extension, Range } from '@codemirror/state';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';

export type OtherCursor = {
  readonly name: string;
  /** One of the cursor colours, by its number: see presence.ts. */
  readonly color: number;
  readonly anchor: number;
  readonly head: number;
};

export const setOtherCursors = StateEffect.define<readonly OtherCursor[]>();

class Caret extends WidgetType {
  readonly cursor: OtherCursor;
  constructor(cursor: OtherCursor) {
    super();
    this.cursor = cursor;
  }
  override eq({ cursor }: Caret): boolean {
    // One that has moved is made anew, and says again whose it is.
    return cursor.name === this.cursor.name && cursor.color === this.cursor.color && cursor.head === this.cursor.head;
  }
  override toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.className = 'cm-other-caret';
    caret.style.setProperty('--person', colorOf(this.cursor));
    const label = document.createElement('span');
    label.className = 'cm-other-name';
    // Drawn by the style: it is no part of the text, to be copied or read out with it. Who is here the toolbar says.
    label.dataset['name'] = this.cursor.name;
    caret.setAttribute('aria-hidden', 'true');
    caret.append(label);
    return caret;
  }
}

const cursors = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects)
      if (effect.is(setOtherCursors)) next = decorationsOf(effect.value, transaction.newDoc.length);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const look = EditorView.baseTheme({
  '.cm-other-caret': {
    position: 'relative',
    borderLeft: '2px solid var(--person)',
    marginLeft: '-1px',
    marginRight: '-1px',
    pointerEvents: 'none',
  },
  // It lies on the line above, so it goes when it has been read.
  '@keyframes cm-other-name-goes': { to: { opacity: 0 } },
  '.cm-other-name::after': { content: 'attr(data-name)' },
  '.cm-other-name': {
    position: 'absolute',
    bottom: '100%',
    left: '-2px',
    padding: '0 4px',
    borderRadius: '3px 3px 3px 0',
    background: 'var(--person)',
    color: 'var(--bg-surface)',
    font: '600 10px/14px var(--font-ui, sans-serif)',
    whiteSpace: 'nowrap',
    animation: 'cm-other-name-goes 0.3s 3s forwards',
  },
  // In the first line there is no room above.
  '.cm-line:first-child .cm-other-name': { bottom: 'auto', top: '100%', borderRadius: '0 3px 3px 3px' },
});

/** The cursors that `setOtherCursors` sets. */
export const otherCursors: Extension = [cursors, look];

/** What is told of a selection, and read back: `anchor:head`. */
export function selectionToId({ anchor, head }: { readonly anchor: number; readonly head: number }): string {
  return `${String(anchor)}:${String(head)}`;
}

/** Undefined for what is none: it comes from others. */
export function parseSelection(id: string): { readonly anchor: number; readonly head: number } | undefined {
  const [, anchor, head] = /^(\d{1,9}):(\d{1,9})$/.exec(id) ?? [];
  return anchor === undefined || head === undefined ? undefined : { anchor: Number(anchor), head: Number(head) };
}

function decorationsOf(all: readonly OtherCursor[], length: number): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const cursor of all) {
    // Their text may be longer than the one here is yet.
    const [anchor, head] = [Math.min(cursor.anchor, length), Math.min(cursor.head, length)];
    const attributes = { style: `background: color-mix(in srgb, ${colorOf(cursor)} 25%, transparent)` };
    if (anchor !== head)
      ranges.push(Decoration.mark({ attributes }).range(Math.min(anchor, head), Math.max(anchor, head)));
    ranges.push(Decoration.widget({ widget: new Caret(cursor), side: 1 }).range(head));
  }
  return Decoration.set(ranges, true);
}

function colorOf({ color }: OtherCursor): string {
  return `var(--cursor-${String(color)})`;
}
