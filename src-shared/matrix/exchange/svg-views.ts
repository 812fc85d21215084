/*
 * Every view of a project as a picture: text in, SVG text out, without a screen. A new view is one line here.
 */
import type { ExportType } from '../matrix-entities.ts';
import type { ProjectHead } from './project-file.ts';
import type { ProjectModel } from '../project-model.ts';
import { drawGaps } from './svg-gaps.ts';
import { drawCtaMatrix, drawObjectGuide, drawShapeshifter } from './svg-lists.ts';
import { drawNestedObjectMatrix } from './svg-nom.ts';
import { drawObjectMap } from './svg-object-map.ts';
import { drawSystemModel } from './svg-system.ts';

export type SvgContext = {
  readonly project: ProjectHead;
  readonly model: ProjectModel;
  /** For a view of one object; a view that can show all of them does so without it. */
  readonly objectId?: string | undefined;
};

export type SvgView = {
  readonly id: string;
  /** As the window calls it. */
  readonly label: string;
  /** What kind of export it is: the first view of a kind is taken where none is named. */
  readonly exportType: ExportType;
  readonly draw: (context: SvgContext) => string;
};

export const svgViews: readonly SvgView[] = [
  { id: 'nom', label: 'Nested-object matrix', exportType: 'matrix', draw: drawNestedObjectMatrix },
  { id: 'guide', label: 'Object guide', exportType: 'objects', draw: drawObjectGuide },
  { id: 'system', label: 'System model', exportType: 'relationships', draw: drawSystemModel },
  { id: 'cta-matrix', label: 'CTA matrix', exportType: 'ctas', draw: drawCtaMatrix },
  { id: 'object-map', label: 'Object map', exportType: 'project', draw: drawObjectMap },
  { id: 'shapeshifter', label: 'Shapeshifter', exportType: 'attributes', draw: drawShapeshifter },
  { id: 'gaps', label: 'Gaps', exportType: 'project', draw: drawGaps },
];

/** The view that is named, or the first of its kind; a kind without a view of its own is shown by the matrix. */
export function findSvgView(exportType: ExportType, viewId: string | undefined): SvgView | undefined {
  return (
    svgViews.find(({ id }) => id === viewId) ?? svgViews.find((view) => view.exportType === exportType) ?? svgViews[0]
  );
}
