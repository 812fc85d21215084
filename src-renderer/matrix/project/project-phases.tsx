import { TagsInput } from '@mantine/core';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { changeProject } from '../project-actions.ts';

export type ProjectPhasesProps = { readonly project: ProjectRecord; readonly isReadOnly: boolean };

const phasesMax = 50; // As project-settings.ts lets in.

/** The phases that objects and calls to action are planned for, in their order. */
export function ProjectPhases({ project, isReadOnly }: ProjectPhasesProps) {
  const { settings } = project;
  return (
    <FieldRow label="In their order" controlId="project-phases">
      <TagsInput
        id="project-phases"
        {...fieldTexts({
          hint: 'Type a name and press Enter. What was planned for a phase that is taken away keeps its name.',
        })}
        readOnly={isReadOnly}
        maxTags={phasesMax}
        value={settings.phases}
        onChange={(given) => {
          const phases = given.map((phase) => phase.trim().slice(0, 255)).filter((phase) => phase !== '');
          void changeProject(project, { settings: { ...settings, phases } });
        }}
      />
    </FieldRow>
  );
}
