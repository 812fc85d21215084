import './project-settings-view.css';

import { Select, Textarea, TextInput } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';

import { projectStatuses } from '#shared/matrix/project-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { Button } from '../../ui/button.tsx';
import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { ProjectMembers } from './project-members.tsx';
import { changeProject, deleteProject } from '../project-actions.ts';
import { ProjectPalette } from './project-palette.tsx';
import { ProjectPhases } from './project-phases.tsx';
import type { ProjectViewProps } from '../project-views.ts';
import { useProjectRole } from '../use-project.ts';

const statusTexts = { draft: 'Draft', active: 'Active', archived: 'Archived' } as const;

/** What a project is called, how it is shown, and who takes part. */
export function ProjectSettingsView({ project, model }: ProjectViewProps) {
  const role = useProjectRole(project);
  const isReadOnly = role === 'viewer' || role === null;
  return (
    <div className="project-settings">
      <section aria-labelledby="project-settings-about">
        <h2 id="project-settings-about">About</h2>
        <ProjectAbout key={project.id} project={project} isReadOnly={isReadOnly} />
      </section>
      <section aria-labelledby="project-settings-phases">
        <h2 id="project-settings-phases">Phases</h2>
        <ProjectPhases project={project} isReadOnly={isReadOnly} />
      </section>
      <section aria-labelledby="project-settings-colours">
        <h2 id="project-settings-colours">Colours</h2>
        <ProjectPalette project={project} isReadOnly={isReadOnly} />
      </section>
      <section aria-labelledby="project-settings-members">
        <h2 id="project-settings-members">Members</h2>
        <ProjectMembers project={project} model={model} isReadOnly={role !== 'owner'} />
      </section>
      {role === 'owner' ? (
        <section aria-labelledby="project-settings-delete">
          <h2 id="project-settings-delete">Delete</h2>
          <p className="field-hint">
            Its objects, relationships, calls to action and everything else of it go with it. You can undo this.
          </p>
          <Button look="danger" icon={Trash2} onClick={() => void deleteProject(project)}>
            Delete this project
          </Button>
        </section>
      ) : null}
    </div>
  );
}

type ProjectAboutProps = { readonly project: ProjectRecord; readonly isReadOnly: boolean };

function ProjectAbout({ project, isReadOnly }: ProjectAboutProps) {
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description);
  return (
    <>
      <FieldRow label="Name" controlId="project-name">
        <TextInput
          id="project-name"
          {...fieldTexts({ error: name.trim() === '' ? 'A project needs a name.' : undefined })}
          dir="auto"
          maxLength={255}
          readOnly={isReadOnly}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => {
            if (name.trim() === '') setName(project.name);
            else if (name.trim() !== project.name) void changeProject(project, { name });
          }}
        />
      </FieldRow>
      <FieldRow label="Description" controlId="project-description">
        <Textarea
          id="project-description"
          dir="auto"
          autosize
          minRows={2}
          maxRows={10}
          maxLength={100_000}
          readOnly={isReadOnly}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          onBlur={() => {
            if (description !== project.description) void changeProject(project, { description });
          }}
        />
      </FieldRow>
      <FieldRow label="Status" controlId="project-status">
        <Select
          id="project-status"
          allowDeselect={false}
          readOnly={isReadOnly}
          data={projectStatuses.map((status) => ({ value: status, label: statusTexts[status] }))}
          value={project.status}
          onChange={(value) => {
            const status = projectStatuses.find((one) => one === value);
            if (status !== undefined) void changeProject(project, { status });
          }}
        />
      </FieldRow>
    </>
  );
}
