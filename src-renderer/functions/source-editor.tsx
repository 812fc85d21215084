import { Compartment, EditorSelection, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { acceptRecord, keepEditor, openDraft } from './drafts.ts';
import { loadEditorLanguage } from './editor-languages.ts';
import { draftExtensions } from './editor-setup.ts';
import { setErrorLine } from './error-lines.ts';
import type { ErrorLine } from './error-lines.ts';
import type { Cursor } from './function-store.ts';
import { tellDraftCursor, useDraftCursors } from './function-presence.tsx';
import { revealDone, setCursor, useReveal } from './function-store.ts';
import { spliceBetween } from './merge-texts.ts';
import { setOtherCursors } from './other-cursors.ts';

export type SourceEditorProps = {
  readonly record: FunctionRecord;
  /** Where the last run of exactly this source failed. */
  readonly errorLine: ErrorLine | null;
};

/** The editor of a function's draft. Mount it with the function's id as its key. */
export function SourceEditor({ record, errorLine }: SourceEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const viewRef = useRef<EditorView | null>(null);
  const reveal = useReveal();
  const { id, language, draftSource, draftChecksum, updatedAt } = record;

  useEffect(() => {
    if (host.current === null) return undefined;
    const view = openEditor(host.current, record);
    viewRef.current = view;
    setCursor(cursorOf(view.state));
    return () => {
      keepEditor(id, { state: view.state, scrollTop: view.scrollDOM.scrollTop });
      const { session } = openDraft(record);
      session.listen(null);
      void session.flush().catch(() => undefined); // The session itself tells what failed.
      setCursor(null);
      view.destroy();
      viewRef.current = null;
    };
    // The editor lives as long as its function is on screen; what is stored meanwhile comes through the effect below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [id, language]);

  useEffect(() => {
    acceptRecord({ id, draftSource, draftChecksum, updatedAt });
  }, [id, draftSource, draftChecksum, updatedAt]);

  useEffect(() => {
    viewRef.current?.dispatch({ effects: setErrorLine.of(errorLine) });
  }, [errorLine]);

  const cursors = useDraftCursors(id);
  useEffect(() => {
    viewRef.current?.dispatch({ effects: setOtherCursors.of(cursors) });
  }, [cursors, language]);

  useEffect(() => {
    const view = viewRef.current;
    if (view === null || reveal === null || reveal.functionId !== id) return;
    const line = view.state.doc.line(Math.min(Math.max(1, reveal.line), view.state.doc.lines));
    view.dispatch({
      selection: EditorSelection.cursor(line.from),
      effects: EditorView.scrollIntoView(line.from, { y: 'center' }),
    });
    view.focus();
    revealDone(reveal);
  }, [reveal, id]);

  return <div className="source-editor" ref={host} />;
}

function cursorOf(state: EditorState): Cursor {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  return { line: line.number, column: head - line.from + 1 };
}

function openEditor(parent: HTMLElement, record: FunctionRecord): EditorView {
  const { session, kept } = openDraft(record);
  const languagePlace = new Compartment();
  const extensions = [
    draftExtensions(record.language, {
      onEdit: (text) => {
        if (text !== session.text()) session.edit(text);
      },
      onState: ({ state, hasFocus }) => {
        setCursor(cursorOf(state));
        const { anchor, head } = state.selection.main;
        tellDraftCursor(record.id, { anchor, head, isFocused: hasFocus });
      },
      onBlur: () => void session.flush().catch(() => undefined), // The session itself tells what failed.
    }),
    languagePlace.of([]),
  ];
  const text = session.text();
  const state =
    kept !== undefined && kept.state.doc.toString() === text
      ? kept.state
      : EditorState.create({ doc: text, extensions });
  const view = new EditorView({ parent, state });
  session.listen((changed) => showChange(view, changed));
  if (kept?.state === state) {
    view.scrollDOM.scrollTop = kept.scrollTop;
    return view; // Its language came with it.
  }
  void loadEditorLanguage(record.language).then((extension) => {
    view.dispatch({ effects: languagePlace.reconfigure(extension) });
  });
  return view;
}

/** What came from elsewhere, as the smallest change, so that the cursor and the undo steps stay where they are. */
function showChange(view: EditorView, text: string): void {
  const splice = spliceBetween(view.state.doc.toString(), text);
  if (splice === undefined) return;
  view.dispatch({ changes: { from: splice.from, to: splice.to, insert: splice.text }, userEvent: 'elsewhere' });
}
