import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';

import type { Language } from '#shared/calls/language.ts';

import { loadEditorLanguage } from './editor-languages.ts';
import { sourceExtensions } from './editor-setup.ts';

export type SourceViewProps = { readonly source: string; readonly language: Language; readonly label: string };

/** A source to read: nothing in it can be changed. */
export function SourceView({ source, language, label }: SourceViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const parent = host.current;
    let view: EditorView | undefined;
    let isGone = false;
    void loadEditorLanguage(language).then((extension) => {
      if (isGone) return;
      const extensions = [
        sourceExtensions(language),
        extension,
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', 'aria-readonly': 'true' }),
      ];
      view = new EditorView({ parent, state: EditorState.create({ doc: source, extensions }) });
    });
    return () => {
      isGone = true;
      view?.destroy();
    };
  }, [source, language, label]);
  return <div className="source-editor" ref={host} />;
}
