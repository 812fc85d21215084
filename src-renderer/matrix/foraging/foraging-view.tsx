import './foraging.css';

import { FileText, FolderOpen, Plus } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';

import { knownNouns } from '#shared/matrix/foraging/noun-states.ts';
import type { NounState } from '#shared/matrix/foraging/noun-states.ts';

import type { DraftState } from '../../functions/draft-session.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { Foraging } from './forager.ts';
import { addText, decideNouns, openTextFiles } from './foraging-actions.ts';
import { ForagingContexts } from './foraging-contexts.tsx';
import { ForagingNouns } from './foraging-nouns.tsx';
import { activateNoun, changeFilter, openForaging, showPlace, useForagingStore } from './foraging-store.ts';
import { ForagingText } from './foraging-text.tsx';
import { FileInput, ForagingTexts, TextHead } from './foraging-texts.tsx';
import {
  countStates,
  filterNounRows,
  listContexts,
  listNounRows,
  sortNounRows,
} from '#shared/matrix/foraging/noun-rows.ts';
import type { NounRow } from '#shared/matrix/foraging/noun-rows.ts';
import type { ProjectViewProps } from '../project-views.ts';
import { flushTexts } from './text-sessions.ts';
import { listTexts, useForaging } from './use-foraging.ts';
import { useMayEdit } from '../use-project.ts';

/** Noun foraging: texts, the nouns that they are made of, and what becomes of each. */
export function ForagingView({ project, model }: ProjectViewProps) {
  const foraging = useForaging(project.id, model);
  const mayEdit = useMayEdit(project);
  const texts = listTexts(model);
  const store = useForagingStore();
  const text = texts.find(({ id }) => id === store.textId) ?? texts[0];
  const textReason = mayEdit('texts') ? undefined : 'You may only read the texts of this project';
  const nounReason = mayEdit('objects') ? undefined : 'You may only read the objects of this project';
  const known = knownNouns(model);
  const byTextId = useDeferredValue(foraging.byTextId);
  const all = useMemo(
    () =>
      listNounRows(
        listTexts(model).map(({ id }) => id),
        byTextId,
        known,
      ),
    // The order of the texts changes only with their records.
    // oxlint-disable-next-line react/exhaustive-deps
    [model.tables.sourceText, byTextId, known],
  );
  const rows = useMemo(
    () => sortNounRows(filterNounRows(all, store.filter), store.sort),
    [all, store.filter, store.sort],
  );
  const counts = useMemo(() => countStates(all), [all]);
  const active = all.find(({ key }) => key === store.activeKey);
  const stateOf = useMemo(
    () =>
      (key: string): NounState =>
        known.get(key)?.state ?? 'candidate',
    [known],
  );
  const [saving, setSaving] = useState<DraftState>('saved');
  useEffect(() => openForaging(project.id), [project.id]);
  useEffect(() => {
    window.addEventListener('pagehide', flushTexts);
    return () => window.removeEventListener('pagehide', flushTexts);
  }, []);
  const addEmpty = (): void =>
    void addText(project.id, { name: newTextName(texts.length), kind: 'interview', body: '' });

  if (text === undefined) return <NoTexts projectId={project.id} reason={textReason} onNew={addEmpty} />;
  const isEnglish = byTextId.get(text.id)?.mentions.isEnglish !== false;
  return (
    <DropArea projectId={project.id} isReadOnly={textReason !== undefined}>
      <div className="foraging">
        <ForagingTexts
          projectId={project.id}
          texts={texts}
          textId={text.id}
          countByTextId={new Map([...byTextId].map(([id, { mentions }]) => [id, mentions.nouns.length]))}
          readOnlyReason={textReason}
          onNew={addEmpty}
        />
        <ForagingNouns
          rows={rows}
          counts={counts}
          objects={model.objects}
          textId={text.id}
          readOnlyReason={nounReason}
          onDecide={(chosen, decision) => void decideNouns(project.id, chosen, { decision, byTextId })}
          onShow={(row) =>
            showNext(
              row,
              texts.map(({ id }) => id),
              foraging,
            )
          }
        />
        <section className="foraging-page" aria-label="Text">
          <header className="foraging-head">
            <TextHead text={text} isReadOnly={textReason !== undefined} />
            <span className="foraging-head-note num">{text.body.length.toLocaleString('en')} characters</span>
            <span className="foraging-head-note" role="status">
              {savingWords[saving]}
            </span>
          </header>
          <ForagingProgress foraging={foraging} />
          {isEnglish ? null : (
            <p className="foraging-language" role="note">
              This text does not read as English, which is all that the tagger knows: candidates are the words that come
              often or have a capital.
            </p>
          )}
          <ForagingText
            key={text.id}
            record={text}
            isReadOnly={textReason !== undefined}
            foraged={foraging.byTextId.get(text.id)}
            stateOf={stateOf}
            activeKey={store.activeKey}
            wanted={store.wanted}
            onPick={(key) => pick(key, stateOf(key))}
            onState={setSaving}
          />
          {active === undefined ? null : <ForagingContexts row={active} texts={texts} byTextId={foraging.byTextId} />}
        </section>
      </div>
    </DropArea>
  );
}

