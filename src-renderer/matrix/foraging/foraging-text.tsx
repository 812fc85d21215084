import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorSelection, EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView, drawSelection, keymap } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';

import type { SourceTextRecord } from '#shared/matrix/question-entities.ts';

import type { DraftState } from '../../functions/draft-session.ts';
import { editorTheme } from '../../functions/editor-theme.ts';
import { spliceBetween } from '../../functions/merge-texts.ts';
import type { ForagedText } from '#shared/matrix/foraging/noun-rows.ts';
import { placeShown } from './foraging-store.ts';
import type { WantedPlace } from './foraging-store.ts';
import { mentionAt, setHighlights, textHighlights } from './text-highlights.ts';
import type { Highlights } from './text-highlights.ts';
import { acceptText, openTextSession } from './text-sessions.ts';

export type ForagingTextProps = {
  readonly record: SourceTextRecord;
  readonly isReadOnly: boolean;
  readonly foraged: ForagedText | undefined;
  readonly stateOf: Highlights['stateOf'];
  readonly activeKey: string | null;
  readonly wanted: WantedPlace | null;
  readonly onPick: (key: string) => void;
  readonly onState: (state: DraftState) => void;
};

/** The editor of one text, its nouns marked. Mount it with the text's id as its key. */
export function ForagingText({
  record,
  isReadOnly,
  foraged,
  stateOf,
  activeKey,
  wanted,
  ...events
}: ForagingTextProps) {
  const host = useRef<HTMLDivElement>(null);
  const viewRef = useRef<EditorView | null>(null);
  const onPick = useEffectEvent(events.onPick);
  const onState = useEffectEvent(events.onState);

  useEffect(() => {
    if (host.current === null) return undefined;
    const { draft, listenState } = openTextSession(record);
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: draft.text(),
        extensions: textExtensions(record.name, isReadOnly, {
          onEdit: (text) => {
            if (text !== draft.text()) draft.edit(text);
          },
          onBlur: () => void draft.flush().catch(() => undefined), // The session itself tells what failed.
          onPick: (key) => onPick(key),
        }),
      }),
    });
    viewRef.current = view;
    draft.listen((text) => showChange(view, text));
    listenState((state) => onState(state));
    return () => {
      draft.listen(null);
      listenState(null);
      void draft.flush().catch(() => undefined); // The session itself tells what failed.
      view.destroy();
      viewRef.current = null;
    };
    // The editor lives as long as its text is on screen; what is stored meanwhile comes through the effect below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [record.id, isReadOnly]);

  useEffect(() => acceptText(record), [record]);

  useEffect(() => {
    const view = viewRef.current;
    if (view === null || foraged === undefined) return;
    const isRead = view.state.doc.length === foraged.body.length && view.state.doc.toString() === foraged.body;
    view.dispatch({ effects: setHighlights.of({ mentions: foraged.mentions, stateOf, activeKey, isRead }) });
  }, [foraged, stateOf, activeKey, isReadOnly]);

  useEffect(() => {
    const view = viewRef.current;
    if (view === null || wanted?.textId !== record.id) return;
    const { length } = view.state.doc;
    const selection = EditorSelection.range(Math.min(wanted.start, length), Math.min(wanted.end, length));
    view.dispatch({
      selection: EditorSelection.create([selection]),
      effects: EditorView.scrollIntoView(selection.from, { y: 'center' }),
    });
    placeShown(wanted);
  }, [wanted, record.id]);

  return <div className="foraging-text" ref={host} />;
}

type TextEvents = {
  readonly onEdit: (text: string) => void;
  readonly onBlur: () => void;
  readonly onPick: (key: string) => void;
};

function textExtensions(name: string, isReadOnly: boolean, events: TextEvents): Extension {
  return [
    // Before the editor's own look, whose letters are those of code.
    EditorView.theme({ '.cm-scroller': { fontFamily: 'var(--font-ui)', lineHeight: '22px', fontSize: '14px' } }),
    editorTheme,
    EditorView.lineWrapping,
    drawSelection(),
    history(),
    highlightSelectionMatches(),
    search({ top: true }),
    textHighlights,
    EditorState.readOnly.of(isReadOnly),
    keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap]),
    // The tabindex says to checkers what is so anyhow: the keyboard reaches the text, and scrolls it.
    EditorView.contentAttributes.of({ 'aria-label': `Text of ${name}`, tabindex: '0', spellcheck: 'true' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) events.onEdit(update.state.doc.toString());
      if (update.focusChanged && !update.view.hasFocus) events.onBlur();
    }),
    EditorView.domEventHandlers({
      click(event, view) {
        const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
        const key = position === null || !view.state.selection.main.empty ? undefined : mentionAt(view, position);
        if (key !== undefined) events.onPick(key);
      },
    }),
  ];
}

/** What came from elsewhere, as the smallest change, so that the cursor and the undo steps stay where they are. */
function showChange(view: EditorView, text: string): void {
  const splice = spliceBetween(view.state.doc.toString(), text);
  if (splice === undefined) return;
  view.dispatch({ changes: { from: splice.from, to: splice.to, insert: splice.text }, userEvent: 'elsewhere' });
}
