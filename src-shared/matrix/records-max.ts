import type { ModelEntityName } from './model-entities.ts';

/** Of one project. A matrix of more objects than this cannot be read by anybody, and the window would hold too much. */
export const recordsMax: { readonly [name in ModelEntityName]: number } = {
  object: 2000,
  relationship: 50_000,
  pairReview: 200_000,
  projectRole: 200,
  cta: 20_000,
  ctaRole: 100_000,
  attribute: 50_000,
  openQuestion: 20_000,
  context: 10_000,
  contextVisibility: 100_000,
  sourceText: 1000,
  comment: 50_000,
  projectAttachment: 10_000,
};

/** What a window asks for of each entity of a project: more than there can be. */
export const projectRecordsMax = 200_000;
