import { Autocomplete, Select, TextInput } from '@mantine/core';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeState } from '#shared/calls/runtime-state.ts';
import { templateNames } from '#shared/functions/function-api.ts';
import type { TemplateName } from '#shared/functions/function-api.ts';
import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { FormDialog } from '../ui/form-dialog.tsx';
import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { LanguageBadge } from '../ui/language-badge.tsx';
import { createFunction } from './function-actions.ts';
import { closeFunctionDialog } from './function-store.ts';
import { conditionText, runtimeMark, stillWorksText } from './runtime-texts.ts';
import { RuntimeTrouble } from './runtime-trouble.tsx';
import { runtimeOrder, useRuntime } from './use-runtimes.ts';

export type NewFunctionDialogProps = {
  readonly workspaceId: string;
  readonly folder: string;
  readonly folders: readonly string[];
  readonly functions: readonly FunctionRecord[];
};

const templateTexts: { readonly [name in TemplateName]: string } = {
  blank: 'Blank: one function, one parameter',
  table: 'Table: read a CSV file and summarise it',
  plot: 'Plot: draw what is computed',
  simulation: 'Simulation: random numbers with a seed',
};

export function NewFunctionDialog({ workspaceId, folder: wishedFolder, folders, functions }: NewFunctionDialogProps) {
  const [language, setLanguage] = useState<Language>(() => functions.at(-1)?.language ?? 'r');
  const runtime = useRuntime(language);
  const [name, setName] = useState('');
  const [folder, setFolder] = useState(wishedFolder);
  const [template, setTemplate] = useState<TemplateName>('blank');
  const missing = name.trim() === '' ? 'Type a name first' : undefined;
  return (
    <FormDialog
      title="New function"
      onClose={closeFunctionDialog}
      width={520}
      onSubmit={() => void createFunction({ workspaceId, name: name.trim(), folder, language, template })}
      verb="Create function"
      missing={missing}
    >
      <fieldset className="language-cards">
        <legend className="field-label">Language</legend>
        {runtimeOrder.map((each) => (
          <LanguageCard key={each} language={each} isChosen={each === language} onChoose={() => setLanguage(each)} />
        ))}
      </fieldset>
      {runtime?.condition.kind === 'missing' ? (
        <div className="form-missing" role="note">
          <RuntimeTrouble runtime={runtime} isShort />
          <p>{stillWorksText(language)}</p>
        </div>
      ) : null}
      <FieldRow label="Name" controlId="function-name">
        <TextInput
          id="function-name"
          data-autofocus
          maxLength={255}
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </FieldRow>
      <FieldRow label="Start from" controlId="function-template">
        <Select
          id="function-template"
          data={templateNames.map((value) => ({ value, label: templateTexts[value] }))}
          value={template}
          allowDeselect={false}
          onChange={(value) => setTemplate(templateNames.find((known) => known === value) ?? 'blank')}
        />
      </FieldRow>
      <FieldRow label="Folder" controlId="function-folder">
        <Autocomplete
          id="function-folder"
          {...fieldTexts({ hint: 'Empty is the top of the workspace; a folder that is not there yet is made.' })}
          data={[...folders]}
          value={folder}
          maxLength={1000}
          onChange={setFolder}
        />
      </FieldRow>
    </FormDialog>
  );
}

type LanguageCardProps = { readonly language: Language; readonly isChosen: boolean; readonly onChoose: () => void };

function LanguageCard({ language, isChosen, onChoose }: LanguageCardProps) {
  const runtime = useRuntime(language);
  const name = languageNames[language];
  const state = stateText(runtime);
  return (
    <label className={`language-card${isChosen ? ' language-card-chosen' : ''}`}>
      <input
        type="radio"
        name="language"
        aria-label={`${name}, ${state}`}
        className="visually-hidden"
        checked={isChosen}
        onChange={onChoose}
      />
      <LanguageBadge language={language} isLarge />
      <span className="language-card-name">{name}</span>
      <span className="language-card-state">
        {runtime === undefined ? null : <span className={`dot dot-${runtimeMark(runtime)}`} />}
        {state}
      </span>
    </label>
  );
}

function stateText(runtime: RuntimeState | undefined): string {
  if (runtime === undefined) return 'looking for it';
  return runtime.chosen === null ? conditionText(runtime) : runtime.chosen.version;
}
