import { StateEffect, StateField } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, gutter } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';

/** Where the last run failed; a later edit moves the mark along, the next run takes it away. */
export type ErrorLine = { readonly line: number; readonly message: string };

export const setErrorLine = StateEffect.define<ErrorLine | null>();

const lineLook = Decoration.line({ class: 'cm-error-line' });

const marks = StateField.define<{ readonly decorations: DecorationSet; readonly message: string }>({
  create: () => ({ decorations: Decoration.none, message: '' }),
  update(value, transaction) {
    let next = { ...value, decorations: value.decorations.map(transaction.changes) };
    for (const effect of transaction.effects) {
      if (!effect.is(setErrorLine)) continue;
      if (effect.value === null || effect.value.line > transaction.newDoc.lines)
        next = { decorations: Decoration.none, message: '' };
      else {
        const { from } = transaction.newDoc.line(effect.value.line);
        next = { decorations: Decoration.set([lineLook.range(from)]), message: effect.value.message };
      }
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.decorations),
});

class ErrorMark extends GutterMarker {
  readonly message: string;
  constructor(message: string) {
    super();
    this.message = message;
  }
  override eq(other: ErrorMark): boolean {
    return other.message === this.message;
  }
  override toDOM(): Node {
    const mark = document.createElement('div');
    mark.className = 'cm-error-mark';
    mark.textContent = '▲';
    mark.title = this.message;
    return mark;
  }
}

const marksGutter = gutter({
  class: 'cm-error-gutter',
  lineMarker(view, block) {
    const { decorations, message } = view.state.field(marks);
    let isHere = false;
    decorations.between(block.from, block.from, () => {
      isHere = true;
    });
    return isHere ? new ErrorMark(message) : null;
  },
  lineMarkerChange: (update) => update.startState.field(marks) !== update.state.field(marks),
});

/** A red line with a mark beside it where a run failed. */
export const errorLines: Extension = [marks, marksGutter];
