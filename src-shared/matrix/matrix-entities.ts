/*
 * What a project of the ORCA process stores: objects, relationships, calls to action and attributes, and what the process asks
 * beside them. Source: Sophia Prater's OOUX, with the fields of the project's own data model.
 *
 * Every field that two people may answer apart is a field of its own, so that both answers are kept when they meet.
 */
import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import {
  boolean,
  choice,
  instant,
  integer,
  json,
  mergedText,
  optional,
  orderKey,
  reference,
  text,
} from '../schema/field.ts';
import { membershipPermissionsSchema, projectSettingsSchema } from './project-settings.ts';
import { validationRulesSchema } from './validation-rules.ts';

const readAndWrite = { read: 'project:read', write: null } as const;

const name = () => text({ min: 1, max: 255 });
/** What came along in a file and has no field of its own: nothing that was imported is dropped. */
const metadata = () => json(z.record(z.string(), z.json()));
const shortList = () => json(z.array(z.string().min(1).max(255)).max(500));

export const projectStatuses = ['draft', 'active', 'archived'] as const;

export const projectEntity = defineEntity('project', {
  scope: 'workspace',
  fields: {
    name: name(),
    description: text(),
    ownerId: reference('user'),
    status: choice(projectStatuses),
    settings: json(projectSettingsSchema),
  },
  indexes: [['workspaceId', 'name'], ['ownerId']],
  permissions: readAndWrite,
});
export type ProjectRecord = RecordOf<typeof projectEntity>;

export const membershipRoles = ['owner', 'editor', 'viewer'] as const;
export type MembershipRole = (typeof membershipRoles)[number];

/** The id comes from project and user: see `idFromKey`. */
export const projectMembershipEntity = defineEntity('projectMembership', {
  scope: 'project',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    role: choice(membershipRoles),
    permissions: json(membershipPermissionsSchema),
    joinedAt: instant({ merge: 'fixed' }),
  },
  indexes: [['projectId', 'userId'], ['userId']],
  permissions: readAndWrite,
});
export type ProjectMembershipRecord = RecordOf<typeof projectMembershipEntity>;

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

