import './foraging.css';

import { FileText, FolderOpen, Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { addText, decideNouns } from './foraging-actions.ts';
import { DropArea } from './foraging-drop.tsx';
import { ForagingNouns } from './foraging-nouns.tsx';
import { ForagingPage } from './foraging-page.tsx';
import { openForaging, useForagingStore } from './foraging-store.ts';
import { FileInput, ForagingTexts } from './foraging-texts.tsx';
import { showNextPlace } from './noun-places.ts';
import type { ProjectViewProps } from '../project-views.ts';
import { listTexts, useForaging } from './use-foraging.ts';
import { useNounRows } from './use-noun-rows.ts';
import { useMayEdit } from '../use-project.ts';

/** Noun foraging: texts, the nouns that they are made of, and what becomes of each. */
export function ForagingView({ project, model }: ProjectViewProps) {
  const foraging = useForaging(project.id, model);
  const mayEdit = useMayEdit(project);
  const texts = listTexts(model);
  const { textId } = useForagingStore();
  const text = texts.find(({ id }) => id === textId) ?? texts[0];
  const textReason = mayEdit('texts') ? undefined : 'You may only read the texts of this project';
  const nounReason = mayEdit('objects') ? undefined : 'You may only read the objects of this project';
  const nouns = useNounRows(model, foraging);
  const { byTextId } = nouns;
  useEffect(() => openForaging(project.id), [project.id]);
  const addEmpty = (): void =>
    void addText(project.id, { name: newTextName(texts.length), kind: 'interview', body: '' });

  if (text === undefined) return <NoTexts projectId={project.id} reason={textReason} onNew={addEmpty} />;
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
          rows={nouns.rows}
          counts={nouns.counts}
          objects={model.objects}
          textId={text.id}
          readOnlyReason={nounReason}
          onDecide={(chosen, decision) => void decideNouns(project.id, chosen, { decision, byTextId })}
          onShow={(row) => showNextPlace(row, texts, foraging)}
        />
        <ForagingPage
          text={text}
          texts={texts}
          foraging={foraging}
          nouns={nouns}
          isReadOnly={textReason !== undefined}
        />
      </div>
    </DropArea>
  );
}

function newTextName(count: number): string {
  return `Text ${String(count + 1)}`;
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
