import './project-page.css';

import { Suspense, useEffect, useMemo } from 'react';
import { NavLink, useSearchParams } from 'react-router';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/loading.tsx';
import { goTo, projectPath, projectsPath } from '../workspaces/paths.ts';
import { RecordGone } from '../workspaces/record-gone.tsx';
import { ExchangeMenu } from './exchange/exchange-menu.tsx';
import { openExchangeDialog } from './exchange/exchange-store.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { ProjectFollowing, ProjectPeople } from './project-presence.tsx';
import { movePresence } from '../presence/presence.ts';
import { projectViews } from './project-views.ts';
import type { ProjectView } from './project-views.ts';
import { parseSubject } from './subject-address.ts';
import { useProjectModel, useProjects } from './use-project.ts';

export type ProjectPageProps = {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly viewId: string | undefined;
};

/** One project: its views as tabs, and the one that is open. */
export function ProjectPage({ workspaceId, projectId, viewId }: ProjectPageProps) {
  const { projects, isLoading } = useProjects(workspaceId);
  const project = projects.find(({ id }) => id === projectId);
  const [firstView] = projectViews;
  const view = projectViews.find(({ id }) => id === viewId) ?? firstView;
  if (isLoading) return <Loading label="Loading the project" lines={12} />;
  if (project === undefined || view === undefined) {
    const toProjects = <Button onClick={() => goTo(projectsPath(workspaceId))}>To the projects</Button>;
    return <RecordGone what="project" recordId={projectId} actions={toProjects} />;
  }
  return (
    <FileDrop
      label={`Drop the file to see what it would change in ${project.name}`}
      className="project"
      onFiles={([file]) => openExchangeDialog({ kind: 'import', workspaceId, projectId, file })}
    >
      <header className="project-bar">
        <button type="button" className="project-back" onClick={() => goTo(projectsPath(workspaceId))}>
          Projects
        </button>
        <span aria-hidden>/</span>
        <h1 title={project.description === '' ? undefined : project.description}>{project.name}</h1>
        {project.status === 'active' ? null : <span className="project-status">{project.status}</span>}
        <span className="project-bar-rest" />
        <ProjectPeople project={project} />
        <ExchangeMenu project={project} />
      </header>
      <nav className="project-views" aria-label="Views of the project">
        {projectViews.map(({ id, label, icon: Icon, load }) => (
          <NavLink
            key={id}
            ref={id === view.id ? bringOnScreen : undefined}
            to={projectPath(workspaceId, projectId, id)}
            onPointerEnter={() => void load()}
            onFocus={() => void load()}
            className={`project-view-link${id === view.id ? ' project-view-link-current' : ''}`}
            aria-current={id === view.id ? 'page' : undefined}
          >
            <Icon size={15} strokeWidth={1.6} aria-hidden />
            {label}
          </NavLink>
        ))}
      </nav>
      <OpenView key={project.id} project={project} view={view} />
      <ProjectFollowing project={project} />
    </FileDrop>
  );
}

/** In a narrow window the tabs scroll. */
function bringOnScreen(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function OpenView({ project, view }: { readonly project: ProjectRecord; readonly view: ProjectView }) {
  const { model, isLoading } = useProjectModel(project.id);
  const [search] = useSearchParams();
  const given = search.get('subject');
  // The same object while the address is the same, so that a view may look for it once.
  const subject = useMemo(() => parseSubject(given), [given]);
  const { View, label } = view;
  useEffect(() => movePresence(project.id, { view: view.id, kind: null, id: null }), [project.id, view.id]);
  return (
    <main className="project-view" aria-label={label}>
      {isLoading ? (
        <Loading label="Loading the model" lines={12} />
      ) : (
        <Suspense fallback={<Loading label="Loading the view" lines={12} />}>
          <View project={project} model={model} subject={subject} />
        </Suspense>
      )}
    </main>
  );
}
