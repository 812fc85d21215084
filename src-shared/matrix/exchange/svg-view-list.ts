import type { ExportType } from '../project-entities.ts';

const views = [
  { id: 'nom', label: 'Nested-object matrix', exportType: 'matrix' },
  { id: 'guide', label: 'Object guide', exportType: 'objects' },
  { id: 'nouns', label: 'Nouns', exportType: 'objects' },
  { id: 'system', label: 'System model', exportType: 'relationships' },
  { id: 'cta-matrix', label: 'CTA matrix', exportType: 'ctas' },
  { id: 'object-map', label: 'Object map', exportType: 'project' },
  { id: 'shapeshifter', label: 'Shapeshifter', exportType: 'attributes' },
  { id: 'gaps', label: 'Gaps', exportType: 'project' },
] as const;
export type SvgViewId = (typeof views)[number]['id'];

export type SvgView = {
  readonly id: SvgViewId;
  /** As the window calls it. */
  readonly label: string;
  /** What kind of export it is: the first view of a kind is taken where none is named. */
  readonly exportType: ExportType;
};

/** The views that there are pictures of; svg-views.ts draws them. */
export const svgViews: readonly SvgView[] = views;

/** The view of which one object can be chosen. */
export const viewOfOneObject: SvgViewId = 'shapeshifter';

/** The view that is named, or the first of its kind; a kind without a view of its own is shown by the matrix. */
export function findSvgView(exportType: ExportType, viewId: string | undefined): SvgView | undefined {
  return (
    svgViews.find(({ id }) => id === viewId) ?? svgViews.find((view) => view.exportType === exportType) ?? svgViews[0]
  );
}
