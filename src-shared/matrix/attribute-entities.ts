/** What an object consists of, and in which contexts that and its calls to action show. */
import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { boolean, choice, json, optional, orderKey, reference, text } from '../schema/field.ts';
import { metadata, name, readAndWrite, shortList } from './model-fields.ts';
import { validationRulesSchema } from './validation-rules.ts';

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