const savingWords: { readonly [state in DraftState]: string } = {
  saved: '',
  unsaved: 'Saving…',
  saving: 'Saving…',
  failed: 'Not saved yet',
};

function newTextName(count: number): string {
  return `Text ${String(count + 1)}`;
}

/** A noun that is clicked in the text is shown in the list, whatever the list shows now. */
function pick(key: string, state: NounState): void {
  const { filter } = useForagingStore.getState();
  if (filter.state !== null && filter.state !== state) changeFilter({ state: null });
  if (filter.words !== '') changeFilter({ words: '' });
  activateNoun(key);
}

const placesMax = 10_000;
const lastShown = { key: '', index: -1 };

/** Each time the next place, and after the last the first again. */
function showNext(row: NounRow, textIds: readonly string[], { byTextId }: Foraging): void {
  const contexts = listContexts(row.key, textIds, { byTextId, countMax: placesMax });
  lastShown.index = lastShown.key === row.key ? (lastShown.index + 1) % Math.max(1, contexts.length) : 0;
  lastShown.key = row.key;
  const context = contexts[lastShown.index];
  if (context !== undefined) showPlace(context);
}

function ForagingProgress({ foraging: { progress, problem } }: { readonly foraging: Foraging }) {
  if (problem !== null) {
    return (
      <p className="foraging-language" role="alert">
        The nouns cannot be read: {problem} Open the view again; the text itself is safe.
      </p>
    );
  }
  if (progress === null) return null;
  return (
    <div className="foraging-progress">
      <span>Reading the nouns</span>
      <progress aria-label="Reading the nouns" max={1} value={progress} />
      <span className="num">{Math.round(progress * 100)} %</span>
    </div>
  );
}

type NoTextsProps = { readonly projectId: string; readonly reason: string | undefined; readonly onNew: () => void };

function NoTexts({ projectId, reason, onNew }: NoTextsProps) {
  const files = useRef<HTMLInputElement>(null);
  return (
    <DropArea projectId={projectId} isReadOnly={reason !== undefined}>
      <EmptyState
        icon={FileText}
        title="Forage for nouns"
        actions={
          <>
            <Button look="primary" icon={Plus} disabledReason={reason} onClick={onNew}>
              Type or paste a text
            </Button>
            <Button icon={FolderOpen} disabledReason={reason} onClick={() => files.current?.click()}>
              Open files
            </Button>
            <FileInput projectId={projectId} inputRef={files} />
          </>
        }
      >
        Add an interview, a brief or notes. The nouns in it are proposed as objects, and you decide each with one key:
        accept, merge, reject. Text, Markdown, Word (.docx) and transcripts (.vtt, .srt) can be opened or dropped here.
      </EmptyState>
    </DropArea>
  );
}

type DropAreaProps = {
  readonly projectId: string;
  readonly isReadOnly: boolean;
  readonly children: React.ReactNode;
};

function DropArea({ projectId, isReadOnly, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={`foraging-drop${isOver ? ' foraging-drop-over' : ''}`}
      onDragOver={(event) => {
        if (isReadOnly || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (isReadOnly || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        void openTextFiles(projectId, [...event.dataTransfer.files]);
      }}
    >
      {children}
    </div>
  );
}
