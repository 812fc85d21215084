import { useState } from 'react';

import type { SourceTextRecord } from '#shared/matrix/question-entities.ts';

import type { DraftState } from '../../functions/draft-session.ts';
import type { Foraging } from './forager.ts';
import { ForagingContexts } from './foraging-contexts.tsx';
import { useForagingStore } from './foraging-store.ts';
import { ForagingText } from './foraging-text.tsx';
import { TextHead } from './foraging-texts.tsx';
import { pickNoun } from './noun-places.ts';
import type { NounRows } from './use-noun-rows.ts';

export type ForagingPageProps = {
  readonly text: SourceTextRecord;
  readonly texts: readonly SourceTextRecord[];
  readonly foraging: Foraging;
  readonly nouns: NounRows;
  readonly isReadOnly: boolean;
};

/** The open text with its nouns marked in it, and below it the places of the active one. */
export function ForagingPage({ text, texts, foraging, nouns, isReadOnly }: ForagingPageProps) {
  const { activeKey, wanted } = useForagingStore();
  const [saving, setSaving] = useState<DraftState>('saved');
  const { active, stateOf, byTextId } = nouns;
  const isEnglish = byTextId.get(text.id)?.mentions.isEnglish !== false;
  return (
    <section className="foraging-page" aria-label="Text">
      <header className="foraging-head">
        <TextHead text={text} isReadOnly={isReadOnly} />
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
        isReadOnly={isReadOnly}
        foraged={foraging.byTextId.get(text.id)}
        stateOf={stateOf}
        activeKey={activeKey}
        wanted={wanted}
        onPick={(key) => pickNoun(key, stateOf(key))}
        onState={setSaving}
      />
      {active === undefined ? null : <ForagingContexts row={active} texts={texts} byTextId={foraging.byTextId} />}
    </section>
  );
}

const savingWords: { readonly [state in DraftState]: string } = {
  saved: '',
  unsaved: 'Saving…',
  saving: 'Saving…',
  failed: 'Not saved yet',
};

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
