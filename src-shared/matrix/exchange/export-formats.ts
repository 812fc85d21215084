/*
 * The formats that a project can be saved in: a new one is a line here, one in `exportFormats`, and its maker in make-export.ts.
 */
import type { ExportFormat, ExportType } from '../project-entities.ts';

export type ExportFormatInfo = {
  readonly label: string;
  readonly ending: string;
  readonly media: string;
  /** What it is good for, and what it loses. */
  readonly hint: string;
  /** Whether it is a picture of a view rather than of records. */
  readonly isPicture: boolean;
};

export const exportFormatInfo: { readonly [format in ExportFormat]: ExportFormatInfo } = {
  json: {
    label: 'Triptych JSON',
    ending: 'json',
    media: 'application/json',
    hint: 'Everything, to be brought in again without a loss.',
    isPicture: false,
  },
  xlsx: {
    label: 'Excel workbook',
    ending: 'xlsx',
    media: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    hint: 'A sheet for each list. Without layout, comments, texts and reviews; a cell holds 32,767 characters.',
    isPicture: false,
  },
  csv: {
    label: 'CSV',
    ending: 'csv',
    media: 'text/csv;charset=utf-8',
    hint: 'A list as text, for every program. Without layout, comments, texts and reviews.',
    isPicture: false,
  },
  md: {
    label: 'Markdown',
    ending: 'md',
    media: 'text/markdown;charset=utf-8',
    hint: 'To be read by people: definitions, stories, criteria, gaps. It cannot be brought in again.',
    isPicture: false,
  },
  svg: {
    label: 'SVG picture',
    ending: 'svg',
    media: 'image/svg+xml',
    hint: 'A view that stays sharp at every size.',
    isPicture: true,
  },
  png: {
    label: 'PNG picture',
    ending: 'png',
    media: 'image/png',
    hint: 'A view as pixels, for slides and documents.',
    isPicture: true,
  },
};

export const exportTypeLabels: { readonly [type in ExportType]: string } = {
  project: 'The whole project',
  matrix: 'Matrix',
  objects: 'Objects',
  relationships: 'Relationships',
  ctas: 'Calls to action',
  attributes: 'Attributes',
};

/** `Streaming service – Objects.csv`, with nothing in it that a file system refuses. */
export function exportFileName(projectName: string, what: string, format: ExportFormat): string {
  const { ending } = exportFormatInfo[format];
  return `${cleanName(projectName)} – ${cleanName(what)}.${ending}`;
}

function cleanName(name: string): string {
  const clean = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\\/:*?"<>|]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/^[. ]+|[. ]+$/gu, '');
  // A file name has at most 255 bytes, and a character up to four.
  return Array.from(clean === '' ? 'Project' : clean)
    .slice(0, 50)
    .join('');
}
