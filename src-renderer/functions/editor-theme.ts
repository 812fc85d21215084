import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--bg-surface)', color: 'var(--tx)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '21px', fontVariantLigatures: 'none' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--tx)' },
  '.cm-line': { padding: '0 12px 0 8px' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--tx)', borderLeftWidth: '1.5px' },
  '.cm-gutters': { backgroundColor: 'var(--bg-surface)', color: 'var(--tx-4)', border: 'none', fontSize: '12px' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 8px 0 4px', minWidth: '34px' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent) 5%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--tx)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 24%, transparent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--accent) 12%, transparent)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--bg-active)',
    outline: '1px solid var(--line-strong)',
    color: 'inherit',
  },
  '&.cm-focused .cm-nonmatchingBracket': { color: 'var(--err)', backgroundColor: 'var(--err-soft)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-soft)', outline: '1px solid var(--warn)' },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--warn) 40%, transparent)' },
  '.cm-panels': { backgroundColor: 'var(--bg-side)', color: 'var(--tx)', zIndex: '10' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-search': { padding: '6px 30px 6px 8px', fontFamily: 'var(--font-ui)', fontSize: '12px' },
  '.cm-search label': { fontSize: '12px', display: 'inline-flex', alignItems: 'center', gap: '4px' },
  '.cm-textfield': {
    backgroundColor: 'var(--bg-surface)',
    color: 'var(--tx)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    fontSize: '12px',
    height: '24px',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--bg-surface)',
    color: 'var(--tx)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    fontSize: '12px',
    height: '24px',
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--tx-2)', fontSize: '18px', right: '8px', top: '6px' },
  '.cm-tooltip': {
    backgroundColor: 'var(--bg-surface)',
    color: 'var(--tx)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', fontFamily: 'var(--font-mono)', fontSize: '12px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--bg-active)', color: 'var(--tx)' },
  '.cm-completionIcon': { display: 'none' },
  '.cm-error-line': { backgroundColor: 'var(--err-soft)' },
  '.cm-error-gutter': { width: '16px' },
  '.cm-error-gutter .cm-gutterElement': { cursor: 'default' },
  '.cm-error-mark': { color: 'var(--err)', fontSize: '11px', lineHeight: '21px', textAlign: 'center' },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: 'var(--tok-kw)' },
  { tag: [tags.string, tags.special(tags.string), tags.character], color: 'var(--tok-str)' },
  { tag: [tags.number, tags.integer, tags.float], color: 'var(--tok-num)' },
  { tag: [tags.bool, tags.null, tags.atom, tags.self], color: 'var(--tok-const)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment, tags.docString], color: 'var(--tok-com)' },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.propertyName),
      tags.function(tags.definition(tags.variableName)),
      tags.macroName,
    ],
    color: 'var(--tok-fn)',
  },
  { tag: [tags.operator, tags.punctuation, tags.separator], color: 'var(--tok-op)' },
  { tag: [tags.typeName, tags.className], color: 'var(--tok-fn)' },
  { tag: [tags.meta, tags.annotation], color: 'var(--tok-kw)' },
  { tag: tags.invalid, color: 'var(--err)' },
]);

export const editorTheme: Extension = [look, syntaxHighlighting(colours)];
