import './project-page.css';
import '../functions/all-runs-page.css';

import { Textarea, TextInput } from '@mantine/core';
import { Clapperboard, Grid3x3, Plus, Upload } from 'lucide-react';
import { useEffect, useState } from 'react';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { Loading } from '../ui/loading.tsx';
import { useForbidden } from '../workspaces/use-forbidden.ts';
import { goTo, projectPath } from '../workspaces/paths.ts';
import { openExchangeDialog } from './exchange/exchange-store.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { createExampleProject, createProject } from './project-actions.ts';
import { LoadedProjectPage } from './loaded-project-page.ts';
import { projectViews } from './project-views.ts';
import { useProjects } from './use-project.ts';

/** At which a project is opened. */
const firstView = 'matrix';

export type ProjectsPageProps = { readonly workspaceId: string };

/** The projects of a workspace. */
export function ProjectsPage({ workspaceId }: ProjectsPageProps) {
  const { projects, isLoading } = useProjects(workspaceId);
  const [isCreating, setCreating] = useState(false);
  const forbidden = useForbidden('project:create');
  useEffect(loadProjectAhead, []);
  const create = (
    <Button look="primary" icon={Plus} disabledReason={forbidden} onClick={() => setCreating(true)}>
      New project
    </Button>
  );
  const bring = (
    <Button
      icon={Upload}
      disabledReason={forbidden}
      onClick={() => openExchangeDialog({ kind: 'import', workspaceId, projectId: null })}
    >
      Import…
    </Button>
  );
  return (
    <main className="projects-page" aria-label="Projects">
      <FileDrop
        label="Drop the file to make a project of it"
        className="projects"
        onFiles={([file]) => openExchangeDialog({ kind: 'import', workspaceId, projectId: null, file })}
      >
        <header className="page-head">
          <h1>Projects</h1>
          <span className="page-head-note">
            models of a domain: objects, relationships, calls to action, attributes
          </span>
          <span className="page-head-rest" />
          {projects.length === 0 ? null : (
            <>
              {bring}
              {create}
            </>
          )}
        </header>
        {isLoading ? <Loading label="Loading the projects" lines={6} /> : null}
        {!isLoading && projects.length === 0 ? (
          <EmptyState
            icon={Grid3x3}
            title="Model your domain"
            actions={
              <>
                {create}
                <Button
                  icon={Clapperboard}
                  disabledReason={forbidden}
                  onClick={() => void createExampleProject(workspaceId)}
                >
                  Start from the example
                </Button>
                {bring}
              </>
            }
          >
            A project collects the nouns of your domain, how they relate, who does what with them, and what is known of
            each. The example is a streaming service whose model has gaps left in it on purpose.
          </EmptyState>
        ) : null}
        {projects.length === 0 ? null : (
          <ul className="projects-list">
            {projects.map((project) => (
              <li key={project.id}>
                <ProjectCard project={project} />
              </li>
            ))}
          </ul>
        )}
        {isCreating ? <NewProjectDialog workspaceId={workspaceId} onClose={() => setCreating(false)} /> : null}
      </FileDrop>
    </main>
  );
}

function ProjectCard({ project }: { readonly project: ProjectRecord }) {
  const { workspaceId, id, name, description, status } = project;
  return (
    <button type="button" className="project-card" onClick={() => goTo(projectPath(workspaceId, id, firstView))}>
      <span className="project-card-name">{name}</span>
      {description === '' ? null : <span className="project-card-description">{description}</span>}
      {status === 'active' ? null : <span className="project-status">{status}</span>}
    </button>
  );
}

type NewProjectDialogProps = { readonly workspaceId: string; readonly onClose: () => void };

function NewProjectDialog({ workspaceId, onClose }: NewProjectDialogProps) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const missing = name.trim() === '' ? 'Type a name first' : undefined;
  async function send(): Promise<void> {
    if (await createProject(workspaceId, name, description)) onClose();
  }
  return (
    <FormDialog
      title="New project"
      onClose={onClose}
      onSubmit={() => void send()}
      verb="Create project"
      missing={missing}
    >
      <FieldRow label="Name" controlId="project-name">
        <TextInput
          id="project-name"
          data-autofocus
          maxLength={255}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </FieldRow>
      <FieldRow label="Description" controlId="project-description">
        <Textarea
          id="project-description"
          {...fieldTexts({ hint: 'What is modelled, for whoever opens it next.' })}
          rows={3}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </FieldRow>
    </FormDialog>
  );
}

/** A project is what is opened from here. */
function loadProjectAhead(): void {
  void LoadedProjectPage.load();
  void projectViews.find(({ id }) => id === firstView)?.load();
}
