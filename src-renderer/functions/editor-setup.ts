import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completeAnyWord,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, Prec } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';

import type { Language } from '#shared/calls/language.ts';
import { languageNames } from '#shared/calls/language.ts';

import { editorTheme } from './editor-theme.ts';
import { errorLines } from './error-lines.ts';
import { otherCursors } from './other-cursors.ts';

const indents: { readonly [language in Language]: string } = { r: '  ', julia: '    ', python: '    ' };

export type EditorEvents = {
  readonly onEdit: (text: string) => void;
  readonly onState: (view: EditorView) => void;
  readonly onBlur: () => void;
};

/** Everything an editor of a draft has but its language, which is loaded behind. */
export function draftExtensions(language: Language, events: EditorEvents): Extension {
  return [
    sourceExtensions(language),
    history(),
    dropCursor(),
    rectangularSelection(),
    indentOnInput(),
    indentUnit.of(indents[language]),
    closeBrackets(),
    autocompletion({ icons: false }),
    EditorState.languageData.of(() => [{ autocomplete: completeAnyWord }]),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    errorLines,
    otherCursors,
    // Run and undo of the whole program win over the editor's own keys of the same name only where it has none.
    Prec.high(keymap.of([{ key: 'Mod-Enter', run: () => true }])),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      indentWithTab,
    ]),
    // The tabindex says to checkers what is so anyhow: the keyboard reaches the text, and scrolls it.
    EditorView.contentAttributes.of({ 'aria-label': `${languageNames[language]} source`, tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) events.onEdit(update.state.doc.toString());
      if (update.docChanged || update.selectionSet || update.focusChanged) events.onState(update.view);
      if (update.focusChanged && !update.view.hasFocus) events.onBlur();
    }),
  ];
}

/** What also a source that can only be read has. */
export function sourceExtensions(language: Language): Extension {
  return [
    editorTheme,
    lineNumbers(),
    drawSelection(),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: true }),
    EditorState.tabSize.of(indents[language].length),
  ];
}
