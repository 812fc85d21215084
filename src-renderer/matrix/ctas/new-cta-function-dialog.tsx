import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';

import { languageNames, languages } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import { folderPath } from '#shared/functions/function-rules.ts';
import { identifierOf } from '#shared/matrix/attributes/attribute-types.ts';
import { ctaFunctionName, ctaFunctionSource, parametersOf } from '#shared/matrix/ctas/cta-function.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { useFunctions } from '../../functions/use-functions.ts';
import { client } from '../../rpc/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FieldRow } from '../../ui/field-row.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';

export type NewCtaFunctionDialogProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly cta: CtaRecord;
  readonly onMade: (functionId: string) => void;
  readonly onClose: () => void;
};

/** A function for a call to action: what it would be is shown before it is made. */
export function NewCtaFunctionDialog({ project, model, cta, onMade, onClose }: NewCtaFunctionDialogProps) {
  const object = model.tables.object.get(cta.objectId);
  const { functions } = useFunctions(project.workspaceId);
  const [language, setLanguage] = useState<Language>(() => functions.at(-1)?.language ?? 'r');
  const [name, setName] = useState(() => ctaFunctionName(cta, object ?? { name: '' }));
  const [folder, setFolder] = useState(project.name);
  const parameters = parametersOf(model.attributesByObject.get(cta.objectId) ?? []);
  const entry = identifierOf(name);
  const source = ctaFunctionSource({ language, name: entry, story: cta.userStory, parameters });
  const missing = name.trim() === '' ? 'Type a name first' : undefined;

  async function create(): Promise<void> {
    const wanted = {
      workspaceId: project.workspaceId,
      name: name.trim(),
      folder: folderPath(folder),
      language,
      source,
    };
    const made = await attempt(client.functions.create(wanted));
    if (made !== undefined) onMade(made.id);
  }

  return (
    <FormDialog
      title="New function from this card"
      width={620}
      onClose={onClose}
      onSubmit={() => void create()}
      verb="Create function"
      missing={missing}
    >
      <div className="panel-pair">
        <FieldRow label="Name" controlId="cta-function-name">
          <TextInput
            id="cta-function-name"
            data-autofocus
            maxLength={255}
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </FieldRow>
        <FieldRow label="Language" controlId="cta-function-language">
          <Select
            id="cta-function-language"
            data={languages.map((value) => ({ value, label: languageNames[value] }))}
            value={language}
            allowDeselect={false}
            onChange={(value) => setLanguage(languages.find((each) => each === value) ?? language)}
          />
        </FieldRow>
      </div>
      <FieldRow label="Folder" controlId="cta-function-folder">
        <TextInput
          id="cta-function-folder"
          maxLength={1000}
          value={folder}
          onChange={(event) => setFolder(event.currentTarget.value)}
        />
      </FieldRow>
      <p className="field-hint">
        {parameters.length === 0
          ? `${object?.name ?? 'The object'} has no attributes yet, so the function takes nothing.`
          : `Its parameters are the attributes of ${object?.name ?? 'the object'}; those that may be left out have an empty default.`}
      </p>
      {/* Scrolls, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="cta-source" tabIndex={0} role="region" aria-label="Source of the new function">
        {source}
      </pre>
    </FormDialog>
  );
}
