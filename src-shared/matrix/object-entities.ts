/** The nouns of the domain, and how they are related, or are not. */
import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { boolean, choice, json, optional, orderKey, reference, text } from '../schema/field.ts';
import { metadata, name, readAndWrite, shortList } from './model-fields.ts';

export const objectTypes = ['core', 'supporting', 'junction', 'external'] as const;
export const complexities = ['low', 'medium', 'high', 'very_high'] as const;
/** Why a noun is no object of the model. It stays in the guide, so that nobody proposes it again. */
export const rejections = ['attribute', 'cta', 'role', 'instance', 'too_vague', 'out_of_scope', 'other'] as const;
export type Rejection = (typeof rejections)[number];

/** A noun of the domain. `position_x` and `position_y` of the data model are derived from `rank` and `objectType`. */
export const objectEntity = defineEntity('object', {
  scope: 'project',
  fields: {
    name: name(),
    /** The definition. */
    description: text(),
    /** The place in the one order that rows and columns of the matrix share. */
    rank: orderKey(),
    objectType: choice(objectTypes),
    complexity: choice(complexities),
    createdBy: reference('user', { merge: 'fixed' }),
    /** Where it stands in the system model, in pixels at zoom 1; null where the layout places it. */
    layout: optional(json(z.object({ x: z.number(), y: z.number() }))),
    /** SIP evidence beside attributes (structure): examples, and what it is for. */
    instances: shortList(),
    purpose: text(),
    synonyms: shortList(),
    states: shortList(),
    /** One of the project's phases, or empty. */
    phase: text({ max: 255 }),
    /** Null for an object of the model; else the reason why the noun is none. */
    rejection: optional(choice(rejections)),
    rejectionNote: text({ max: 10_000 }),
    metadata: metadata(),
  },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type ObjectRecord = RecordOf<typeof objectEntity>;

export const relationshipTypes = ['has', 'belongs_to', 'contains', 'references', 'depends_on', 'is_a', 'uses'] as const;
/** How many of the other there are at one end. */
export const ends = ['1', '0..1', '0..*', '1..*'] as const;
export type End = (typeof ends)[number];
/** How the other object shows on the page of this one. */
export const nestings = ['list', 'summary', 'count', 'link', 'embedded', 'none'] as const;
export type Nesting = (typeof nestings)[number];
/** What happens to the other object when this one is deleted. */
export const dependencies = ['cascade', 'orphan', 'block', 'none'] as const;

/**
 * From source to target. What is on the source's page, and asked in the matrix cell (source, target), starts with `source`; the
 * reverse cell (target, source) has what starts with `target`. An empty text or null is a question not answered yet.
 */
export const relationshipEntity = defineEntity('relationship', {
  scope: 'project',
  fields: {
    sourceObjectId: reference('object'),
    targetObjectId: reference('object'),
    relationshipType: choice(relationshipTypes),
    /** How many sources one target has: what the cell (target, source) shows. */
    sourceEnd: optional(choice(ends)),
    /** How many targets one source has: what the cell (source, target) shows. */
    targetEnd: optional(choice(ends)),
    /** Read from source to target: "Account *holds* Subscription". */
    description: text(),
    inverseLabel: text({ max: 255 }),
    sourceNesting: optional(choice(nestings)),
    targetNesting: optional(choice(nestings)),
    sourceNavigates: optional(boolean()),
    targetNavigates: optional(boolean()),
    sourceMechanics: text({ max: 2000 }),
    targetMechanics: text({ max: 2000 }),
    sourceSort: text({ max: 2000 }),
    targetSort: text({ max: 2000 }),
    sourceFilter: text({ max: 2000 }),
    targetFilter: text({ max: 2000 }),
    sourceDependency: optional(choice(dependencies)),
    targetDependency: optional(choice(dependencies)),
    phase: text({ max: 255 }),
    metadata: metadata(),
  },
  indexes: [['projectId'], ['sourceObjectId'], ['targetObjectId']],
  permissions: readAndWrite,
});
export type RelationshipRecord = RecordOf<typeof relationshipEntity>;

/** An explicit "no" for a pair of objects. The id comes from the pair, whichever way round: see `pairKey`. */
export const pairReviewEntity = defineEntity('pairReview', {
  scope: 'project',
  fields: {
    /** The smaller id of the two. */
    objectAId: reference('object', { merge: 'fixed' }),
    objectBId: reference('object', { merge: 'fixed' }),
    verdict: choice(['no']),
    note: text({ max: 10_000 }),
    reviewedBy: reference('user'),
  },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type PairReviewRecord = RecordOf<typeof pairReviewEntity>;