/** Who acts. */
export const projectRoleEntity = defineEntity('projectRole', {
  scope: 'project',
  fields: { name: name(), description: text(), rank: orderKey(), metadata: metadata() },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type ProjectRoleRecord = RecordOf<typeof projectRoleEntity>;

export const priorities = ['must', 'should', 'could', 'wont'] as const;
export const tiers = ['primary', 'secondary', 'tertiary', 'quaternary'] as const;
export const ctaKinds = ['create', 'read', 'update', 'delete', 'other'] as const;

export const ctaEntity = defineEntity('cta', {
  scope: 'project',
  fields: {
    objectId: reference('object'),
    name: name(),
    description: text(),
    priority: choice(priorities),
    tier: choice(tiers),
    kind: choice(ctaKinds),
    /** The permission or state under which it is there; empty for always. */
    condition: text({ max: 10_000 }),
    phase: text({ max: 255 }),
    /** Where it is offered. */
    place: text({ max: 2000 }),
    userStory: text(),
    /** One criterion on each line, or scenarios in Given/When/Then. */
    acceptanceCriteria: text(),
    /** The registry's function that carries it out. */
    functionId: optional(reference('function')),
    /** Its rank among the object's calls to action. */
    rank: orderKey(),
    metadata: metadata(),
  },
  indexes: [['projectId'], ['objectId'], ['functionId']],
  permissions: readAndWrite,
});
export type CtaRecord = RecordOf<typeof ctaEntity>;

/** Who may do it. The id comes from call to action and role: see `idFromKey`. */
export const ctaRoleEntity = defineEntity('ctaRole', {
  scope: 'project',
  fields: {
    ctaId: reference('cta', { merge: 'fixed' }),
    projectRoleId: reference('projectRole', { merge: 'fixed' }),
  },
  indexes: [['projectId'], ['ctaId']],
  permissions: readAndWrite,
});

export const dataTypes = [
  'string',
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'duration',
  'enum',
  'url',
  'email',
  'image',
  'json',
  'reference',
] as const;
export type DataType = (typeof dataTypes)[number];
export const attributeCategories = ['core', 'metadata'] as const;

export const attributeEntity = defineEntity('attribute', {
  scope: 'project',
  fields: {
    objectId: reference('object'),
    name: name(),
    dataType: choice(dataTypes),
    isRequired: boolean(),
    defaultValue: optional(text({ max: 10_000 })),
    validationRules: json(validationRulesSchema),
    description: text(),
    /** Its rank among the object's attributes. */
    rank: orderKey(),
    category: choice(attributeCategories),
    /** Where the value comes from: typed in, computed, another system. */
    source: text({ max: 2000 }),
    /** Where it is shown or used; names of contexts, lists, reports. */
    usedIn: shortList(),
    /** Who may see or change it; empty for everybody. */
    visibility: text({ max: 2000 }),
    metadata: metadata(),
  },
  indexes: [['projectId'], ['objectId']],
  permissions: readAndWrite,
});
export type AttributeRecord = RecordOf<typeof attributeEntity>;

/** What a question or a comment is about. For a pair, or a cell of the matrix, the id is `pairKey` or `cellKey`. */
export const subjectKinds = ['project', 'object', 'relationship', 'pair', 'cell', 'cta', 'attribute', 'role'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export const openQuestionEntity = defineEntity('openQuestion', {
  scope: 'project',
  fields: {
    subjectKind: choice(subjectKinds, { merge: 'fixed' }),
    subjectId: text({ min: 1, max: 200, merge: 'fixed' }),
    question: text({ min: 1 }),
    answer: text(),
    risk: choice(['low', 'medium', 'high']),
    isOpen: boolean(),
    /** Who finds the answer. */
    ownerId: optional(reference('user')),
    metadata: metadata(),
  },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type OpenQuestionRecord = RecordOf<typeof openQuestionEntity>;

/** A place in which an object shows (card, detail, list row …): the columns of its shapeshifter. */
export const contextEntity = defineEntity('context', {
  scope: 'project',
  fields: { objectId: reference('object', { merge: 'fixed' }), name: name(), rank: orderKey(), metadata: metadata() },
  indexes: [['projectId'], ['objectId']],
  permissions: readAndWrite,
});
export type ContextRecord = RecordOf<typeof contextEntity>;

/** Whether one attribute or call to action shows in one context. The id comes from context and subject: see `idFromKey`. */
export const contextVisibilityEntity = defineEntity('contextVisibility', {
  scope: 'project',
  fields: {
    contextId: reference('context', { merge: 'fixed' }),
    subjectKind: choice(['attribute', 'cta'], { merge: 'fixed' }),
    subjectId: text({ min: 1, max: 64, merge: 'fixed' }),
    isVisible: boolean(),
    /** Whether its difference from the other contexts is meant; null is not decided. */
    isIntentional: optional(boolean()),
    note: text({ max: 10_000 }),
  },
  indexes: [['projectId'], ['contextId']],
  permissions: readAndWrite,
});
export type ContextVisibilityRecord = RecordOf<typeof contextVisibilityEntity>;

/** An interview, a brief: the text in which nouns are foraged. */
export const sourceTextEntity = defineEntity('sourceText', {
  scope: 'project',
  fields: {
    name: name(),
    kind: choice(['interview', 'brief', 'document', 'notes']),
    body: mergedText(),
    rank: orderKey(),
  },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type SourceTextRecord = RecordOf<typeof sourceTextEntity>;

export const commentEntity = defineEntity('comment', {
  scope: 'project',
  fields: {
    subjectKind: choice(subjectKinds, { merge: 'fixed' }),
    subjectId: text({ min: 1, max: 200, merge: 'fixed' }),
    body: text({ min: 1 }),
    authorId: reference('user', { merge: 'fixed' }),
    /** The comment that this one answers. */
    parentId: optional(reference('comment', { merge: 'fixed' })),
    isResolved: boolean(),
  },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type CommentRecord = RecordOf<typeof commentEntity>;

export const exportTypes = ['matrix', 'objects', 'ctas', 'attributes', 'relationships', 'project'] as const;
export type ExportType = (typeof exportTypes)[number];
export const exportFormats = ['json', 'csv', 'xlsx', 'png', 'svg', 'md'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;

/** One file that was asked for. Stays on the device, as the file does. */
export const exportJobEntity = defineEntity('exportJob', {
  scope: 'device',
  fields: {
    workspaceId: reference('workspace', { merge: 'fixed' }),
    projectId: reference('project', { merge: 'fixed' }),
    requestedBy: reference('user', { merge: 'fixed' }),
    exportType: choice(exportTypes, { merge: 'fixed' }),
    format: choice(exportFormats, { merge: 'fixed' }),
    status: choice(exportStatuses),
    parameters: json(z.record(z.string(), z.json()), { merge: 'fixed' }),
    progressPercent: integer({ min: 0, max: 100 }),
    completedAt: optional(instant()),
    filePath: optional(text({ max: 4096 })),
    errorMessage: optional(text({ max: 10_000 })),
  },
  indexes: [['projectId', 'createdAt'], ['status']],
  // A job goes with its file, which only the exchange's own call knows of.
  permissions: readAndWrite,
});
export type ExportJobRecord = RecordOf<typeof exportJobEntity>;

/** What a project is made of, beside its memberships: every entity that `projects.edit` writes. */
export const modelEntities = [
  objectEntity,
  relationshipEntity,
  pairReviewEntity,
  projectRoleEntity,
  ctaEntity,
  ctaRoleEntity,
  attributeEntity,
  openQuestionEntity,
  contextEntity,
  contextVisibilityEntity,
  sourceTextEntity,
  commentEntity,
] as const;
export type ModelEntity = (typeof modelEntities)[number];
export type ModelEntityName = ModelEntity['name'];

const modelEntityNames: ReadonlySet<string> = new Set(modelEntities.map((entity) => entity.name));

export function isModelEntityName(entity: string): entity is ModelEntityName {
  return modelEntityNames.has(entity);
}

export type ModelRecord<N extends ModelEntityName = ModelEntityName> = RecordOf<Extract<ModelEntity, { name: N }>>;
