/*
 * Every view of a project as a picture: text in, SVG text out, without a screen. A new view is a line here and one in
 * svg-view-list.ts.
 */
import type { ProjectHead } from './project-file.ts';
import type { ProjectModel } from '../project-model.ts';
import { drawGaps } from './svg-gaps.ts';
import { drawCtaMatrix, drawObjectGuide, drawShapeshifter } from './svg-lists.ts';
import { drawNestedObjectMatrix } from './svg-nom.ts';
import { drawObjectMap } from './svg-object-map.ts';
import { drawSystemModel } from './svg-system.ts';
import type { SvgViewId } from './svg-view-list.ts';

export type SvgContext = {
  readonly project: ProjectHead;
  readonly model: ProjectModel;
  /** For a view of one object; a view that can show all of them does so without it. */
  readonly objectId?: string | undefined;
};

export const svgDrawings: { readonly [id in SvgViewId]: (context: SvgContext) => string | Promise<string> } = {
  nom: drawNestedObjectMatrix,
  guide: drawObjectGuide,
  // Loaded when it is asked for: it brings the tagger and its lexicon along.
  nouns: async (context) => (await import('./svg-nouns.ts')).drawNouns(context),
  system: drawSystemModel,
  'cta-matrix': drawCtaMatrix,
  'object-map': drawObjectMap,
  shapeshifter: drawShapeshifter,
  gaps: drawGaps,
};
