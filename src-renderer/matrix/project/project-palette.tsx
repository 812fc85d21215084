import './palette.css';

import { Select } from '@mantine/core';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { paletteColors } from '#shared/matrix/project-settings.ts';

import { FieldRow } from '../../ui/field-row.tsx';
import { changeProject } from '../project-actions.ts';

export type ProjectPaletteProps = { readonly project: ProjectRecord; readonly isReadOnly: boolean };

const parts = [
  ['object', 'Objects'],
  ['core', 'Core content'],
  ['metadata', 'Metadata'],
  ['cta', 'Calls to action'],
] as const;

/** The colours of cards; blue, yellow, pink and green are the convention. */
export function ProjectPalette({ project, isReadOnly }: ProjectPaletteProps) {
  const { settings } = project;
  return (
    <div className="project-palette">
      {parts.map(([part, label]) => (
        <FieldRow key={part} label={label} controlId={`project-palette-${part}`}>
          <Select
            id={`project-palette-${part}`}
            allowDeselect={false}
            readOnly={isReadOnly}
            leftSection={<span className="palette-swatch" data-paint={settings.palette[part]} aria-hidden />}
            data={paletteColors.map((color) => ({
              value: color,
              label: `${color.slice(0, 1).toUpperCase()}${color.slice(1)}`,
            }))}
            value={settings.palette[part]}
            onChange={(value) => {
              const color = paletteColors.find((one) => one === value);
              if (color === undefined) return;
              const palette = { ...settings.palette, [part]: color };
              void changeProject(project, { settings: { ...settings, palette } });
            }}
          />
        </FieldRow>
      ))}
    </div>
  );
}
