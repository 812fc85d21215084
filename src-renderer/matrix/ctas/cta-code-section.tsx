import { Select } from '@mantine/core';
import { ExternalLink, FilePlus, Unlink } from 'lucide-react';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { FunctionRecord } from '#shared/functions/function-entities.ts';
import { shownNames } from '#shared/functions/function-rules.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { useFunctions } from '../../functions/use-functions.ts';
import { Button } from '../../ui/button.tsx';
import { functionPath, goTo } from '../../workspaces/paths.ts';
import { CtaRunForm } from './cta-run-form.tsx';
import { NewCtaFunctionDialog } from './new-cta-function-dialog.tsx';

export type CtaCodeSectionProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly cta: CtaRecord;
  readonly isEditable: boolean;
  readonly onChange: (patch: ModelPatch<'cta'>) => void;
};

const foundMax = 50; // As many as can be looked over; typing narrows them.

/** The function of the registry that carries a call to action out: chosen, made, opened and run from here. */
export function CtaCodeSection({ project, model, cta, isEditable, onChange }: CtaCodeSectionProps) {
  const { functions, isLoading } = useFunctions(project.workspaceId);
  const [isCreating, setCreating] = useState(false);
  const bound = functions.find(({ id }) => id === cta.functionId);
  const isGone = cta.functionId !== null && bound === undefined && !isLoading;
  return (
    <section className="panel-section" aria-label="Function">
      <div className="panel-section-head">
        <h3>Function</h3>
        {bound === undefined ? null : (
          <Button look="quiet" icon={ExternalLink} onClick={() => goTo(functionPath(bound.workspaceId, bound.id))}>
            Open
          </Button>
        )}
        {isEditable && bound === undefined ? (
          <Button look="soft" icon={FilePlus} onClick={() => setCreating(true)}>
            New from this card
          </Button>
        ) : null}
      </div>
      {isGone ? (
        <p className="cta-gone" role="note">
          The function that carried this out is not on this device; it may have been deleted. Undo brings it back, or
          choose another one.
          {isEditable ? (
            <Button icon={Unlink} onClick={() => onChange({ functionId: null })}>
              Take it off
            </Button>
          ) : null}
        </p>
      ) : null}
      <Select
        aria-label="Function that carries it out"
        placeholder={functions.length === 0 ? 'The workspace has no function yet' : 'Which function carries it out?'}
        data={functionChoices(functions)}
        value={bound?.id ?? null}
        searchable
        clearable
        limit={foundMax}
        nothingFoundMessage="No function of that name"
        readOnly={!isEditable}
        onChange={(functionId) => onChange({ functionId })}
      />
      {bound === undefined ? null : <CtaRunForm key={bound.id} record={bound} />}
      {isCreating ? (
        <NewCtaFunctionDialog
          project={project}
          model={model}
          cta={cta}
          onMade={(functionId) => {
            setCreating(false);
            onChange({ functionId });
          }}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </section>
  );
}

/** By the name that is shown, with folder and language, so that searching finds all three. */
function functionChoices(functions: readonly FunctionRecord[]) {
  const names = shownNames(functions);
  return functions.map(({ id, name, folder, language }) => ({
    value: id,
    label: [names.get(id) ?? name, folder, languageNames[language]].filter((part) => part !== '').join(' · '),
  }));
}
