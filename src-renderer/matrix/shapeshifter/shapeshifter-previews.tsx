import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { PaletteColor, ProjectSettings } from '#shared/matrix/project-settings.ts';
import type { Shapeshifter, Subject } from '#shared/matrix/shapeshifter-rules.ts';

export type ShapeshifterPreviewsProps = {
  readonly project: ProjectRecord;
  readonly object: ObjectRecord;
  readonly shifter: Shapeshifter;
};

/** What each context shows, as a small card in the project's colours. */
export function ShapeshifterPreviews({ project, object, shifter }: ShapeshifterPreviewsProps) {
  const { palette } = project.settings;
  return (
    <div className="shifter-previews" role="group" aria-label="Previews" tabIndex={0}>
      {shifter.contexts.map((context, index) => {
        const shown = shifter.rows
          .filter(({ cells }) => cells[index]?.isVisible === true)
          .map(({ subject }) => subject);
        return (
          <figure key={context.id} className="shifter-preview" data-paint={palette.object}>
            <figcaption>
              <bdi>{context.name}</bdi>
            </figcaption>
            <p className="shifter-preview-title">
              <bdi>{object.instances[0] ?? object.name}</bdi>
            </p>
            {shown.length === 0 ? <p className="shifter-preview-empty">Shows nothing yet</p> : null}
            <ul>
              {shown.map((subject) => (
                <li
                  key={subject.record.id}
                  className={`shifter-piece shifter-piece-${subject.kind}`}
                  data-paint={paintOf(subject, palette)}
                >
                  <bdi>{subject.record.name}</bdi>
                </li>
              ))}
            </ul>
          </figure>
        );
      })}
    </div>
  );
}

export function paintOf(subject: Subject, palette: ProjectSettings['palette']): PaletteColor {
  if (subject.kind === 'cta') return palette.cta;
  return subject.record.category === 'core' ? palette.core : palette.metadata;
}
