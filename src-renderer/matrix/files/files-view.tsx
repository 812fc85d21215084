import './files-view.css';

import type { ProjectViewProps } from '../project-views.ts';
import { ProjectFiles } from './project-files.tsx';

/** Everything that is attached in a project: to itself, and to each object that has something. */
export function FilesView({ project, model }: ProjectViewProps) {
  const withFiles = new Set(
    [...model.tables.projectAttachment.values()].flatMap((file) =>
      file.subjectKind === 'object' ? [file.subjectId] : [],
    ),
  );
  const objects = model.objects.filter(({ id }) => withFiles.has(id));
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="project-files" tabIndex={0} role="region" aria-label="Files">
      <section aria-labelledby="project-files-own">
        <h2 id="project-files-own">
          Files of <bdi>{project.name}</bdi>
        </h2>
        <p className="field-hint">Interviews, briefs, pictures. Those of an object are added in its details.</p>
        <ProjectFiles project={project} model={model} />
      </section>
      {objects.map((object) => (
        <section key={object.id} aria-labelledby={`project-files-${object.id}`}>
          <h2 id={`project-files-${object.id}`}>
            <bdi>{object.name}</bdi>
          </h2>
          <ProjectFiles project={project} model={model} object={object} />
        </section>
      ))}
    </div>
  );
}
